/** Whether Prisma's client comes with an engine in machine code (prisma.io/docs, "Prisma engines", "No Rust engine"). */
import type { SourceView } from '../effects/source-view';
import type { PackageJson } from '../manifests/package-json';

/**
 * Where the engine comes from, in words; undefined where the client is JavaScript alone: by its settings from version
 * 6.16 on (`engineType = "client"`), always from version 7 on.
 */
export function prismaEngine(project: PackageJson, view: SourceView): string | undefined {
  const range = project.dependencies['@prisma/client'];
  if (range === undefined || /^[\^~]?(?:[7-9]|\d\d)/.test(range)) return undefined;
  const schemas = [...view.files.keys()].filter(path => path.endsWith('.prisma'));
  const own = schemas.some(path => /engineType\s*=\s*"client"/.test(view.text(path) ?? ''));
  return own ? undefined : `\`@prisma/client\` ${range}`;
}
