/** The command of a HEALTHCHECK as one plain call of a program, whichever way it is written. */
import type { ContextTree } from '../context/context-tree';
import { lookup, originOf } from '../effects/contents';
import type { StageEffects } from '../effects/stage-effects';
import { baseName, joinPath } from '../model/paths';
import { readScript } from '../shell/read-script';
import type { ShellRedirect } from '../shell/script';
import type { Instruction } from '../syntax/instruction';

export interface ProbeCommand {
  /** The program first. */
  readonly words: readonly ProbeWord[];
  /** A shell is needed to start it the way it is written. */
  readonly throughShell: boolean;
}

/** Texts and variables, to be put together when the probe runs. */
export type ProbeWord = readonly (string | ProbeVariable)[];

export interface ProbeVariable {
  readonly name: string;
  /** Of `${NAME:-fallback}` and `${NAME-fallback}`. */
  readonly fallback: string | undefined;
  /** The fallback stands for an empty value, too: `:-`. */
  readonly emptyToo: boolean;
}

/**
 * Reads the command behind `HEALTHCHECK CMD`: exec form, shell form, `["sh", "-c", …]`, or a shell script of the
 * context, with `|| exit 1` behind it or not. Undefined where it is more than one program, or cannot be told.
 */
export function readProbeCommand(
  nested: Instruction,
  effects: StageEffects,
  tree: ContextTree,
): ProbeCommand | undefined {
  const { exec, body } = nested;
  if (exec === undefined) return followed(readText(body.text), effects, tree);
  const [first = '', option, script, ...rest] = exec.values;
  if (isShell(first) && option === '-c' && script !== undefined && rest.length === 0)
    return followed(readText(script), effects, tree);
  return followed({ words: exec.values.map(value => [value]), throughShell: false }, effects, tree);
}

/** One program of a line of shell, or undefined; used for Compose's `CMD-SHELL`, too. */
export function readText(text: string): ProbeCommand | undefined {
  const line = text.trim().replace(exits, '').trim();
  if (line === '' || line.startsWith('!')) return undefined;
  const script = readScript(
    { text: line, pieces: [{ at: 0, source: 0 }], end: line.length },
    { cwd: '/', lookup: name => ({ kind: 'value', value: `${opening}${name}${closing}` }) },
  );
  const [command, ...others] = script.commands;
  if (!script.understood || command === undefined || others.length > 0) return undefined;
  if (command.conditional || command.role !== 'plain' || command.prefix.length > 0) return undefined;
  if (!command.redirects.every(isSilent) || command.words.length === 0) return undefined;
  const words: ProbeWord[] = [];
  for (const word of command.words) {
    const parts = word.value === undefined ? undefined : partsOf(word.text, word.value);
    if (parts === undefined) return undefined;
    words.push(parts);
  }
  // `exec curl …` in a script.
  if (words[0]?.length === 1 && words[0][0] === 'exec') words.shift();
  return words.length === 0 ? undefined : { words, throughShell: true };
}

/** What turns any failure into 1, and success into 0: Docker asks for no more. */
const exits =
  /(?:\s*&&\s*(?:exit\s+0|true))?\s*(?:\|\|\s*(?:exit(?:\s+[1-9]\d*)?|false|\(\s*exit\s+[1-9]\d*\s*\)))?\s*;?\s*$/;

// Marks of variables in an expanded word; no Dockerfile has these characters.
const opening = '\ue000';
const closing = '\ue001';

function partsOf(text: string, value: string): ProbeWord | undefined {
  const parts: (string | ProbeVariable)[] = [];
  for (const [index, piece] of value.split(/[\ue000\ue001]/).entries()) {
    if (index % 2 === 0) {
      if (piece !== '') parts.push(piece);
      continue;
    }
    // Other operators than defaults (`:+`, `#`, `%`) are not followed.
    const uses = [...text.matchAll(/\$\{(\w+)([^}]*)\}/g)].filter(use => use[1] === piece);
    const operators = uses.map(use => /^(?:(:?)-([^$}'"`\\]*))?$/.exec(use[2] ?? ''));
    if (operators.some(operator => operator === null)) return undefined;
    const [operator] = operators;
    if (operators.some(other => other?.[0] !== operator?.[0])) return undefined;
    parts.push({ name: piece, fallback: operator?.[2], emptyToo: operator?.[1] === ':' });
  }
  if (/\$\{\w+:?[^\w}:-]/.test(text) && parts.some(part => typeof part !== 'string')) return undefined;
  return parts;
}

/** To nowhere, or from one stream to the other. */
function isSilent({ operator, target }: ShellRedirect): boolean {
  return target?.value === '/dev/null' || (/&$/.test(operator) && /^[12]$/.test(target?.value ?? ''));
}

export function isShell(program: string): boolean {
  return /^(?:\/(?:usr\/)?bin\/)?(?:ba|da|a)?sh$/.test(program);
}

/** A shell script of the context that holds one such command stands for it. */
function followed(
  command: ProbeCommand | undefined,
  effects: StageEffects,
  tree: ContextTree,
): ProbeCommand | undefined {
  const plain = command?.words.map(plainWord);
  if (command === undefined || plain?.[0] === undefined) return command;
  const named =
    isShell(plain[0]) && plain.length === 2 ? plain[1] : plain.length === 1 ? plain[0] : undefined;
  const text = named === undefined ? undefined : scriptText(named, effects, tree);
  if (text === undefined || (named === plain[0] && !/^#!.*\b(?:ba|da|a)?sh\b/.test(text))) return command;
  const lines = text.split(/\r?\n/).filter(line => !/^\s*(?:#.*|set\s+[-+]\w+.*)?$/.test(line));
  return readText(lines.join('\n')) ?? command;
}

/** The text of a file that the image has from the context. */
export function scriptText(name: string, effects: StageEffects, tree: ContextTree): string | undefined {
  const { workdir } = effects.stage.end;
  const found = (path: string | undefined) =>
    path === undefined ? undefined : lookup(effects.contents, path);
  const places = name.includes('/') ? [joinPath(workdir, name)] : searched.map(folder => `${folder}/${name}`);
  for (const place of places) {
    const at = found(place);
    const origin = at?.presence === 'yes' ? originOf(at) : undefined;
    if (origin?.kind === 'context') return tree.text(origin.path);
  }
  return undefined;
}

const searched = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/** The word as text; undefined where a variable is in it. */
export function plainWord(word: ProbeWord | undefined): string | undefined {
  if (word === undefined) return undefined;
  if (word.length === 0) return '';
  const [only, ...others] = word;
  return others.length === 0 && typeof only === 'string' ? only : undefined;
}

/** What to call the probe in a message. */
export function probeName(command: ProbeCommand | undefined, nested: Instruction): string {
  const first = plainWord(command?.words[0]);
  return first ?? nested.exec?.values[0] ?? nested.body.text.split(/\s/)[0] ?? baseName(nested.body.text);
}
