/** Where a command's program and its files are, or surely are not, in a stage. */
import { type Contents, lookup } from '../../effects/contents';
import type { Stage, Step } from '../../model/build';
import { variable } from '../../model/environment';
import { type LaunchWord, readLaunch } from '../../model/launch';
import { isWithin, joinPath } from '../../model/paths';
import { readScript } from '../../shell/read-script';
import type { Instruction } from '../../syntax/instruction';
import type { Span } from '../../syntax/span';
import type { Subject } from '../rule';
import { effectsOf, healthcheck, rootStage } from './stages';

/** A command of the container that Docker starts without a shell. */
export interface ContainerCommand {
  readonly keyword: 'CMD' | 'ENTRYPOINT' | 'HEALTHCHECK';
  readonly argv: readonly LaunchWord[];
  readonly place: Instruction;
}

/** The start and the health check in exec form, ENTRYPOINT and CMD put together. */
export function containerCommands(stage: Stage): ContainerCommand[] {
  const found: ContainerCommand[] = [];
  const launch = readLaunch(stage);
  const first = launch?.entrypoint ?? launch?.cmd;
  const own = first?.step ?? launch?.cmd?.step;
  // A CMD alone may be the arguments of an entrypoint that the base brings.
  const { base } = rootStage(stage);
  const known = base.kind === 'scratch' || (base.kind === 'image' && base.image?.configKnown === true);
  const whole = known || first?.step?.instruction.keyword === 'ENTRYPOINT';
  if (launch?.argv !== undefined && own !== undefined && first?.form === 'exec' && whole) {
    const keyword = first.step?.instruction.keyword === 'ENTRYPOINT' ? 'ENTRYPOINT' : 'CMD';
    const direct = !launch.throughShell;
    const argv = direct ? launch.argv : wordsOf(first.step?.instruction);
    found.push({ keyword, argv, place: own.instruction });
  }
  const check = healthcheck(stage)?.instruction.nested;
  if (check?.exec !== undefined) found.push({ keyword: 'HEALTHCHECK', argv: wordsOf(check), place: check });
  return found;
}

function wordsOf(instruction: Instruction | undefined): LaunchWord[] {
  const { exec } = instruction ?? {};
  return (exec?.values ?? []).map((value, index) => ({ value, span: exec?.spans[index] }));
}

/** A command in shell form: `CMD`, `ENTRYPOINT` or the command of a health check. */
export interface ShellFormCommand {
  readonly keyword: 'CMD' | 'ENTRYPOINT' | 'HEALTHCHECK';
  readonly step: Step;
  /** The part with the command: for HEALTHCHECK what stands behind its flags. */
  readonly command: Instruction;
}

/** The commands in force that Docker hands to a shell. */
export function shellFormCommands(stage: Stage): ShellFormCommand[] {
  const found: ShellFormCommand[] = [];
  const launch = readLaunch(stage);
  for (const part of [launch?.entrypoint, launch?.cmd]) {
    if (part?.form !== 'shell' || part.step === undefined) continue;
    const { instruction } = part.step;
    if (instruction.body.text === '') continue;
    const keyword = instruction.keyword === 'CMD' ? 'CMD' : 'ENTRYPOINT';
    found.push({ keyword, step: part.step, command: instruction });
  }
  const step = healthcheck(stage);
  const command = step?.instruction.nested;
  if (step !== undefined && command !== undefined && command.exec === undefined && command.body.text !== '')
    found.push({ keyword: 'HEALTHCHECK', step, command });
  return found;
}

/** The shell that shell form starts here, when it is surely not in the stage. */
export function missingShell(step: Step, contents: Contents): string | undefined {
  const shell = step.state.shell?.[0] ?? '/bin/sh';
  if (!shell.startsWith('/')) return undefined;
  return lookup(contents, shell).presence === 'no' ? shell : undefined;
}

export interface Absence {
  readonly path: string;
  /** The instruction that explains it, such as a COPY that makes a file where a directory was expected. */
  readonly because: Instruction | undefined;
}

/** Says that a program is surely not there; a name without a slash is searched for as the kernel's callers do. */
export function absentProgram(name: string, stage: Stage, subject: Subject): Absence | undefined {
  const contents = effectsOf(subject, stage)?.contents;
  if (contents === undefined || name === '' || /[$*]/.test(name)) return undefined;
  // A runtime for WebAssembly opens the module itself, relative to the root and without PATH.
  if (name.endsWith('.wasm')) return undefined;
  if (name.includes('/')) {
    const path = joinPath(stage.end.workdir, name);
    return path === undefined ? undefined : absentPath(path, contents);
  }
  const path = variable(stage.end.environment, 'PATH');
  if (path?.value.kind !== 'value') return undefined;
  for (const directory of path.value.value.split(':')) {
    if (!directory.startsWith('/')) return undefined;
    if (absentPath(joinPath('/', `${directory}/${name}`) ?? name, contents) === undefined) return undefined;
  }
  return { path: name, because: undefined };
}

/**
 * Says that a path is surely not there. What a build before the build would have put into the context is not
 * judged: only sources are expected to lie there at all times.
 */
export function absentPath(path: string, contents: Contents): Absence | undefined {
  const found = lookup(contents, path);
  if (found.presence !== 'no') return undefined;
  const fromContext = contents.grafts.some(
    layer => layer.source.kind === 'context' && isWithin(path, layer.destination),
  );
  if (fromContext && !isSource(path)) return undefined;
  return { path, because: found.because };
}

function isSource(path: string): boolean {
  return (
    /\.(?:py|rb|php|sh|pl|m?js|cjs)$/.test(path) &&
    !/\/(?:dist|build|out|output|target|bin|lib|public|vendor|generated|node_modules|\.\w+)\//.test(path)
  );
}

/** One simple command without variables or wildcards, as words; undefined for anything a shell is needed for. */
export function plainWords(command: Instruction, workdir: string | undefined): string[] | undefined {
  const script = readScript(command.body, { cwd: workdir, lookup: () => ({ kind: 'unknown' }) });
  const [only] = script.commands;
  if (!script.single || only === undefined) return undefined;
  const words = only.words[0]?.value === 'exec' ? only.words.slice(1) : only.words;
  const values = words.map(word => (word.glob || word.variables.length > 0 ? undefined : word.value));
  return values.every(value => value !== undefined) && values.length > 0 ? values : undefined;
}

/** `["node", "app.js"]`, as Dockerfiles write it. */
export function execText(words: readonly string[]): string {
  return `[${words.map(word => JSON.stringify(word)).join(', ')}]`;
}

/** The command's text in the file, behind keyword and flags. */
export function bodySpan(instruction: Instruction): Span {
  const start = instruction.words[0]?.span.start ?? instruction.keywordSpan.end;
  return { start, end: instruction.span.end };
}
