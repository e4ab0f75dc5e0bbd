import type { Change, Edit } from '../edits/change';
import { type Contents, lookup } from '../effects/contents';
import type { Stage } from '../model/build';
import { readLaunch } from '../model/launch';
import { joinPath, baseName as lastPart } from '../model/paths';
import type { Instruction } from '../syntax/instruction';
import page from './repeated-entrypoint.md';
import { defineRule, type Subject } from './rule';
import { isThere } from './shared/node/package-scripts';
import { baseName, effectsOf, rootStage } from './shared/stages';

export const repeatedEntrypoint = defineRule({
  id: 'repeated-entrypoint',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.finalStages) {
      const found = repetition(stage, subject);
      if (found === undefined) continue;
      const { cmd, entrypoint, kind } = found;
      const first = cmd.exec?.values[0] ?? '';
      const program = lastPart(entrypoint[0] ?? '');
      const line = [program, ...entrypoint.slice(1), ...(cmd.exec?.values ?? [])].join(' ');
      const taken = entrypoint.includes('-jar')
        ? 'the jar'
        : program.startsWith('dotnet')
          ? 'a command'
          : 'the script';
      const why =
        kind === 'class path'
          ? 'with `-jar` the class path is ignored, and the main class is taken for the jar'
          : `\`${first}\` is taken for ${taken}`;
      yield {
        span: cmd.exec?.spans[0] ?? cmd.span,
        message: `The ENTRYPOINT of ${baseName(stage)} is \`${entrypoint.join(' ')}\`, so this runs \`${line}\`: ${why}. The container cannot start. ${remedy(found)}`,
        related: [{ span: rootStage(stage).imageSpan, message: 'This image brings the ENTRYPOINT.' }],
        fixes: fixes(found),
      };
    }
  },
});

interface Repetition {
  readonly cmd: Instruction;
  readonly entrypoint: readonly string[];
  readonly kind: 'program' | 'class' | 'class path';
  /** Another interpreter than that of the image: one of a virtual environment, or one that was copied in. */
  readonly foreign: boolean;
}

/** A CMD that names the interpreter which the base image's own ENTRYPOINT starts, or a class where that wants a jar. */
export function repetition(stage: Stage, subject: Subject): Repetition | undefined {
  const launch = readLaunch(stage);
  const cmd = launch?.cmd?.step?.instruction;
  const contents = effectsOf(subject, stage)?.contents;
  if (launch?.entrypoint === undefined || launch.entrypoint.step !== undefined) return undefined;
  if (cmd?.exec === undefined || contents === undefined) return undefined;
  const entrypoint = launch.entrypoint.values;
  const interpreter = interpreterOf(entrypoint[0] ?? '');
  const [first, ...others] = cmd.exec.values;
  if (interpreter === undefined || first === undefined) return undefined;
  const { workdir } = stage.end;
  const foreign = isForeign(first, entrypoint, contents);
  const found = { cmd, entrypoint, foreign };
  if (interpreterOf(first) === interpreter) {
    // A script may be called `node`, too, though nobody gives it arguments then.
    if (!first.includes('/') && isThere(contents, joinPath(workdir, first))) return undefined;
    return others.length > 0 || first.includes('/') ? { ...found, kind: 'program' } : undefined;
  }
  if (interpreter !== 'java' || !entrypoint.includes('-jar')) return undefined;
  if (/^(?:-cp|-classpath|--class-path)$/.test(first) && others.length > 1)
    return cmd.exec.values.includes('-jar') ? undefined : { ...found, kind: 'class path' };
  if (!/^(?:[a-z_]\w*\.)*[A-Z][\w$]*$/.test(first) || isThere(contents, joinPath(workdir, first)))
    return undefined;
  const classFile = first.replaceAll('.', '/');
  const isClass = ['class', 'java'].some(end => isThere(contents, joinPath(workdir, `${classFile}.${end}`)));
  return isClass ? { ...found, kind: 'class' } : undefined;
}

/** `/usr/bin/python3.13` is `python`; undefined for what is no interpreter. */
function interpreterOf(program: string): string | undefined {
  return /^(node|java|python|dotnet|ruby|php)(?:js|[\d.]*)$/.exec(lastPart(program))?.[1];
}

function remedy({ cmd, entrypoint, kind, foreign }: Repetition): string {
  const words = cmd.exec?.values ?? [];
  if (kind !== 'program' || needsEntrypoint(words, entrypoint))
    return 'Write an ENTRYPOINT that starts Java with the main class.';
  if (foreign) return 'Write an ENTRYPOINT to start another interpreter than that of the image.';
  return entrypoint.includes('-jar')
    ? `Leave \`${words[0]}\` and \`-jar\` out.`
    : `Leave \`${words[0]}\` out.`;
}

/** Without `-jar` Java starts a class, which the image's ENTRYPOINT cannot. */
function needsEntrypoint(words: readonly string[], entrypoint: readonly string[]): boolean {
  return entrypoint.includes('-jar') && !words.includes('-jar');
}

/** A path of the system where nothing is means the interpreter, wherever the image has it. */
function isForeign(program: string, entrypoint: readonly string[], contents: Contents): boolean {
  if (!program.includes('/') || program === entrypoint[0]) return false;
  if (!/^\/(?:usr\/(?:local\/)?)?bin\//.test(program)) return true;
  const found = lookup(contents, program);
  return found.presence !== 'no' && found.entry?.origin.kind !== 'base';
}

function fixes({ cmd, entrypoint, kind, foreign }: Repetition): Change[] {
  const { values = [], spans = [] } = cmd.exec ?? {};
  const [first, second] = spans;
  if (first === undefined) return [];
  const keyword: Edit = { span: cmd.keywordSpan, text: 'ENTRYPOINT' };
  if (kind !== 'program') {
    const java: Edit = { span: { start: first.start, end: first.start }, text: '"java", ' };
    return [
      change('Start the class by an ENTRYPOINT', kind === 'class' ? 'unsafe' : 'safe', [keyword, java]),
    ];
  }
  if (foreign) return [];
  if (needsEntrypoint(values, entrypoint))
    return values.length > 1 ? [change('Start the class by an ENTRYPOINT', 'safe', [keyword])] : [];
  if (second === undefined) return [];
  const edits: Edit[] = [{ span: { start: first.start, end: second.start }, text: '' }];
  const jar = entrypoint.includes('-jar') ? values.indexOf('-jar') : -1;
  const flag = spans[jar];
  const archive = spans[jar + 1];
  if (jar > 0) {
    if (flag === undefined || archive === undefined) return [];
    edits.push({ span: { start: flag.start, end: archive.start }, text: '' });
  }
  return [change('Leave out what the image starts by itself', 'safe', edits)];
}

function change(title: string, applicability: Change['applicability'], edits: readonly Edit[]): Change {
  return { title, applicability, edits, notes: [] };
}
