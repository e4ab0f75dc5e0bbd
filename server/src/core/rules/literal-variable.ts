import type { Change } from '../edits/change';
import type { Stage } from '../model/build';
import { runtimeVariable } from '../model/environment';
import page from './literal-variable.md';
import { defineRule, type Problem, type Subject } from './rule';
import { type DirectCommand, directCommands, mayExpand, type RoleWord } from './shared/argument-roles';
import { effectsOf, isClosed, lastOwnPart } from './shared/stages';

export const literalVariable = defineRule({
  id: 'literal-variable',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.finalStages)
      for (const { problem } of literalProblems(stage, subject)) yield problem;
  },
});

interface LiteralProblem {
  readonly keyword: DirectCommand['keyword'];
  /** The program stops at it; otherwise it only gets a strange argument. */
  readonly fatal: boolean;
  readonly problem: Problem;
}

/** Words of exec form with a variable that nobody replaces; at most one finding a command. */
export function literalProblems(stage: Stage, subject: Subject): LiteralProblem[] {
  return directCommands(stage).flatMap(command => {
    const judged = command.words.flatMap(word => {
      const name = variableIn(word.value, stage);
      if (name === undefined || word.span === undefined) return [];
      const effect = effectOf(word, command, name);
      return effect === undefined ? [] : [{ word, span: word.span, name, ...effect }];
    });
    const worst = judged.find(({ fatal }) => fatal) ?? judged[0];
    if (worst === undefined) return [];
    const { word, span, name, fatal, why } = worst;
    const fixes = throughShell(command, stage, subject);
    const problem: Problem = {
      ...(fatal ? {} : { severity: 'warning' as const }),
      span,
      message: `\`${name}\` is not replaced in exec form, because no shell reads it: ${why} ${advice(command, word, fixes.length > 0)}`,
      related: judged
        .filter(other => other.span !== span)
        .map(other => ({ span: other.span, message: `\`${other.name}\` stays as it is, too.` })),
      fixes,
    };
    return [{ keyword: command.keyword, fatal, problem }];
  });
}

/** `$NAME` or `${NAME}` as Dockerfiles mean it: in capitals, or set by the file; `^a$` and `$(…)` are none. */
function variableIn(text: string, stage: Stage): string | undefined {
  // A whole command line in one string is another mistake.
  for (const match of text.matchAll(/\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?[-+?][^}]*)?\})/g)) {
    const name = match[1] ?? match[2] ?? '';
    const before = text[match.index - 1];
    if (before === '$' || before === '\\') continue;
    if (/^[A-Z_][A-Z0-9_]*$/.test(name) || runtimeVariable(stage.end.environment, name)?.by !== undefined)
      return match[0];
  }
  return undefined;
}

interface Effect {
  readonly fatal: boolean;
  readonly why: string;
}

/** What becomes of the word; undefined where the program may replace the variable itself. */
function effectOf(word: RoleWord, command: DirectCommand, variable: string): Effect | undefined {
  const { program, words } = command;
  const text = `\`${word.value}\``;
  const fatal = (why: string): Effect => ({ fatal: true, why: `${why} ${stops(command)}` });
  const index = words.indexOf(word);
  if (word.role === 'program')
    return /\s/.test(word.value) ? undefined : fatal(`Docker looks for a program called ${text}.`);
  if (
    mayExpand(program) ||
    words.slice(0, index).some(({ value }) => mayExpand(value.slice(value.lastIndexOf('/') + 1)))
  )
    return undefined;
  if (word.role === 'code') return undefined;
  if (word.role === 'file') return fatal(`\`${program}\` looks for a file called ${text}.`);
  if (word.role === 'main') return fatal(`\`${program}\` takes ${text} for what it has to run.`);
  const mild: Effect = {
    fatal: false,
    why: `\`${program}\` gets the text ${text}, which only helps if it replaces variables by itself.`,
  };
  if (program === 'java') {
    // Spring replaces `${NAME}` in properties and in arguments of the form `--name=value`.
    if (/^-D|^--[\w.-]+=/.test(word.value) && (variable.startsWith('${') || word.role === 'argument'))
      return undefined;
    if (word.role === 'option' && !word.value.startsWith('-D'))
      return fatal(`the JVM does not understand ${text}.`);
    if (word.role === 'class-path')
      return word.value === variable ? fatal(`the class path is the text ${text}.`) : mild;
  }
  if (isNumber(word, index, command)) return fatal(`${text} holds no number.`);
  if (/^(?:curl|wget)$/.test(program) && new RegExp(`^https?://[^/]*\\${'$'}`).test(word.value))
    return fatal(`${text} is no address.`);
  return mild;
}

function stops({ keyword }: DirectCommand): string {
  return keyword === 'HEALTHCHECK' ? 'The container is reported unhealthy.' : 'The container cannot start.';
}

/** Options that take a number, or an address with one, and refuse anything else. */
const numbers: Readonly<Record<string, RegExp>> = {
  gunicorn: /^(?:-b|--bind|-w|--workers|-t|--timeout|--threads)$/,
  uvicorn: /^--(?:port|workers)$/,
  streamlit: /^--server\.port$/,
  flask: /^(?:-p|--port)$/,
  php: /^-S$/,
};

function isNumber(word: RoleWord, index: number, { program, words }: DirectCommand): boolean {
  const before = words[index - 1]?.value ?? '';
  if (/^python[\d.]*$/.test(program)) {
    const module = words[1]?.value === '-m' ? (words[2]?.value ?? '') : '';
    if (before === 'runserver' && /manage\.py$/.test(words[1]?.value ?? '')) return true;
    return takesNumber(module, word.value, before);
  }
  return takesNumber(program, word.value, before);
}

function takesNumber(program: string, text: string, before: string): boolean {
  const options = Object.hasOwn(numbers, program) ? numbers[program] : undefined;
  if (options === undefined) return false;
  const option = /^(--?[\w.-]+)=/.exec(text)?.[1] ?? before;
  // Of an address only the part behind the colon is a number; a socket's path may hold anything.
  return (
    options.test(option) &&
    !/unix:|\//.test(text) &&
    (!/^(?:-b|--bind|-S)$/.test(option) || /:\$\{?\w+\}?$/.test(text))
  );
}

function advice({ program, keyword }: DirectCommand, word: RoleWord, fixable: boolean): string {
  if (program === 'java' && /JAVA_(?:TOOL_)?OPT/.test(word.value))
    return 'Set `JDK_JAVA_OPTIONS`, which `java` reads by itself (`JAVA_TOOL_OPTIONS` before Java 9), and drop the word.';
  if (fixable) return 'Start it through a shell, or write the value.';
  return `Write the value, or let the program read its environment${keyword === 'HEALTHCHECK' ? '.' : ' by itself.'}`;
}

/** `sh -c` with `exec`, so that signals still reach the program; only where a shell may be there. */
function throughShell(command: DirectCommand, stage: Stage, subject: Subject): Change[] {
  const part = lastOwnPart(stage, command.keyword);
  const exec = command.place.exec;
  if (part === undefined || exec === undefined || isClosed(stage) || effectsOf(subject, stage) === undefined)
    return [];
  const words = exec.values.map(quoted);
  if (words.some(word => word === undefined)) return [];
  const script = `exec ${words.join(' ')}`;
  const items =
    command.keyword === 'ENTRYPOINT' ? ['sh', '-c', `${script} "$@"`, '--'] : ['sh', '-c', script];
  return [
    {
      title: 'Start it through a shell',
      applicability: 'unsafe',
      edits: [{ span: exec.span, text: `[${items.map(item => JSON.stringify(item)).join(', ')}]` }],
      notes: [],
    },
  ];
}

/** A word as a shell reads it, its variables kept; undefined where that is not plain. */
function quoted(text: string): string | undefined {
  if (/^[\w./:=@%+,~-]+$/.test(text)) return text;
  if (/^[\w./:=@%+,${}-]+$/.test(text)) return text;
  return /[$'\\`"]/.test(text) || text === '' ? undefined : `'${text}'`;
}
