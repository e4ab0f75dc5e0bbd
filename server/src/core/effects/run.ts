/** RUN: the shell script, or the exec form, command by command. */

import type { Step } from '../model/build';
import { lookupIn } from '../model/environment';
import type { Lookup, VariableValue } from '../model/expand';
import { cleanPath, joinPath } from '../model/paths';
import { readScript } from '../shell/read-script';
import type { ShellCommand, ShellScript } from '../shell/script';
import type { Instruction } from '../syntax/instruction';
import { applyCommand } from './commands';
import { type Contents, type Found, graft, lookup, put, snapshot, throughLinks } from './contents';
import { type ApplyContext, isRoot, ownedBy } from './stage-effects';

export function applyRun(context: ApplyContext, contentsNamed: (name: string) => Contents | undefined): void {
  const { instruction, state } = context.step;
  const { effects } = context;
  if (instruction.exec === undefined && lacksShell(context)) return;
  const script = readRun(context.step, homeOf(context));
  if (script === undefined) {
    effects.unknown.push({ what: 'a shell other than sh', by: instruction, span: instruction.span });
    effects.contents.unknownSince ??= instruction;
    return;
  }
  const mounts = showMounts(context, contentsNamed);
  effects.contents.runner = ownedBy(state.user).owner;
  for (const command of script.commands) {
    applyCommand({ ...context, command });
    applyRedirects(context, command);
  }
  if (!script.understood) {
    effects.unknown.push({
      what: 'a script that could not be read in full',
      by: instruction,
      span: instruction.span,
    });
    effects.contents.unknownSince ??= instruction;
    if (state.workdir !== undefined) makeOpaque(context, state.workdir);
  }
  effects.contents.runner = undefined;
  hideMounts(context, mounts);
}

/** What Docker takes from /etc/passwd: an account that this stage made, by name or number, or one of the image's. */
function homeOf({ effects, step }: ApplyContext): string | undefined {
  const name = step.state.user?.split(':')[0];
  if (name === undefined || isRoot(name)) return undefined;
  const made = effects.users.find(user => !user.group && (user.name === name || user.uid === name));
  if (made !== undefined) return made.home;
  const { base } = effects.stage;
  const image = base.kind === 'image' ? base.image : undefined;
  return image?.users.find(user => user.name === name || String(user.uid) === name)?.home;
}

/** Without a shell nothing runs, and the build stops; a bind mount may bring one along. */
function lacksShell({ step, effects }: ApplyContext): boolean {
  const shell = step.state.shell?.[0] ?? '/bin/sh';
  if (!shell.startsWith('/') || step.instruction.flags.some(flag => flag.name === 'mount')) return false;
  return lookup(effects.contents, shell).presence === 'no';
}

/**
 * The commands of a RUN; undefined when it is not for a POSIX shell (PowerShell, a heredoc for Python). `known` is the
 * home of whoever runs it, for `~` and HOME.
 */
export function readRun(step: Step, known?: string): ShellScript | undefined {
  const { instruction, state } = step;
  const find = lookupIn(state.environment);
  const own = known ?? (isRoot(state.user) ? '/root' : undefined);
  const home: VariableValue = own === undefined ? { kind: 'unknown' } : { kind: 'value', value: own };
  const lookupVariable: Lookup = name => {
    const found = find(name);
    return name === 'HOME' && found.kind === 'unset' ? home : found;
  };
  const start = { cwd: state.workdir, lookup: lookupVariable };
  if (instruction.exec !== undefined) return execScript(instruction, start);
  const shell = state.shell?.[0];
  if (shell !== undefined && !/(?:^|\/)(?:ba|da|a|k|z)?sh$/.test(shell)) return undefined;
  const [heredoc, ...others] = instruction.heredocs;
  if (heredoc === undefined) return readScript(instruction.body, start);
  const before = instruction.body.text.replace(/<<-?\s*["']?[\w.-]+["']?/, '').trim();
  const interpreter = /^#![ \t]*(\S+)(?:[ \t]+(\S+))?/.exec(heredoc.body.text);
  if (interpreter !== null && !/sh$/.test(interpreter[2] ?? interpreter[1] ?? '')) return undefined;
  if (others.length > 0) return undefined;
  if (before === '' || /^(?:\/\S*\/)?(?:ba|da|a)?sh(?:\s+-[a-z]+)*$/.test(before))
    return readScript(heredoc.body, start);
  const command = readScript(instruction.body, start);
  return /^(?:python3?|node|perl|ruby|php)\b/.test(before) ? undefined : command;
}

function execScript(instruction: Instruction, start: Parameters<typeof readScript>[1]): ShellScript {
  const words = (instruction.exec?.values ?? []).map((value, index) => ({
    text: value,
    value,
    glob: false,
    variables: [],
    span: instruction.exec?.spans[index] ?? instruction.span,
  }));
  const command: ShellCommand = {
    words,
    prefix: [],
    redirects: [],
    lookup: start.lookup,
    cwd: start.cwd,
    conditional: false,
    role: 'plain',
    span: instruction.exec?.span ?? instruction.span,
  };
  return { commands: [command], understood: true, single: true };
}

export function applyRedirects(context: ApplyContext, command: ShellCommand): void {
  for (const redirect of command.redirects) {
    if (!/^(?:>|>>|>\||&>|&>>)$/.test(redirect.operator) || redirect.target === undefined) continue;
    const path =
      redirect.target.value === undefined ? undefined : joinPath(command.cwd, redirect.target.value);
    if (path === undefined) context.effects.contents.unknownSince ??= context.step.instruction;
    else if (!path.startsWith('/dev/')) writeFile(context, path, command.conditional);
  }
}

/** Writes a file, through a link if one is there; what is there already keeps its owner, and a folder stays one. */
export function writeFile(context: ApplyContext, path: string, conditional: boolean, how = 'command'): void {
  const { contents } = context.effects;
  const place = throughLinks(contents, path);
  const { presence, entry } = lookup(contents, place);
  const there = presence === 'yes' && entry !== undefined;
  if (there && (entry.kind === 'directory' || conditional || how === 'touch')) return;
  const kept = there ? (entry.owner ?? (contents.runner && '0')) : undefined;
  put(contents, place, {
    kind: 'file',
    origin: { kind: 'made', how },
    by: context.step.instruction,
    conditional,
    ...(kept === undefined ? {} : { owner: kept }),
  });
}

export function makeOpaque(context: ApplyContext, path: string): void {
  graft(context.effects.contents, {
    destination: path,
    by: context.step.instruction,
    owner: undefined,
    source: { kind: 'opaque' },
  });
}

/** A bind mount lends files to one RUN: the context's, or another stage's. */
function showMounts(context: ApplyContext, contentsNamed: (name: string) => Contents | undefined): Mount[] {
  const mounts: Mount[] = [];
  for (const flag of context.step.instruction.flags) {
    if (flag.name !== 'mount' || flag.value === undefined) continue;
    const options = new Map(flag.value.split(',').map(option => splitOption(option)));
    const type = options.get('type') ?? 'bind';
    const target = options.get('target') ?? options.get('dst') ?? options.get('destination');
    const path = target === undefined ? undefined : joinPath(context.step.state.workdir, target);
    if (path === undefined || path === '/' || type === 'secret' || type === 'ssh') continue;
    const { contents } = context.effects;
    const before = lookup(contents, path);
    mounts.push({ path, before, tree: snapshot(contents) });
    if (type !== 'bind') continue;
    const from = options.get('from');
    const source = options.get('source') ?? options.get('src') ?? '';
    const by = context.step.instruction;
    const other = from === undefined ? undefined : contentsNamed(from);
    if (from === undefined) {
      const inside = cleanPath(`/${source}`).slice(1);
      graft(contents, {
        destination: path,
        by,
        owner: undefined,
        source: { kind: 'context', tree: context.tree, path: inside },
      });
    } else if (other !== undefined) {
      graft(contents, {
        destination: path,
        by,
        owner: undefined,
        source: { kind: 'contents', contents: other, path: cleanPath(`/${source}`) },
      });
    }
  }
  return mounts;
}

interface Mount {
  readonly path: string;
  readonly before: Found;
  /** The stage as the RUN found it. */
  readonly tree: Contents;
}

function splitOption(option: string): [string, string] {
  const equals = option.indexOf('=');
  return equals < 0 ? [option, 'true'] : [option.slice(0, equals), option.slice(equals + 1)];
}

/** What lies below a cache, bind or tmpfs mount is gone when the RUN ends; what it hid comes back. */
function hideMounts(context: ApplyContext, mounts: readonly Mount[]): void {
  const by = context.step.instruction;
  const { contents } = context.effects;
  for (const { path, before, tree } of mounts) {
    graft(contents, { destination: path, by, owner: undefined, source: { kind: 'removed' } });
    if (before.presence === 'yes' && before.entry?.by !== undefined)
      graft(contents, {
        destination: path,
        by,
        owner: undefined,
        source: { kind: 'contents', contents: tree, path },
      });
    else if (before.presence !== 'no') makeOpaque(context, path);
    else {
      // BuildKit takes away a mount point that it has made; its versions before 0.10 left it.
      const origin = { kind: 'made', how: 'mount' } as const;
      put(contents, path, { kind: 'directory', origin, by, conditional: true });
    }
  }
}
