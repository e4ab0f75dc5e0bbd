/** The sources and settings of a .NET program, read lexically: what it starts, and where it writes. */
import { parentPath } from '../../model/paths';
import type { Application } from '../applications/application';

export interface DotnetText {
  /** In the build context. */
  readonly path: string;
  readonly text: string;
}

export interface DotnetWrite {
  /** Absolute, or relative to where the program starts. */
  readonly folder: string;
  readonly file: string;
  readonly line: number;
}

/** Of the whole context, tests and tools left out: which projects are built is not always told. */
export function dotnetSources({ subject }: Pick<Application, 'subject'>): readonly DotnetText[] {
  return textsOf(subject, /\.(?:cs|fs|vb)$/);
}

/** Literals that are given to what makes files and folders, and the files of databases and logs in the settings. */
export function dotnetWrites(app: Pick<Application, 'subject'>): readonly DotnetWrite[] {
  const settings = textsOf(app.subject, /(?:^|\/)appsettings[\w.-]*\.json$/);
  return [...dotnetSources(app), ...settings].flatMap(({ path, text }) =>
    [...text.matchAll(/\.json$/.test(path) ? inSettings : inCode)].map(match => {
      const target = match[1] ?? match[2] ?? '';
      const isFolder = /Director|Folder|Dir\b/.test(match[0]) && !/\.\w+$/.test(target);
      return {
        folder: isFolder ? target.replace(/(.)\/+$/, '$1') : folderOf(target),
        file: path,
        line: text.slice(0, match.index).split('\n').length,
      };
    }),
  );
}

/** Whether anything in the sources, or in the packages of the projects, makes files at all. */
export function dotnetMakesFiles(app: Pick<Application, 'subject'>): boolean {
  const projects = textsOf(app.subject, /\.(?:cs|fs|vb)proj$/);
  return (
    dotnetWrites(app).length > 0 ||
    dotnetSources(app).some(({ text }) => makes.test(text)) ||
    projects.some(({ text }) => /Sqlite|LiteDB|Serilog\.Sinks\.File|NLog|log4net/i.test(text))
  );
}

const inCode =
  /\b(?:File\.(?:Write\w+|Append\w+|Create\w*|Open(?:Write)?|Copy|Move)|Directory\.CreateDirectory|new\s+(?:StreamWriter|FileStream|FileInfo|DirectoryInfo|PhysicalFileProvider)|WriteTo\.File|PersistKeysToFileSystem\s*\(\s*new\s+DirectoryInfo)\s*\(\s*[@$]*"([^"\n{}]+)"|\bData Source\s*=\s*(\/[^;"\n]+)/g;

const inSettings =
  /"[^"\n]*(?:path|file|folder|directory|dir)[^"\n]*"\s*:\s*"(\/[\w./-]+)"|Data Source\s*=\s*([^;":\n]*\.(?:db|sqlite3?))/gi;

const makes =
  /\bFile\.(?:Write|Append|Create|OpenWrite|Copy|Move)|\bDirectory\.CreateDirectory|\bnew\s+(?:StreamWriter|FileStream)\b|\bUseSqlite\b|\bWriteTo\.File\b/;

function folderOf(target: string): string {
  if (target.startsWith('/')) return parentPath(target);
  return target.includes('/') ? target.replace(/\/[^/]*$/, '') : '.';
}

function textsOf({ context }: Application['subject'], wanted: RegExp): DotnetText[] {
  return [...context.texts].flatMap(([path, text]) =>
    wanted.test(path) && !aside.test(path) ? [{ path, text }] : [],
  );
}

/** Tests, and what is run on a developer's machine. */
const aside = /(?:^|\/)(?:[\w.]*tests?|samples?|tools|benchmarks?|obj|bin)\//i;
