/** `mvn`: archives and classes by the names that the poms of the context say. */
import type { ContextTree } from '../../context/context-tree';
import { javaRelease, type Pom, readPom, resolveText } from '../../manifests/pom';
import { variable } from '../../model/environment';
import { baseName, cleanPath, parentPath } from '../../model/paths';
import type { ShellWord } from '../../shell/script';
import type { BuiltArtifact } from '../built';
import { lookup, put } from '../contents';
import { putFolder, touchHome, touchProject } from '../project-area';
import { makeOpaque } from '../run';
import type { CommandContext } from '../stage-effects';
import { archiveNames } from './archive-names';
import { type MavenCall, reach, readMavenCall } from './maven-call';

/** Applies `mvn` or `mvnw`: the project and the local repository may hold anything, archives with known names are there. */
export function applyMaven(context: CommandContext, args: readonly ShellWord[]): void {
  const call = readMavenCall(args, context.command.cwd);
  touchHome(context, ['.m2']);
  if (args.some(word => /^(?:-v|--version|-h|--help)$/.test(word.value ?? ''))) return;
  const far = reach(call.goals);
  touchProject(context, call.directory);
  // `-DoutputDirectory=/libs` and its like: goals of plug-ins write where they are told.
  for (const [name, value] of call.properties)
    if (value.startsWith('/') && /dir|file|dest|output|path/i.test(name))
      makeOpaque(context, cleanPath(value));
  if (far === 'nothing' || call.directory === undefined) return;
  const pom = far === 'unknown' ? undefined : `${slashed(call.directory)}${call.file}`;
  const made = pom === undefined ? false : buildModule(pom, call, far, context, new Set());
  if (!made && far !== 'classes') context.effects.artifacts.push(artifact(context, 'jar', undefined));
}

function slashed(directory: string): string {
  return directory === '/' ? '/' : `${directory}/`;
}

/** What the module and those it lists make; false where that cannot be told. */
function buildModule(
  path: string,
  call: MavenCall,
  far: 'archive' | 'classes' | 'unknown',
  context: CommandContext,
  seen: Set<string>,
): boolean {
  if (seen.has(path) || seen.size > 200) return false;
  seen.add(path);
  const chain = pomChain(path, context);
  const [pom] = chain.poms;
  if (pom === undefined) return false;
  const directory = parentPath(path);
  for (const module of pom.modules) {
    const below = cleanPath(`${directory}/${module}`);
    buildModule(/\.xml$/.test(module) ? below : `${below}/pom.xml`, call, far, context, seen);
  }
  if (pom.packaging === 'pom') return true;
  const written = chain.poms.find(item => item.directory !== undefined)?.directory;
  const folder = written === undefined ? 'target' : resolveText(written, chain.poms, call.properties);
  if (folder === undefined || folder.startsWith('/') || folder.includes('..')) return false;
  const target = cleanPath(`${directory}/${folder}`);
  // Kotlin and Scala have settings of their own, and parents that are not known may set another release.
  const release =
    chain.known && !call.special && isJava(directory, context)
      ? javaRelease(chain.poms, call.properties)
      : undefined;
  const classes = `${target}/classes`;
  if (hasSources(directory, context)) {
    const found = { ...artifact(context, 'classes', classes), release };
    context.effects.artifacts.push(found);
    putFolder(context, classes, { kind: 'built', artifact: found });
  }
  if (far !== 'archive') return true;
  const names = archiveNames(chain.poms, call.properties);
  if (names === undefined) return false;
  const alone =
    names.complete &&
    chain.complete &&
    !call.special &&
    !isTampered(context, directory, pom) &&
    context.tree.complete;
  const [main, ...others] = names.files;
  if (main === undefined) return false;
  const after = context.effects.contents.count + names.files.length;
  for (const name of [main, ...others]) {
    const found: BuiltArtifact = {
      ...artifact(context, 'jar', `${target}/${name}`),
      release,
      ...(alone ? { alone: after } : {}),
    };
    context.effects.artifacts.push(found);
    put(context.effects.contents, `${target}/${name}`, {
      kind: 'file',
      origin: { kind: 'built', artifact: found },
      by: context.step.instruction,
      span: context.command.span,
      // Profiles and modules chosen on the command line may leave it out, or give it another name.
      conditional: context.command.conditional || call.special || !names.sure || !chain.known,
    });
  }
  return true;
}

interface PomChain {
  /** The pom and its parents in the context, the nearest first. */
  readonly poms: readonly Pom[];
  /** Every parent is one of them, or one that is known not to name archives. */
  readonly known: boolean;
  /** Besides, none has profiles or extensions. */
  readonly complete: boolean;
}

/** Spring's parent leaves names and folders of archives alone. */
export const plainParents: ReadonlySet<string> = new Set(['spring-boot-starter-parent']);

function pomChain(path: string, context: CommandContext): PomChain {
  const poms: Pom[] = [];
  let at: string | undefined = path;
  let known = true;
  while (at !== undefined && poms.length < 10) {
    const text = textAt(at, context);
    const pom: Pom | undefined = text === undefined ? undefined : readPom(text);
    if (pom === undefined) {
      known = false;
      break;
    }
    const child = poms.at(-1);
    if (child !== undefined && child.parent?.artifactId !== pom.artifactId) {
      // What lies at the relative path is another project: the parent comes from a repository.
      known = plainParents.has(child.parent?.artifactId ?? '');
      break;
    }
    poms.push(pom);
    const { parent } = pom;
    if (parent === undefined) break;
    const next: string = cleanPath(`${parentPath(at)}/${parent.relativePath}`);
    at = parent.relativePath === '' ? undefined : /\.(?:xml|pom)$/.test(next) ? next : `${next}/pom.xml`;
    if (
      at === undefined ||
      (textAt(at, context) === undefined && plainParents.has(parent.artifactId ?? ''))
    ) {
      known = plainParents.has(parent.artifactId ?? '');
      break;
    }
  }
  const complete = known && poms.every(pom => !pom.hasProfiles && !pom.hasExtensions);
  return { poms, known, complete };
}

function textAt(path: string, { effects, tree }: CommandContext): string | undefined {
  return contextText(lookup(effects.contents, path).entry?.origin, tree);
}

function contextText(
  origin: NonNullable<ReturnType<typeof lookup>['entry']>['origin'] | undefined,
  tree: ContextTree,
): string | undefined {
  let current = origin;
  while (current?.kind === 'copied') current = current.from.entry?.origin;
  return current?.kind === 'context' ? tree.text(current.path) : undefined;
}

function hasSources(directory: string, context: CommandContext): boolean {
  return ['java', 'kotlin', 'scala'].some(language => hasFolder(directory, language, context));
}

function isJava(directory: string, context: CommandContext): boolean {
  return hasFolder(directory, 'java', context) && !hasFolder(directory, 'kotlin', context);
}

function hasFolder(directory: string, language: string, { effects }: CommandContext): boolean {
  return lookup(effects.contents, `${slashed(directory)}src/main/${language}`).presence === 'yes';
}

/** Other sources of settings for Maven, and commands that may have rewritten the pom before. */
function isTampered({ effects, step, build, tree }: CommandContext, directory: string, pom: Pom): boolean {
  if (variable(step.state.environment, 'MAVEN_ARGS') !== undefined) return true;
  for (let at = directory; ; at = parentPath(at)) {
    if (lookup(effects.contents, `${slashed(at)}.mvn/maven.config`).entry !== undefined) return true;
    if (lookup(effects.contents, `${slashed(at)}.mvn/extensions.xml`).entry !== undefined) return true;
    if (at === '/') break;
  }
  if (!tree.complete || pom.artifactId === undefined) return true;
  const { source } = build.dockerfile;
  return /versions:set|\b(?:sed|perl|xmlstarlet|envsubst|awk|patch|ed)\b[^\n]*(?:pom|\.xml|\.patch)|git\s+(?:apply|checkout|pull)/.test(
    source,
  );
}

function artifact(
  context: CommandContext,
  kind: BuiltArtifact['kind'],
  path: string | undefined,
): BuiltArtifact {
  const name = baseName(context.command.words[0]?.value ?? 'mvn');
  return {
    ecosystem: 'java',
    kind,
    path,
    tool: name === 'mvnw' ? 'mvnw' : 'mvn',
    by: context.step.instruction,
    span: context.command.span,
  };
}
