/** Containers that build, test or package something when they start: there the toolchain and the sources are the point. */
import { unwrap } from '../../effects/commands';
import { lookup, originOf } from '../../effects/contents';
import type { Stage } from '../../model/build';
import { joinPath, baseName as lastPart } from '../../model/paths';
import { readScript } from '../../shell/read-script';
import type { ShellCommand } from '../../shell/script';
import { plainText } from '../../syntax/logical-text';
import type { Subject } from '../rule';
import { effectsOf, ownLaunch } from './stages';

/**
 * Whether a script that the container starts, and whose text the build context has, calls a compiler or a build tool.
 * False where the text is not known.
 */
export function buildsAtStart(stage: Stage, subject: Subject): boolean {
  const contents = effectsOf(subject, stage)?.contents;
  if (contents === undefined) return false;
  const started = (ownLaunch(stage)?.argv ?? []).slice(0, 3);
  return started.some(({ value }) => {
    // Without a folder it is a program of the search path, where such scripts are put as well.
    const path = joinPath(value.includes('/') ? stage.end.workdir : '/usr/local/bin', value);
    const found = path === undefined ? undefined : lookup(contents, path);
    const origin = found?.presence === 'yes' ? originOf(found) : undefined;
    const text = origin?.kind === 'context' ? subject.tree.text(origin.path) : undefined;
    return text !== undefined && commandsOf(text, stage.end.workdir).some(isBuild);
  });
}

function commandsOf(text: string, cwd: string | undefined): readonly ShellCommand[] {
  return readScript(plainText(text, { start: 0, end: text.length }), {
    cwd,
    lookup: () => ({ kind: 'unknown' }),
  }).commands;
}

function isBuild(command: ShellCommand): boolean {
  const offset = unwrap(command)?.offset;
  if (offset === undefined) return false;
  const [program = '', ...args] = command.words.slice(offset).map(({ value }) => value ?? '');
  const name = lastPart(program);
  const verbs = Object.hasOwn(verbsThatBuild, name) ? verbsThatBuild[name] : undefined;
  if (verbs !== undefined) return verbs.test(args.find(arg => !arg.startsWith('-')) ?? '');
  return buildTools.has(name);
}

const verbsThatBuild: Readonly<Record<string, RegExp>> = {
  go: /^(?:build|install|run|test|generate)$/,
  cargo: /^(?:build|install|run|test|bench|watch)$/,
  dotnet: /^(?:build|publish|run|test|watch|ef|pack|msbuild)$/,
};

const buildTools: ReadonlySet<string> = new Set(
  'make cmake ninja gcc g++ cc c++ clang clang++ rustc javac mvn gradle mvnw gradlew sbt dpkg-buildpackage debuild rpmbuild abuild'.split(
    ' ',
  ),
);
