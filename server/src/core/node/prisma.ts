/** Whether Prisma's client comes with an engine in machine code, and for which system (prisma.io/docs, "Engines"). */
import type { SourceView } from '../effects/source-view';
import type { PackageJson } from '../manifests/package-json';

export interface PrismaEngine {
  /** The range of versions that package.json gives. */
  readonly range: string;
  /**
   * The client tells its system by its files alone. Versions before 4.16 start `ls` and `openssl` for that: tried with
   * `@prisma/get-platform` 4.8 to 6.15 on an image without a shell.
   */
  readonly findsSystem: boolean;
  /** Targets of the generator as written, `native` where it has none; undefined where no schema is known. */
  readonly targets: readonly string[] | undefined;
}

/**
 * Undefined where there is no client, and where it is JavaScript alone: by its settings from version 6.16 on
 * (`engineType = "client"`), always from version 7 on.
 */
export function prismaEngine(project: PackageJson, view: SourceView): PrismaEngine | undefined {
  const range = project.dependencies['@prisma/client'];
  if (range === undefined || /^[\^~]?(?:[7-9]|\d\d)/.test(range)) return undefined;
  const texts = [...view.files.keys()]
    .filter(path => path.endsWith('.prisma'))
    .map(path => view.text(path) ?? '');
  if (texts.some(text => /engineType\s*=\s*"client"/.test(text))) return undefined;
  const version = /^[\^~]?(\d+)(?:\.(\d+))?/.exec(range);
  const findsSystem =
    Number(version?.[1] ?? 0) > 4 || (version?.[1] === '4' && Number(version[2] ?? 0) >= 16);
  const lists = texts.flatMap(text => /binaryTargets\s*=\s*\[([^\]]*)\]/.exec(text)?.[1] ?? []);
  const targets = lists.flatMap(list => [...list.matchAll(/"([^"]+)"/g)].flatMap(match => match[1] ?? []));
  const known = texts.length === 0 ? undefined : lists.length === 0 ? ['native'] : targets;
  return { range, findsSystem, targets: known };
}
