/** Finds the Dockerfiles below a folder, leaving out what git ignores. */
import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { causeOf } from './dockerfile';
import { CannotRun, type Terminal } from './terminal';

/** The names that VS Code takes for Dockerfiles. */
const dockerfileName = /^(dockerfile|containerfile)(\..+)?$|\.(dockerfile|containerfile)$/i;

/** Their ignore files, templates that are no Dockerfiles yet, documentation and leftovers of editors. */
const notDockerfile =
  /\.(dockerignore|containerignore|j2|jinja2?|tmpl|tpl|template|erb|in|md|txt|orig|bak|swp)$|~$/i;

/** Never anybody's own sources. */
const skippedFolders = new Set(['.git', 'node_modules']);

interface IgnoreFile {
  readonly folder: string;
  readonly rules: Ignore;
}

export interface Found {
  readonly paths: readonly string[];
  /** Folders that could not be listed, each with its cause. */
  readonly problems: readonly string[];
}

/** `path` itself where it is a file; otherwise every Dockerfile below it, in order. */
export async function findDockerfiles({ cwd }: Terminal, path: string): Promise<Found> {
  const start = resolve(cwd, path);
  const status = await stat(start).catch(error => {
    throw new CannotRun(`${path} cannot be read: ${causeOf(error)}.`);
  });
  if (!status.isDirectory()) return { paths: [path], problems: [] };
  const paths: string[] = [];
  const problems: string[] = [];

  async function walk(folder: string, outer: readonly IgnoreFile[]): Promise<void> {
    let children: Dirent[];
    try {
      children = await readdir(folder, { withFileTypes: true });
    } catch (error) {
      problems.push(`${shown(folder)} cannot be listed: ${causeOf(error)}.`);
      return;
    }
    const own = children.some(child => child.name === '.gitignore') ? await ignoreFile(folder) : undefined;
    const rules = own === undefined ? outer : [...outer, own];
    children.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const child of children) {
      const full = join(folder, child.name);
      if (child.isDirectory()) {
        if (!skippedFolders.has(child.name) && !ignored(rules, full, true)) await walk(full, rules);
      } else if (dockerfileName.test(child.name) && !notDockerfile.test(child.name)) {
        if (!ignored(rules, full, false) && (await isFile(child, full))) paths.push(shown(full));
      }
    }
  }

  const shown = (full: string) => join(path, relative(start, full)).split(sep).join('/');
  await walk(start, await outerIgnoreFiles(start));
  return { paths, problems };
}

/** A linked Dockerfile is checked where the link stands; linked folders are not entered. */
async function isFile(child: Dirent, full: string): Promise<boolean> {
  if (!child.isSymbolicLink()) return child.isFile();
  return (await stat(full).catch(() => undefined))?.isFile() === true;
}

/** The innermost ignore file that says anything decides. */
function ignored(files: readonly IgnoreFile[], full: string, isFolder: boolean): boolean {
  for (const { folder, rules } of files.toReversed()) {
    const path = relative(folder, full).split(sep).join('/');
    const verdict = rules.test(isFolder ? `${path}/` : path);
    if (verdict.ignored || verdict.unignored) return verdict.ignored;
  }
  return false;
}

/** From the root of the repository down to the folder above `start`; none outside a repository. */
async function outerIgnoreFiles(start: string): Promise<IgnoreFile[]> {
  const folders: string[] = [];
  for (let folder = start; ; folder = dirname(folder)) {
    if ((await stat(join(folder, '.git')).catch(() => undefined)) !== undefined) {
      const exclude = await ignoreFile(folder, '.git/info/exclude');
      const outer = await Promise.all(folders.reverse().map(one => ignoreFile(one)));
      return [exclude, ...outer].filter(file => file !== undefined);
    }
    if (dirname(folder) === folder) return [];
    folders.push(dirname(folder));
  }
}

async function ignoreFile(folder: string, name = '.gitignore'): Promise<IgnoreFile | undefined> {
  const text = await readFile(join(folder, name), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : { folder, rules: ignore().add(text) };
}
