/** `sbt`, `kotlinc` and `ant`. */
import { readSbt } from '../../manifests/sbt';
import { joinPath } from '../../model/paths';
import type { ShellWord } from '../../shell/script';
import type { BuiltArtifact } from '../built';
import { pathOf, unknown } from '../commands';
import { lookup } from '../contents';
import { putFolder, touchHome, touchProject } from '../project-area';
import { putArtifact } from '../put-artifact';
import type { CommandContext } from '../stage-effects';

/** `sbt`: the project may hold anything; the jar of `assembly` where `build.sbt` names it. */
export function applySbt(context: CommandContext, args: readonly ShellWord[]): void {
  const { command, effects, step, tree } = context;
  touchHome(context, ['.sbt', '.ivy2', '.cache']);
  touchProject(context, command.cwd);
  if (
    !args.some(word => /(?:^|\s|\/)(?:assembly|package)$/.test(word.value ?? '')) ||
    command.cwd === undefined
  )
    return;
  const { entry } = lookup(effects.contents, joinPath(command.cwd, 'build.sbt') ?? '/build.sbt');
  const text = entry?.origin.kind === 'context' ? tree.text(entry.origin.path) : undefined;
  const build = text === undefined ? undefined : readSbt(text);
  const line = /^(\d+\.\d+)\./.exec(build?.scalaVersion ?? '');
  // Scala 3 has a folder for every version.
  const folder = line === null ? undefined : line[1]?.startsWith('3.') ? build?.scalaVersion : line[1];
  const assembly = args.some(word => /assembly$/.test(word.value ?? ''));
  const name = !assembly
    ? undefined
    : (build?.assemblyJarName ??
      (build?.name === undefined || build.version === undefined
        ? undefined
        : `${build.name}-assembly-${build.version}.jar`));
  const path =
    folder === undefined || name === undefined
      ? undefined
      : joinPath(command.cwd, `target/scala-${folder}/${name}`);
  const artifact: BuiltArtifact = {
    ecosystem: 'java',
    kind: 'jar',
    path,
    tool: 'sbt',
    by: step.instruction,
    span: command.span,
  };
  putArtifact(effects, artifact, true);
}

/** `kotlinc -d app.jar` or `-d folder`; without it class files land in the working directory. */
export function applyKotlinc(context: CommandContext, args: readonly ShellWord[]): void {
  const { command, effects, step } = context;
  const at = args.findIndex(word => word.value === '-d');
  const path = at < 0 ? command.cwd : pathOf(context, args[at + 1]);
  if (path === undefined) {
    unknown(context, 'kotlinc');
    return;
  }
  const isJar = path.endsWith('.jar');
  const artifact: BuiltArtifact = {
    ecosystem: 'java',
    kind: isJar ? 'jar' : 'classes',
    path,
    tool: 'kotlinc',
    by: step.instruction,
    span: command.span,
  };
  if (isJar) {
    putArtifact(effects, artifact, command.conditional);
    return;
  }
  effects.artifacts.push(artifact);
  putFolder(context, path, { kind: 'built', artifact });
}
