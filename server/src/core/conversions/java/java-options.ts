/**
 * `java $JAVA_OPTS -jar …`: the default that ENV gives such a variable goes to a variable that the JVM reads by itself.
 * JDK_JAVA_OPTIONS stands before the options of the command line (`java` of JDK 9 and later), JAVA_TOOL_OPTIONS is read
 * by every JVM.
 */
import { runtimeVariable } from '../../model/environment';
import type { ComputedWord, Launch } from '../../model/launch';
import { baseName } from '../../model/paths';
import type { Application } from '../applications/application';
import { decline, type Ledger, note } from '../decision';
import { quoteWord } from '../text';
import { readJavaStart } from './java-start';

export interface MovedOptions {
  readonly launch: Launch;
  /** `NAME=value` that takes the place of what was left out, quoted for ENV. */
  readonly environment: readonly string[];
  /** The variables that the start no longer reads. */
  readonly names: readonly string[];
}

/** The start without such variables; as it is where one has no default, or where it is not sure to mean the same. */
export function moveOptions(app: Application, launch: Launch): MovedOptions {
  const same: MovedOptions = { launch, environment: [], names: [] };
  const { usedVariables } = launch;
  const words: readonly ComputedWord[] =
    launch.argv?.map(word => ({ text: '', ...word })) ?? launch.computed ?? [];
  const argv = joined(words);
  if (!launch.throughShell || baseName(argv[0]?.value ?? '') !== 'java') return same;
  const start = readJavaStart(argv.map(word => (isVariable(word.text) ? '-X' : (word.value ?? ''))));
  if (typeof start === 'string') return same;
  const moved = argv.slice(0, start.before).filter(({ text }) => isVariable(text));
  const names = moved.map(({ text }) => text.replace(/[${}]/g, ''));
  const { environment } = app.effects.stage.end;
  const isSet = (name: string): boolean => runtimeVariable(environment, name)?.by !== undefined;
  const rest = argv.filter(word => !moved.includes(word));
  if (moved.length === 0 || rest.some(({ value }) => value === undefined) || !names.every(isSet)) return same;
  if (isSet('JDK_JAVA_OPTIONS') || isSetElsewhere(app, names)) return same;
  const known = moved.every(({ value }) => value !== undefined);
  const options = moved.flatMap(({ value = '' }) => value.split(/\s+/).filter(option => option !== ''));
  // What a build argument gives is not known: options in front of it could change places with it.
  const kept = argv.slice(1, start.before).filter(word => !moved.includes(word));
  const before = argv.slice(
    1,
    argv.findLastIndex(word => moved.includes(word)),
  );
  const overridden = new Set(
    before.filter(word => kept.includes(word)).map(({ value = '' }) => keyOf(value)),
  );
  if (known ? options.some(option => overridden.has(keyOf(option))) : overridden.size > 0) return same;
  if (known && !options.every(isPlain)) return same;
  const target = Number(app.image.javaVersion) >= 9 ? 'JDK_JAVA_OPTIONS' : 'JAVA_TOOL_OPTIONS';
  if (target === 'JAVA_TOOL_OPTIONS' && isSet(target)) return same;
  const value = known ? quoteWord(options.join(' ')) : `"${names.map(name => `$${name}`).join(' ')}"`;
  return {
    launch: {
      ...launch,
      argv: words
        .filter(word => !moved.some(({ span, text }) => span === word.span && text === word.text))
        .map(word => ({ ...word, value: word.value ?? '' })),
      obstacle: undefined,
      usedVariables: usedVariables.filter(({ name }) => !names.includes(name)),
    },
    environment: known && options.length === 0 ? [] : [`${target}=${value}`],
    names,
  };
}

/** One word for each variable, with all that it stands for. */
function joined(words: readonly ComputedWord[]): ComputedWord[] {
  const found: ComputedWord[] = [];
  for (const word of words) {
    const last = found.at(-1);
    if (last !== undefined && isVariable(word.text) && last.span === word.span && last.text === word.text)
      found.splice(-1, 1, { ...last, value: `${last.value ?? ''} ${word.value ?? ''}` });
    else found.push(word);
  }
  return found;
}

/** Declines where something in the project gives the container a variable that only a shell puts into the command. */
export function checkVariables(app: Application, launch: Launch | undefined, ledger: Ledger): void {
  for (const { name, span } of launch?.usedVariables ?? [])
    if (isSetElsewhere(app, [name]))
      decline(
        ledger,
        `Another file of the project sets \`${name}\`, which only a shell puts into the command.`,
        span,
        'shell-form-without-shell',
      );
}

/** Says what was moved, and what an operator does from now on. */
export function noteOptions(app: Application, { names, launch }: MovedOptions, ledger: Ledger): void {
  if (names.length === 0) return;
  const target = Number(app.image.javaVersion) >= 9 ? 'JDK_JAVA_OPTIONS' : 'JAVA_TOOL_OPTIONS';
  const span = launch.entrypoint?.step?.instruction.span ?? launch.cmd?.step?.instruction.span;
  note(
    ledger,
    `No shell puts \`$${names.join('`, `$')}\` into the command any more: its default is in \`${target}\` now, which Java reads by itself. Who sets \`${names.join('`, `')}\` for the container has to set \`${target}\` instead.`,
    span,
  );
}

/** The whole word is one variable, open to be split. */
function isVariable(text: string | undefined): boolean {
  return /^\$(?:\w+|\{\w+\})$/.test(text ?? '');
}

/** An option in one word that may stand in the variables, and that no shell would change. */
function isPlain(option: string): boolean {
  return /^-(?:X|D|-add-|-enable-|ea\b|da\b|esa\b|server$|client$|javaagent:)[^\s"'\\$*?[\]`]*$/.test(option);
}

/** What an option sets: `-Xmx`, `-Dname`, `UseG1GC`. */
function keyOf(option: string): string {
  const flag = /^-XX:[+-]?(\w+)/.exec(option)?.[1];
  return flag ?? /^-X(?:mx|ms|ss|mn)|^-D[^=]*|^[^=:]*/.exec(option)?.[0] ?? option;
}

/** Something in the project gives the container the variable. */
export function isSetElsewhere({ subject }: Application, names: readonly string[]): boolean {
  const pattern = new RegExp(`(?<![\\w$])(?:${names.join('|')})\\b`);
  return [...subject.context.texts].some(
    ([path, text]) => /\.(?:ya?ml|toml|json|env)$|(?:^|\/)\.env/.test(path) && pattern.test(text),
  );
}
