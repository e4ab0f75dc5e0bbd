/** What Compose mounts over an interpreted application: its sources to read, or folders to write to. */
import { baseName, isWithin } from '../../model/paths';
import type { Subject } from '../../subject';
import type { Span } from '../../syntax/span';
import type { BindMount } from '../compose';
import { type Ledger, needRoot } from '../decision';

/** The sources over the application folder, or over a part of it, so that a developer's changes are seen. */
export function isSourceMount(
  { source, path }: Pick<BindMount, 'source' | 'path'>,
  subject: Subject,
  workdir: string,
): boolean {
  if (source === undefined || !(isWithin(path, workdir) || isWithin(workdir, path))) return false;
  if (source === '') return true;
  const inside = (name: string) => name === source || name.startsWith(`${source}/`);
  return [...subject.context.entries].some(
    ([name, { kind }]) => kind === 'file' && inside(name) && sourceFile.test(name),
  );
}

const sourceFile = /\.(?:[cm]?[jt]sx?|py|vue|svelte|html|css|s[ac]ss|ejs|hbs|pug|jinja2?|prisma)$/;

/** Settings and secrets, which programs read. */
const readOnlyFile =
  /\.(?:ya?ml|toml|ini|cfg|conf|env|pem|crt|key|cer|properties|py|[cm]?[jt]s|html|md)$|^\.env/;

/** Of these, what a program changes when its users do. */
const settings = /\.(?:ya?ml|toml|ini|cfg|conf|properties)$/;

/**
 * Has root kept where a service mounts a folder of the host that a program writes to: Docker makes it for root, and
 * who has run the image as root has files of root in it. Sources and settings are there to be read; `writes` tells
 * where the program writes below a folder nevertheless, `writesFile` where it writes a file of settings.
 */
export function checkMounts(
  mounts: readonly BindMount[],
  subject: Subject,
  workdir: string,
  span: Span | undefined,
  writes: (folder: string) => string | undefined,
  writesFile: (path: string) => string | undefined,
  ledger: Ledger,
): void {
  for (const mount of mounts) {
    if (readOnlyFile.test(baseName(mount.path))) {
      const evidence = settings.test(mount.path) ? writesFile(mount.path) : undefined;
      if (evidence !== undefined)
        needRoot(
          ledger,
          `${mount.where.replace(/^t/, 'T')} mounts \`${mount.path}\` from the host, and the program may write it (${evidence}): root may, whoever the file belongs to.`,
          span,
        );
      continue;
    }
    if (isSourceMount(mount, subject, workdir)) {
      const evidence = writes(mount.path);
      if (evidence !== undefined)
        needRoot(
          ledger,
          `${mount.where.replace(/^t/, 'T')} mounts a folder of the host over \`${mount.path}\`, and the program writes there (${evidence}): root may, whoever the folder belongs to.`,
          span,
        );
      continue;
    }
    if (/(?:^|\/)node_modules$/.test(mount.path)) continue;
    const files = filesIn(mount, subject);
    // Something of the project, and nothing that a program makes: examples, models, translations.
    if (files.length > 0 && !files.every(name => /^\.git/.test(baseName(name))) && !written.test(mount.path))
      continue;
    needRoot(
      ledger,
      `${mount.where.replace(/^t/, 'T')} mounts a folder of the host over \`${mount.path}\`: it belongs to root, and so does what the program has written there.`,
      span,
    );
  }
}

const written =
  /(?:^|[/_-])(?:data|database|db|logs?|storage|uploads?|media|cache|te?mp|out(?:puts?)?|results?|state|backups?|downloads?|sessions?|exports?|reports?)(?:$|[/_.-])|\.(?:db|sqlite3?|log|json|csv)$/i;

function filesIn({ source }: BindMount, subject: Subject): string[] {
  if (source === undefined) return [];
  return [...subject.context.entries]
    .filter(([name, { kind }]) => kind === 'file' && (name === source || name.startsWith(`${source}/`)))
    .map(([name]) => name);
}
