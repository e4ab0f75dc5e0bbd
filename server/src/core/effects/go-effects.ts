/** The go command: what it builds and where it puts it. */
import picomatch from 'picomatch/posix';
import { type GoBuild, readGoBuild } from '../go/go-build';
import { executableName } from '../go/go-mod';
import { findModule, type GoModule, isMainPackage } from '../go/go-module';
import { baseName, cleanPath, joinPath } from '../model/paths';
import { unknown } from './commands';
import { lookup, put } from './contents';
import { makeOpaque } from './run';
import { type SourceView, sourceView } from './source-view';
import type { CommandContext } from './stage-effects';

/** A program that a `go` command leaves in the image. */
export interface GoOutput {
  readonly build: GoBuild;
  /** Absolute path of the binary; undefined when its name or folder cannot be known. */
  readonly path: string | undefined;
  /** Directory of the main package in the image; undefined for a package of another module. */
  readonly directory: string | undefined;
  /** For `go build a.go b.go`: just these files. */
  readonly files: readonly string[] | undefined;
  readonly module: GoModule | undefined;
  /** The sources as they were when it was built. */
  readonly view: SourceView;
}

export function applyGo(context: CommandContext, goWord: number): void {
  const { command, effects, step } = context;
  const verb = command.words.slice(goWord + 1).find(word => word.value?.startsWith('-') !== true)?.value;
  if (verb === 'env') {
    readSettings(context, goWord);
    return;
  }
  if (verb === 'test' && command.words.some(word => word.value === '-c' || word.value === '-o')) {
    unknown(context, 'go test -c');
    return;
  }
  if (verb === 'generate') {
    unknown(context, 'go generate');
    return;
  }
  if (verb === 'mod' && command.words.some(word => word.value === 'vendor') && command.cwd !== undefined) {
    makeOpaque(context, joinPath(command.cwd, 'vendor') ?? command.cwd);
    return;
  }
  if (verb === 'mod' && command.words.some(word => word.value === 'init')) effects.madeModule = true;
  const build = readGoBuild(command, step.instruction, goWord);
  if (build === undefined) return;
  if (build.verb === 'run') {
    unknown(context, 'go run');
    return;
  }
  const outputs = goOutputs(build, context);
  for (const output of outputs) {
    effects.goOutputs.push(output);
    if (output.path === undefined) {
      if (build.cwd !== undefined && build.verb === 'build') makeOpaque(context, build.cwd);
      effects.contents.unknownSince ??= step.instruction;
      continue;
    }
    put(effects.contents, output.path, {
      kind: 'file',
      origin: { kind: 'go-binary', build },
      by: step.instruction,
      span: command.span,
      conditional: command.conditional,
    });
  }
}

function readSettings(context: CommandContext, goWord: number): void {
  const words = context.command.words.slice(goWord + 1);
  if (!words.some(word => word.value === '-w')) return;
  for (const word of words) {
    const match = /^([A-Z0-9_]+)=(.*)$/s.exec(word.value ?? '');
    if (match?.[1] !== undefined) context.effects.goSettings.set(match[1], match[2] ?? '');
  }
}

/** The value a Go variable has for a build: environment first, then `go env -w`. Undefined for unknown. */
export function goSetting(
  build: GoBuild,
  settings: ReadonlyMap<string, string>,
  name: string,
): { readonly known: boolean; readonly value: string | undefined } {
  const found = build.command.lookup(name);
  if (found.kind === 'unknown') return { known: false, value: undefined };
  if (found.kind === 'value' && found.value !== '') return { known: true, value: found.value };
  return { known: true, value: settings.get(name) };
}

function goOutputs(build: GoBuild, context: CommandContext): GoOutput[] {
  const view = sourceView(context.effects.contents, context.tree);
  const unknownOutput: GoOutput = {
    build,
    path: undefined,
    directory: undefined,
    files: undefined,
    module: undefined,
    view,
  };
  if (build.cwd === undefined) return [unknownOutput];
  const cwd = cleanPath(build.cwd);
  const module = findModule(view, cwd, context.tree.complete);
  const directory = installDirectory(build, context);
  const given = build.packages.filter(name => name !== undefined);
  if (given.length !== build.packages.length) return [unknownOutput];
  const named = given.flatMap(name => expandGlob(name, cwd, view));
  if (named.every(name => name.endsWith('.go'))) {
    const [first = ''] = named;
    const path = placeOf(build, context, cwd, directory, baseName(first).replace(/\.go$/, ''), false);
    const files = named.map(name => joinPath(cwd, name) ?? name);
    return [{ ...unknownOutput, path, files, directory: cleanPath(`${files[0]}/..`), module }];
  }
  // `go get ./...` fetches what the sources import; before Go 1.16 it also installed, which nobody relies on.
  if (build.verb === 'get' && named.every(name => name.startsWith('.'))) return [];
  const found = named.flatMap(name => packagesOf(name, cwd, module, view, build));
  if (found.length === 0) {
    const pattern = named.some(name => name.includes('...'));
    // A pattern without a main package that can be seen builds nothing; of one package the name may be unknown.
    if (pattern && context.tree.complete) return [];
    return [unknownOutput];
  }
  const several = found.length > 1;
  if (several && build.verb === 'build' && build.output === undefined) return [];
  if (
    build.verb === 'get' &&
    context.effects.stage.base.kind === 'image' &&
    module?.mod !== undefined &&
    /^\.(?:\/\.\.\.)?$/.test(named.join(' '))
  )
    return [];
  return found.map(({ name, directory: source }) => ({
    ...unknownOutput,
    path:
      name === undefined
        ? explicitFile(build, cwd, context)
        : placeOf(build, context, cwd, directory, name, several),
    directory: source,
    module,
  }));
}

/** The shell's wildcards, `cmd/app/*.go`, against the files that are there; the pattern itself if none matches. */
function expandGlob(pattern: string, cwd: string, view: SourceView): string[] {
  if (!/[*?[]/.test(pattern)) return [pattern];
  const matches = picomatch(joinPath(cwd, pattern) ?? pattern, {
    nobrace: true,
    noextglob: true,
    nonegate: true,
  });
  const found = [...view.files.keys(), ...view.directories.keys()].filter(path => matches(path)).sort();
  return found.length === 0 ? [pattern] : found;
}

/** `-o file` names the binary even when the package's own name cannot be known. */
function explicitFile(build: GoBuild, cwd: string, context: CommandContext): string | undefined {
  if (typeof build.output !== 'string' || build.output.endsWith('/')) return undefined;
  const path = joinPath(cwd, build.output);
  if (path === undefined || lookup(context.effects.contents, path).entry?.kind === 'directory')
    return undefined;
  return path;
}

interface FoundPackage {
  readonly name: string | undefined;
  readonly directory: string | undefined;
}

/** The main packages that an argument stands for. */
function packagesOf(
  pattern: string,
  cwd: string,
  module: GoModule | undefined,
  view: SourceView,
  build: GoBuild,
): FoundPackage[] {
  const plain = pattern.replace(/@.*$/, '');
  if (plain.endsWith('...')) {
    const root = packageDirectory(plain.replace(/\/?\.\.\.$/, '') || '.', cwd, module);
    if (root === undefined) return [{ name: undefined, directory: undefined }];
    const below = [...view.directories.keys()].filter(
      path =>
        (path === root || path.startsWith(root === '/' ? '/' : `${root}/`)) &&
        !/\/(?:vendor|testdata|[._][^/]*)(?:\/|$)/.test(path.slice(root.length)),
    );
    return below
      .filter(path => isMainPackage(view, path))
      .sort()
      .map(path => ({ name: packageName(path, module), directory: path }));
  }
  const directory = packageDirectory(plain, cwd, module);
  if (directory === undefined) {
    // A package of another module: `go install example.com/tool@latest`.
    return build.verb === 'build'
      ? [{ name: executableName(plain), directory: undefined }]
      : [{ name: executableName(plain), directory: undefined }];
  }
  if (isMainPackage(view, directory) === false) return [];
  return [{ name: packageName(directory, module), directory }];
}

function packageDirectory(pattern: string, cwd: string, module: GoModule | undefined): string | undefined {
  if (/^\.{1,2}(?:\/|$)/.test(pattern) || pattern.startsWith('/')) return joinPath(cwd, pattern);
  const path = module?.mod?.module;
  if (module !== undefined && path !== undefined && (pattern === path || pattern.startsWith(`${path}/`))) {
    return cleanPath(`${module.root}/${pattern.slice(path.length)}`);
  }
  const inGopath = `/go/src/${pattern}`;
  return cwd === inGopath || cwd.startsWith(`${inGopath}/`) ? inGopath : undefined;
}

function packageName(directory: string, module: GoModule | undefined): string | undefined {
  if (module?.mod?.module !== undefined) {
    return executableName(
      `${module.mod.module}${directory.slice(module.root === '/' ? 0 : module.root.length)}`,
    );
  }
  // In GOPATH mode, and for a package outside of it, the directory names the program.
  return module?.certain === true ? baseName(directory) : undefined;
}

function installDirectory(build: GoBuild, context: CommandContext): string | undefined {
  const settings = context.effects.goSettings;
  const bin = goSetting(build, settings, 'GOBIN');
  if (!bin.known) return undefined;
  if (bin.value !== undefined) return cleanPath(bin.value);
  const path = goSetting(build, settings, 'GOPATH');
  if (!path.known) return undefined;
  const first = path.value === undefined ? '/root/go' : (path.value.split(':')[0] ?? '');
  const architecture = goSetting(build, settings, 'GOARCH');
  // Cross-compiled programs go to a folder of their own, but not those for the machine itself.
  if (architecture.value !== undefined && architecture.value !== 'amd64') return undefined;
  return cleanPath(`${first}/bin`);
}

function placeOf(
  build: GoBuild,
  context: CommandContext,
  cwd: string,
  installed: string | undefined,
  name: string,
  several: boolean,
): string | undefined {
  if (build.verb !== 'build') return installed === undefined ? undefined : `${installed}/${name}`;
  if (build.output === null) return undefined;
  if (build.output === undefined) return `${cwd === '/' ? '' : cwd}/${name}`;
  const path = joinPath(cwd, build.output);
  if (path === undefined || path === '/dev/null') return undefined;
  const existing = lookup(context.effects.contents, path);
  const isDirectory = several || build.output.endsWith('/') || existing.entry?.kind === 'directory';
  return isDirectory ? `${path === '/' ? '' : path}/${name}` : path;
}
