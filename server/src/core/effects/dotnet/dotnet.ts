/** `dotnet build`, `publish` and the other verbs: what they leave, by the project files of the context. */
import { type DotnetProject, dotnetProperty, readDotnetProject } from '../../manifests/dotnet-project';
import { rootImage } from '../../model/build';
import { baseName, joinPath, parentPath } from '../../model/paths';
import type { ShellWord } from '../../shell/script';
import type { BuiltArtifact } from '../built';
import { pathOf, unknown } from '../commands';
import { lookup } from '../contents';
import { putFolder, touchHome, touchProject } from '../project-area';
import { putArtifact } from '../put-artifact';
import { writeFile } from '../run';
import type { CommandContext } from '../stage-effects';
import { type DotnetCall, readDotnetCall } from './dotnet-call';

/** Applies one `dotnet` command; verbs that are not known, and programs, may do anything. */
export function applyDotnet(context: CommandContext, args: readonly ShellWord[]): void {
  const verb = args[0]?.value;
  if (verb === undefined) {
    if (args.length > 0) unknown(context, 'dotnet');
    return;
  }
  switch (verb) {
    case '--info':
    case '--version':
    case '--list-sdks':
    case '--list-runtimes':
    case 'build-server':
    case 'clean':
    case 'help':
      return;
    case 'restore':
    case 'build':
    case 'publish':
    case 'test':
    case 'pack':
    case 'msbuild':
    case 'format':
    case 'new':
    case 'add':
    case 'remove':
    case 'sln':
      buildProject(context, readDotnetCall(args));
      return;
    case 'tool': {
      const at = args.findIndex(word => word.value === '--tool-path');
      touchHome(context, ['.dotnet', '.nuget', '.local']);
      if (at >= 0) touchProject(context, pathOf(context, args[at + 1]));
      else if (!args.some(word => /^(?:-g|--global)$/.test(word.value ?? '')))
        touchProject(context, context.command.cwd);
      return;
    }
    case 'nuget':
      touchHome(context, ['.nuget']);
      if (args.some(word => /^(?:push|locals|add|list|remove|update)$/.test(word.value ?? ''))) return;
      unknown(context, 'dotnet nuget');
      return;
    case 'dev-certs': {
      const at = args.findIndex(word => /^(?:-ep|--export-path)$/.test(word.value ?? ''));
      const path = at < 0 ? undefined : pathOf(context, args[at + 1]);
      if (path !== undefined) writeFile(context, path, true);
      touchHome(context, ['.dotnet', '.aspnet']);
      return;
    }
    default:
      unknown(context, `dotnet ${verb}`);
  }
}

function buildProject(context: CommandContext, call: DotnetCall): void {
  const { command, effects } = context;
  touchHome(context, ['.nuget', '.dotnet', '.local', '.cache']);
  const given = call.project === undefined ? command.cwd : pathOf(context, call.project);
  touchProject(context, command.cwd);
  if (given !== undefined)
    touchProject(context, /\.\w*(?:proj|sln|slnx)$/.test(given) ? parentPath(given) : given);
  const output = call.output === undefined ? undefined : pathOf(context, call.output);
  if (call.output !== undefined && output === undefined)
    effects.contents.unknownSince ??= context.step.instruction;
  if (!/^(?:build|publish)$/.test(call.verb)) {
    if (output !== undefined) touchProject(context, output);
    return;
  }
  const found = given === undefined ? undefined : findProject(given, context);
  const place = output ?? (found === undefined ? undefined : defaultOutput(found, call));
  const artifacts = found === undefined ? [] : outputsOf(found, call, place, context);
  if (place !== undefined) putFolder(context, place, { kind: 'made', how: `dotnet ${call.verb}` });
  for (const artifact of artifacts) putArtifact(effects, artifact, command.conditional || call.unclear);
}

interface FoundProject {
  readonly path: string;
  readonly project: DotnetProject;
  /** `Directory.Build.props` and the like may set what the project does not. */
  readonly shared: boolean;
}

/** The project file that a path means: itself, or the only one in the folder. */
function findProject(path: string, { effects, tree }: CommandContext): FoundProject | undefined {
  const textOf = (file: string): string | undefined => {
    let origin = lookup(effects.contents, file).entry?.origin;
    while (origin?.kind === 'copied') origin = origin.from.entry?.origin;
    return origin?.kind === 'context' ? tree.text(origin.path) : undefined;
  };
  let file = path;
  if (!/\.\w+proj$/.test(path)) {
    let origin = lookup(effects.contents, path).entry?.origin;
    while (origin?.kind === 'copied') origin = origin.from.entry?.origin;
    // A folder that a COPY of several things filled is not one of the context.
    const names = origin?.kind === 'context' ? tree.children(origin.path) : namesIn(path, effects.contents);
    const projects = names.filter(name => /\.(?:cs|fs|vb)proj$/.test(name));
    if (projects.length !== 1 || names.some(name => /\.slnx?$/.test(name))) return undefined;
    file = joinPath(path, projects[0] ?? '') ?? path;
  }
  const text = textOf(file);
  const project = text === undefined ? undefined : readDotnetProject(text);
  if (project === undefined) return undefined;
  let shared = project.imports || !tree.complete;
  for (let at = parentPath(file); ; at = parentPath(at)) {
    for (const name of ['Directory.Build.props', 'Directory.Build.targets'])
      shared ||= lookup(effects.contents, at === '/' ? `/${name}` : `${at}/${name}`).entry !== undefined;
    if (at === '/') break;
  }
  return { path: file, project, shared };
}

/** Files put directly into a folder one by one, or with the folder they come from. */
function namesIn(directory: string, contents: CommandContext['effects']['contents']): string[] {
  const own = [...contents.entries.keys()].filter(path => parentPath(path) === directory).map(baseName);
  const grafted = (contents.graftsAt.get(directory) ?? []).flatMap(({ source }) =>
    source.kind === 'context' ? source.tree.children(source.path) : [],
  );
  return [...new Set([...own, ...grafted])];
}

/** A property as the build sees it: the command line first; undefined where it is not set, null where nobody knows. */
function setting(name: string, found: FoundProject, call: DotnetCall): string | undefined | null {
  const given = call.properties.get(name.toLowerCase());
  if (given !== undefined) return given;
  if (found.project.conditional.has(name.toLowerCase())) return null;
  const written = dotnetProperty(found.project, name);
  if (written !== undefined) return written;
  return found.shared || found.project.properties.has(name.toLowerCase()) ? null : undefined;
}

/** `bin/CONFIGURATION/FRAMEWORK/RID/publish`, by the SDK's conventions; Release is publish's default since .NET 8. */
function defaultOutput(found: FoundProject, call: DotnetCall): string | undefined {
  const framework = call.framework ?? setting('TargetFramework', found, call);
  if (typeof framework !== 'string' || call.rid === null || call.unclear) return undefined;
  const version = Number(/^net(\d+)\.\d+$/.exec(framework)?.[1] ?? 0);
  const configuration = call.configuration ?? (call.verb === 'publish' && version >= 8 ? 'Release' : 'Debug');
  const rid = call.rid ?? setting('RuntimeIdentifier', found, call);
  const special = ['OutputPath', 'BaseOutputPath', 'PublishDir', 'ArtifactsPath', 'UseArtifactsOutput'];
  if (rid === null || special.some(name => setting(name, found, call) !== undefined)) return undefined;
  const folders = ['bin', configuration, framework, rid, call.verb === 'publish' ? 'publish' : undefined];
  return joinPath(
    parentPath(found.path),
    folders.filter(folder => folder !== undefined && folder !== '').join('/'),
  );
}

/** The assembly and the program that starts it. */
function outputsOf(
  found: FoundProject,
  call: DotnetCall,
  place: string | undefined,
  context: CommandContext,
): BuiltArtifact[] {
  const asked = setting('AssemblyName', found, call);
  const name = asked === undefined ? baseName(found.path).replace(/\.\w+proj$/, '') : asked;
  if (place === undefined || name === null) return [];
  const at = (file: string): string => (place === '/' ? `/${file}` : `${place}/${file}`);
  const common = {
    ecosystem: 'dotnet' as const,
    tool: 'dotnet',
    by: context.step.instruction,
    span: context.command.span,
    ...invariantOf(found, call, context),
  };
  const isTrue = (property: string): boolean | undefined => {
    const value = setting(property, found, call);
    return value === null ? undefined : value?.toLowerCase() === 'true';
  };
  const native = call.verb === 'publish' ? isTrue('PublishAot') : false;
  const single = call.verb === 'publish' ? isTrue('PublishSingleFile') : false;
  const program = starts(found, call);
  const result: BuiltArtifact[] = [];
  if (native === false && single === false)
    result.push({ ...common, kind: 'assembly', path: at(`${name}.dll`) });
  if (program && setting('UseAppHost', found, call) === undefined)
    result.push({
      ...common,
      kind: 'program',
      path: at(name),
      dynamic: native === true ? undefined : true,
      ...ridOf(found, call, context),
    });
  return result;
}

function starts(found: FoundProject, call: DotnetCall): boolean {
  const type = setting('OutputType', found, call);
  return type === null
    ? false
    : /^exe$/i.test(type ?? '') ||
        (type === undefined && /^Microsoft\.NET\.Sdk\.(?:Web|Worker)$/.test(found.project.sdk));
}

/** `InvariantGlobalization` as it gets into `runtimeconfig.json`; nothing where another file or package may change it. */
function invariantOf(
  found: FoundProject,
  call: DotnetCall,
  { tree }: CommandContext,
): { invariant?: boolean | 'unset' } {
  const others = found.project.packages.some(name => /ICU4C/i.test(name));
  if (others || tree.files('').some(file => file.endsWith('runtimeconfig.template.json'))) return {};
  const value = setting('InvariantGlobalization', found, call);
  if (value === undefined) return { invariant: 'unset' };
  return value !== null && /^(?:true|false)$/i.test(value)
    ? { invariant: value.toLowerCase() === 'true' }
    : {};
}

/** The C library that the program is made for; none where nobody knows. */
function ridOf(found: FoundProject, call: DotnetCall, context: CommandContext): { libc?: 'glibc' | 'musl' } {
  const rid =
    call.unclear || call.rid === null ? null : (call.rid ?? setting('RuntimeIdentifier', found, call));
  if (rid === null) return {};
  if (rid !== undefined) {
    if (/^linux-musl-/.test(rid)) return { libc: 'musl' };
    return /^linux-(?:x64|arm64|arm|s390x|ppc64le|riscv64)$/.test(rid) ? { libc: 'glibc' } : {};
  }
  // Without one the program is for the SDK's own system.
  const libc = rootImage(context.effects.stage)?.libc?.kind;
  return libc === 'musl' || libc === 'glibc' ? { libc } : {};
}
