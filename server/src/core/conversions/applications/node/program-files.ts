/** The files of the build context that a Node.js application may run: its own sources, and what those import. */
import { type SourceView, sourceView } from '../../../effects/source-view';
import { cleanPath, parentPath, relativeTo } from '../../../model/paths';
import { importsIn } from '../../../node/node-sources';
import type { Application } from '../application';

export interface ProgramFile {
  /** In the stage. */
  readonly path: string;
  /** In the build context. */
  readonly file: string;
  readonly view: SourceView;
  /** Undefined for a file that was not read, because it is too large. */
  readonly text: string | undefined;
}

/** How the program is started, as far as it tells which files run. */
export interface StartFiles {
  readonly script: string | undefined;
  /** Packages whose command is started: they read a configuration that is a program as well. */
  readonly needs: readonly string[];
}

/**
 * Sources of all stages but tests and tools for development, which count where another source imports them. Files whose
 * text is not known are left out unless they are surely run.
 */
export function programFiles(app: Application, start: StartFiles): readonly ProgramFile[] {
  const found = new Map<string, ProgramFile>();
  for (const { contents } of app.subject.effects) {
    const view = sourceView(contents, app.subject.tree);
    const sources = [...view.files.keys()].filter(isSource);
    const own = sources.filter(path => !isForDevelopment(path, app.workdir, start));
    const started = start.script === undefined ? [] : [start.script];
    const reached = closure(started, view);
    for (const path of new Set([...own, ...closure(own, view), ...reached])) {
      const file = view.files.get(path);
      const text = view.text(path);
      if (file === undefined || (text === undefined && !reached.has(path))) continue;
      found.set(file, { path, file, view, text });
    }
  }
  return [...found.values()];
}

function isSource(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path) && !/\/node_modules\/|\/\.yarn\/|\.d\.[cm]?ts$/.test(path);
}

/** Folders of tools stand at the top of a project; tests stand anywhere. */
function isForDevelopment(path: string, workdir: string, { needs }: StartFiles): boolean {
  const below = relativeTo(path, workdir);
  if (
    /^(?:scripts?|tools?|tooling|benchmarks?|e2e|cypress|playwright|examples?|docs?|\.[\w-]+)\//.test(below)
  )
    return true;
  if (/^[\w.-]+\.config\.[cm]?[jt]s$/.test(below)) return needs.length === 0;
  return anywhere.test(path);
}

const anywhere =
  /\/(?:tests?|__tests__|__mocks__|spec|fixtures)\/|\.(?:test|spec|e2e|e2e-spec|stories|config)\.[cm]?[jt]sx?$|\/(?:gulpfile|Gruntfile|Jakefile|webpack[\w.-]*|rollup[\w.-]*|esbuild[\w.-]*)\.[cm]?[jt]s$/;

/** Everything that the files import by a literal, and those imports in turn. */
function closure(roots: readonly string[], view: SourceView): ReadonlySet<string> {
  const reached = new Set<string>();
  const queue = [...roots];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    // `bin/www` has no ending, data has another.
    const runs = isSource(path) || !/\.\w+$/.test(path);
    if (!runs || !view.files.has(path) || reached.has(path)) continue;
    reached.add(path);
    for (const { specifier } of importsIn(path, view)) {
      if (!/^\.{1,2}(?:\/|$)/.test(specifier)) continue;
      const stem = cleanPath(`${parentPath(path)}/${specifier}`);
      queue.push(...endings.map(end => stem + end), stem.replace(/\.([cm]?)js$/, '.$1ts'));
    }
  }
  return reached;
}

const endings = ['', '.js', '.ts', '.mjs', '.cjs', '.tsx', '.jsx', '/index.js', '/index.ts'];
