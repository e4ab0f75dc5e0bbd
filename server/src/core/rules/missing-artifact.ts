import type { Change } from '../edits/change';
import { type Contents, lookup } from '../effects/contents';
import { copyPaths } from '../effects/copy';
import type { MadeJars } from '../effects/java/made-jars';
import { lineage, type Stage, targetStage } from '../model/build';
import { runtimeVariable } from '../model/environment';
import type { LaunchWord } from '../model/launch';
import { cleanPath, isWithin, joinPath, baseName as lastPart } from '../model/paths';
import { flagNamed, type Instruction } from '../syntax/instruction';
import page from './missing-artifact.md';
import { isSystemProgram, programForInterpreter } from './missing-executable';
import { repetition } from './repeated-entrypoint';
import { defineRule, type Problem, type Subject } from './rule';
import { hiddenByMount } from './shared/hidden-by-mount';
import { misnamedJar } from './shared/java/misnamed-jar';
import { lostStart } from './shared/lost-start';
import {
  type Absence,
  absentPath,
  absentProgram,
  type ContainerCommand,
  containerCommands,
} from './shared/programs';
import { effectsOf, isClosed } from './shared/stages';
import { directoryProblem, directoryStarted } from './shared/started-directory';
import { list } from './shared/text';

export const missingArtifact = defineRule({
  id: 'missing-artifact',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.build.stages) yield* copyProblems(stage, subject);
    for (const stage of subject.finalStages) {
      const lost = new Set(lostStart(stage, subject).map(({ word }) => word.span?.start));
      // What the base's ENTRYPOINT takes for a jar or a script is no path that somebody forgot.
      lost.add(repetition(stage, subject)?.cmd.exec?.spans[0]?.start);
      lost.add(programForInterpreter(stage, subject)?.program.span?.start);
      for (const { problem } of startProblems(stage, subject))
        if (!lost.has(problem.span.start)) yield problem;
    }
  },
});

/** `COPY --from=build /path` of a path that the stage surely does not have. */
function* copyProblems(stage: Stage, subject: Subject): Generator<Problem> {
  for (const step of stage.steps) {
    const { instruction } = step;
    const from = instruction.keyword === 'COPY' ? flagNamed(instruction, 'from')?.value : undefined;
    if (from === undefined || from.includes('$')) continue;
    const earlier = { ...subject.build, stages: subject.build.stages.slice(0, stage.index) };
    const source = targetStage(earlier, from);
    const contents = source === undefined ? undefined : effectsOf(subject, source)?.contents;
    if (source === undefined || contents === undefined) continue;
    for (const { text, word } of copyPaths(instruction, { step, build: subject.build }).sources) {
      if (text === undefined || /[*?[]/.test(text)) continue;
      const path = cleanPath(`/${text}`);
      const absent = absentPath(path, contents);
      if (absent === undefined) {
        const jar = misnamedJar(path, source, subject);
        if (jar !== undefined) yield misnamed(path, text, word.span, jar, source);
        continue;
      }
      if (hiddenByMount(absent.path, source, subject) !== undefined) continue;
      const name = source.name ?? String(source.index);
      const better = likelyPath(absent.path, source, subject);
      yield {
        span: word.span,
        message: `Stage \`${name}\` has no \`${absent.path}\`: no instruction of it makes that path. ${text.startsWith('/') ? '' : 'Behind `--from` a path starts at the root, whatever `WORKDIR` is there. '}The build stops here. ${better === undefined ? 'Copy the path that is made there.' : `It makes \`${better}\`.`}`,
        related: explanation(absent, source.from),
        fixes: better === undefined ? [] : [use(better, text, word.span)],
      };
    }
  }
}

/** A jar under a name that the build does not give it. */
function misnamed(
  path: string,
  written: string,
  span: Instruction['span'],
  { made, by }: MadeJars,
  source: Stage,
): Problem {
  const [only, ...others] = made;
  const better = others.length === 0 ? only : undefined;
  const names = made.slice(0, 3).map(name => `\`${name}\``);
  return {
    span,
    message: `Stage \`${source.name ?? String(source.index)}\` has no \`${path}\`: by its pom, Maven makes ${list(names)}. The build stops here. ${better === undefined ? 'Copy the one that is meant.' : `Copy \`${better}\`.`}`,
    related: [{ span: by.span, message: 'It is made here.' }],
    fixes: better === undefined ? [] : [use(better, written, span)],
  };
}

/** A path that the start or the health check needs and no instruction provides. */
export function startProblems(
  stage: Stage,
  subject: Subject,
): { readonly keyword: ContainerCommand['keyword']; readonly problem: Problem }[] {
  const contents = effectsOf(subject, stage)?.contents;
  const problems: { keyword: ContainerCommand['keyword']; problem: Problem }[] = [];
  if (contents === undefined) return problems;
  for (const { keyword, argv, place } of containerCommands(stage)) {
    const folder = directoryStarted(argv[0], stage, contents);
    if (folder !== undefined) {
      const problem = directoryProblem(folder, argv[0]?.span ?? place.span, keyword, subject);
      problems.push({ keyword, problem });
      continue;
    }
    const word = neededFile(argv, stage);
    if (word === undefined) continue;
    const absent = absence(word, argv[0] === word, stage, contents, subject);
    if (absent === undefined || inVolume(absent.path, stage)) continue;
    if (hiddenByMount(absent.path, stage, subject) !== undefined) continue;
    const better = likelyPath(absent.path, stage, subject);
    if (better === undefined && bringsNothing(stage)) continue;
    const effect = effectOf(keyword);
    const why =
      absent.because === undefined
        ? 'no instruction provides it'
        : `\`${absent.because.keyword}\` makes a file where its directory would be`;
    const problem: Problem = {
      span: word.span ?? place.span,
      message: `\`${absent.path}\` is not in the image: ${why}. ${effect} ${better === undefined ? otherwise(word.value) : `The file is at \`${better}\`.`}`,
      related: explanation(absent, stage.from),
      fixes: better === undefined || word.span === undefined ? [] : [use(better, word.value, word.span)],
    };
    problems.push({ keyword, problem });
  }
  return problems;
}

/** A folder that is a VOLUME is filled when the container starts. */
function inVolume(path: string, stage: Stage): boolean {
  return lineage(stage).some(({ steps }) =>
    steps.some(({ instruction, state }) => {
      if (instruction.keyword !== 'VOLUME') return false;
      const texts = instruction.exec?.values ?? instruction.words.map(word => word.text);
      return texts.some(text => isWithin(path, joinPath(state.workdir, text) ?? '/'));
    }),
  );
}

function effectOf(keyword: ContainerCommand['keyword']): string {
  return keyword === 'HEALTHCHECK' ? 'The container is reported unhealthy.' : 'The container cannot start.';
}

/**
 * Without any COPY or ADD, or with those of lists of packages alone, an image is an environment: the project is
 * mounted, as `docker run -v` and Compose do. A closed image is no place to develop in.
 */
function bringsNothing(stage: Stage): boolean {
  return lineage(stage).every(({ steps }) =>
    steps.every(({ instruction }) => {
      if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return true;
      if (isClosed(stage) || flagNamed(instruction, 'from') !== undefined) return false;
      const words = instruction.exec?.values ?? instruction.words.map(word => word.text);
      return words.length > 1 && words.slice(0, -1).every(word => packageList.test(word));
    }),
  );
}

const packageList =
  /(?:^|\/)(?:[\w.-]*requirements[\w.-]*\.(?:txt|in)|Pipfile(?:\.lock)?\*?|poetry\.lock|uv\.lock|package(?:-lock|\*)?\.json|yarn\.lock|pnpm-lock\.yaml|Gemfile(?:\.lock)?\*?|composer\.(?:json|lock|\*))$/;

/** A whole command line in one string is the usual reason. */
function otherwise(text: string): string {
  return /\s-/.test(text)
    ? 'Program and arguments belong into strings of their own.'
    : 'Copy it there, or name the path that is.';
}

function absence(
  word: LaunchWord,
  isProgram: boolean,
  stage: Stage,
  contents: Contents,
  subject: Subject,
): Absence | undefined {
  if (isProgram) {
    const absent = absentProgram(word.value, stage, subject);
    // On a closed image that is `missing-executable`, unless a COPY made a file of the directory.
    const isElsewhere = isSystemProgram(word.value) && (isClosed(stage) || !word.value.includes('/'));
    return isElsewhere && absent?.because === undefined ? undefined : absent;
  }
  const path = joinPath(stage.end.workdir, word.value);
  if (path === undefined || completions(path).some(other => absentPath(other, contents) === undefined))
    return undefined;
  return absentPath(path, contents);
}

/** What Node.js tries where `node src/index` is no file (Module._findPath; `.ts` and `.mjs` are not among it). */
function completions(path: string): string[] {
  return lastPart(path).includes('.') ? [] : ['.js', '.json', '.node'].map(extension => path + extension);
}

/** The program, or the script or archive that an interpreter is told to run. */
export function neededFile(argv: readonly LaunchWord[], stage: Stage): LaunchWord | undefined {
  const [program, ...rest] = argv;
  if (program === undefined) return undefined;
  const name = lastPart(program.value);
  if (program.value.includes('/') && !interpreters.test(name)) return program;
  if (!interpreters.test(name)) return undefined;
  if (name === 'java') {
    const at = rest.findIndex(word => word.value === '-jar');
    const jar = at < 0 ? undefined : rest[at + 1];
    return jar !== undefined && isPlainPath(jar.value) ? jar : undefined;
  }
  const [script] = rest;
  // Options may take values, and `node .` or `node dist` let Node.js choose: those are left alone.
  if (script === undefined || !isPlainPath(script.value) || stage.end.workdir === undefined) return undefined;
  // A loader that NODE_OPTIONS names may know more extensions.
  if (/^node(?:js)?$/.test(name) && /(?:^|\/)\w[\w-]*$/.test(script.value))
    return runtimeVariable(stage.end.environment, 'NODE_OPTIONS') === undefined ? script : undefined;
  return /\.(?:m?js|cjs|py|rb|php|pl|sh|dll)$/.test(script.value) ? script : undefined;
}

const interpreters = /^(?:node|nodejs|bun|python3?(?:\.\d+)?|ruby|php|perl|dotnet|java|ba?sh)$/;

function isPlainPath(text: string): boolean {
  return !text.startsWith('-') && !/[$*?[\]]/.test(text);
}

function explanation(absent: Absence, from: Instruction): { span: Instruction['span']; message: string }[] {
  if (absent.because === undefined)
    return [{ span: from.keywordSpan, message: 'Nothing from here on makes it.' }];
  return [{ span: absent.because.span, message: 'This decides what is there.' }];
}

/** Where the thing most likely is: a path under the same name that the stage surely has, if there is just one. */
function likelyPath(path: string, stage: Stage, subject: Subject): string | undefined {
  const name = lastPart(path);
  const found = new Set<string>();
  for (const ancestor of lineage(stage)) {
    const contents = effectsOf(subject, ancestor)?.contents;
    if (contents === undefined) continue;
    for (const candidate of contents.entries.keys())
      if (lastPart(candidate) === name && isFile(candidate, contents)) found.add(candidate);
    for (const output of effectsOf(subject, ancestor)?.goOutputs ?? [])
      if (found.size === 0 && output.path !== undefined && isFile(output.path, contents))
        found.add(output.path);
    for (const { path: made } of effectsOf(subject, ancestor)?.artifacts ?? [])
      if (found.size === 0 && made !== undefined && isFile(made, contents)) found.add(made);
  }
  const [only, ...others] = found;
  return others.length === 0 ? only : undefined;
}

function isFile(path: string, contents: Contents): boolean {
  const entry = lookup(contents, path);
  return entry.presence === 'yes' && entry.entry?.kind !== 'directory';
}

function use(path: string, written: string, span: Instruction['span']): Change {
  // A JSON string keeps its quotes.
  const quoted = span.end - span.start === written.length + 2;
  return {
    title: `Use ${path}`,
    applicability: 'unsafe',
    edits: [{ span, text: quoted ? JSON.stringify(path) : path }],
    notes: [],
  };
}
