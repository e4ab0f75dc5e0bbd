import type { Change } from '../edits/change';
import { unwrap } from '../effects/commands';
import { type Contents, lookup } from '../effects/contents';
import { readRun } from '../effects/run';
import { isRoot } from '../effects/stage-effects';
import { lineage, rootImage, type Stage, type Step } from '../model/build';
import { isWithin, joinPath, parentPath } from '../model/paths';
import type { ShellCommand } from '../shell/script';
import { flagNamed, type Instruction } from '../syntax/instruction';
import { defineRule, type Problem, type Subject } from './rule';
import { effectsOf, layerSteps } from './shared/stages';
import page from './unprivileged-build.md';

export const unprivilegedBuild = defineRule({
  id: 'unprivileged-build',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.build.stages) {
      const problem = firstProblem(stage, subject);
      if (problem !== undefined) yield problem;
    }
  },
});

/** The build stops at the first command that may not write, so one finding a stage is all there is to say. */
function firstProblem(stage: Stage, subject: Subject): Problem | undefined {
  const contents = effectsOf(subject, stage)?.contents;
  if (contents === undefined) return undefined;
  for (const step of stage.steps) {
    const { instruction, state } = step;
    if (instruction.keyword !== 'RUN' || state.user === undefined || state.user === '' || isRoot(state.user))
      continue;
    if (isNumericRoot(state.user) || /;|\|\||\bsudo\b|\bset \+e\b/.test(instruction.body.text)) continue;
    if (instruction.heredocs.length > 0) continue;
    for (const command of readRun(step)?.commands ?? []) {
      if (command.conditional || command.role !== 'plain') continue;
      const denied = deniedWrite(subject, command, step, stage, contents);
      if (denied === undefined) continue;
      const user = userInstruction(step, stage);
      if (user === undefined) return undefined;
      return {
        span: command.span,
        message: `This runs as \`${state.user}\` and writes to \`${denied.path}\`, ${denied.why}. The build stops with "permission denied". Set the user after the build, or give it the directory.`,
        related: [{ span: user.span, message: 'From here on the build is not root any more.' }],
        fixes: moveUser(user, step, stage, subject),
      };
    }
  }
  return undefined;
}

function isNumericRoot(user: string): boolean {
  return /^0+(?::|$)/.test(user);
}

interface Denied {
  readonly path: string;
  readonly why: string;
}

const managers: Readonly<Record<string, string>> = {
  apk: '/lib/apk',
  'apt-get': '/var/lib/apt',
  apt: '/var/lib/apt',
  yum: '/var/lib/rpm',
  dnf: '/var/lib/rpm',
  microdnf: '/var/lib/rpm',
};

function deniedWrite(
  subject: Subject,
  command: ShellCommand,
  step: Step,
  stage: Stage,
  contents: Contents,
): Denied | undefined {
  const offset = unwrap(command)?.offset;
  const [program, ...args] = offset === undefined ? [] : command.words.slice(offset).map(word => word.value);
  if (program === undefined) return undefined;
  const name = program.slice(program.lastIndexOf('/') + 1);
  const manager = Object.hasOwn(managers, name) ? managers[name] : undefined;
  if (manager !== undefined && rootImage(stage) !== undefined) {
    const verb = args.find(arg => arg?.startsWith('-') !== true);
    const writes = verb !== undefined && /^(?:add|update|upgrade|install|del|remove)$/.test(verb);
    return writes ? { path: manager, why: 'which belongs to root' } : undefined;
  }
  for (const path of written(name, args, command)) {
    const denied = rootOwned(path, step, stage, contents, subject);
    if (denied !== undefined) return denied;
  }
  return undefined;
}

/** The files or directories that a command makes, as absolute paths. */
function written(name: string, args: readonly (string | undefined)[], command: ShellCommand): string[] {
  const plain = args.filter(arg => arg?.startsWith('-') !== true);
  const place = (path: string | undefined): string[] => {
    const absolute = path === undefined ? undefined : joinPath(command.cwd, path);
    return absolute === undefined ? [] : [absolute];
  };
  switch (name) {
    case 'go': {
      if (plain[0] !== 'build') return [];
      const at = args.indexOf('-o');
      const output = at < 0 ? undefined : args[at + 1];
      if (at >= 0) return place(output);
      return plain.length <= 2 && (plain[1] === undefined || plain[1] === '.') ? place('./program') : [];
    }
    case 'npm':
      return /^(?:install|i|ci)$/.test(plain[0] ?? '') && !args.includes('-g') && !args.includes('--global')
        ? place('node_modules')
        : [];
    case 'pnpm':
    case 'yarn':
      return plain.length === 0 || plain[0] === 'install' ? place('node_modules') : [];
    case 'cargo':
      return plain[0] === 'build' && !args.includes('--target-dir') ? place('target') : [];
    case 'mkdir':
    case 'touch':
      return plain.flatMap(place);
    default:
      return [];
  }
}

/** Directories that every Linux image gives to root; `/tmp`, `/var/tmp` and what an image opens are not among them. */
const systemDirectories: ReadonlySet<string> = new Set(
  '/ /bin /sbin /etc /lib /opt /root /usr /usr/bin /usr/sbin /usr/lib /usr/local /usr/local/bin /usr/local/lib /var /var/lib /var/log /var/cache /srv /mnt /home'.split(
    ' ',
  ),
);

/** The nearest directory that exists, if it surely belongs to root. */
function rootOwned(
  path: string,
  step: Step,
  stage: Stage,
  contents: Contents,
  subject: Subject,
): Denied | undefined {
  const image = rootImage(stage);
  if (image === undefined) return undefined;
  const itself = lookup(contents, path);
  if (itself.presence === 'yes' && itself.entry?.by !== step.instruction) return undefined;
  for (let directory = parentPath(path); ; directory = parentPath(directory)) {
    if (mayBeOpened(directory, step, stage)) return undefined;
    const known = image.paths.find(candidate => candidate.path === directory);
    if (known !== undefined || image.workdir === directory) {
      const open = known?.writable === true || known?.uid !== undefined || !systemDirectories.has(directory);
      return open ? undefined : { path: directory, why: 'which belongs to root' };
    }
    if (mayHaveBeenMade(directory, step, stage, subject)) return undefined;
    const maker = makerOf(directory, stage, subject);
    if (maker === undefined) {
      if (lookup(contents, directory).presence !== 'no')
        return systemDirectories.has(directory)
          ? { path: directory, why: 'which belongs to root' }
          : undefined;
    } else if (maker.by.span.start < step.instruction.span.start) {
      if (!maker.root) return undefined;
      const { keyword } = maker.by;
      const copied = keyword === 'COPY' || keyword === 'ADD';
      const because = `\`${keyword}\` makes it for root${copied ? ' without `--chown`' : ''}`;
      return { path: directory, why: `which belongs to root: ${because}` };
    }
    if (directory === '/') return undefined;
  }
}

/** Programs of unknown effect that make no accounts and no directories outside of their own. */
const keepsToItself: ReadonlySet<string> = new Set(
  'npm npx yarn pnpm pip pip3 gem bundle mvn gradle cargo dotnet composer make apk apt-get'.split(' '),
);

/** A script or a package may have made the directory, or the account that owns it, before. */
function mayHaveBeenMade(directory: string, step: Step, stage: Stage, subject: Subject): boolean {
  return lineage(stage).some(layer => {
    const effects = effectsOf(subject, layer);
    const before = (by: Instruction): boolean => by.span.start < step.instruction.span.start;
    if (effects === undefined) return true;
    if (effects.unknown.some(({ what, by }) => before(by) && !keepsToItself.has(what))) return true;
    return /^\/(?:var|opt|srv|etc)(?:\/|$)/.test(directory) && effects.installs.some(({ by }) => before(by));
  });
}

interface Maker {
  readonly by: Instruction;
  readonly root: boolean;
}

/** The first instruction that made a directory: what is copied into it later does not change its owner. */
function makerOf(directory: string, stage: Stage, subject: Subject): Maker | undefined {
  for (const layer of lineage(stage).reverse()) {
    const contents = effectsOf(subject, layer)?.contents;
    const entry = contents?.entries.get(directory)?.[0]?.entry;
    const implied = contents?.implied.get(directory)?.by;
    const makers = [entry?.by, implied].filter(by => by !== undefined);
    const [by] = makers.sort((a, b) => a.span.start - b.span.start);
    if (by === undefined) continue;
    // A command that fills a directory above, such as `git clone`, may have made it before, as its own user.
    const filled = contents?.grafts.some(
      ({ source, destination, by: filler }) =>
        source.kind === 'opaque' && isWithin(directory, destination) && filler.span.start < by.span.start,
    );
    if (filled === true) return { by, root: false };
    if (by === entry?.by && (entry.owner !== undefined || entry.kind === 'link')) return { by, root: false };
    if (by.keyword === 'COPY' || by.keyword === 'ADD')
      return { by, root: flagNamed(by, 'chown') === undefined };
    const user = layer.steps.find(({ instruction }) => instruction === by)?.state.user;
    return { by, root: isRoot(user) };
  }
  return undefined;
}

/** A chown, a chmod or anything of unknown effect before the step may have opened the directory. */
function mayBeOpened(directory: string, step: Step, stage: Stage): boolean {
  for (const earlier of layerSteps(stage)) {
    if (earlier.instruction.span.start > step.instruction.span.start) return false;
    const { instruction } = earlier;
    if (instruction.keyword !== 'RUN') continue;
    for (const command of readRun(earlier)?.commands ?? []) {
      const words = command.words.map(word => word.value ?? word.text);
      if (words[0] !== 'install' && !words.some(word => /^(?:chown|chmod|chgrp|setfacl)$/.test(word)))
        continue;
      const paths = words
        .slice(1)
        .flatMap(word => (word.startsWith('-') ? [] : (joinPath(command.cwd, word) ?? [])));
      if (words.some(word => /[$*]/.test(word)) || command.cwd === undefined) return true;
      if (paths.some(path => isWithin(directory, path) || isWithin(path, directory))) return true;
    }
    if (readRun(earlier)?.understood !== true) return true;
  }
  return false;
}

function userInstruction(step: Step, stage: Stage): Instruction | undefined {
  const steps = layerSteps(stage);
  const at = steps.findIndex(candidate => candidate.instruction === step.instruction);
  return steps.slice(0, at).findLast(({ instruction }) => instruction.keyword === 'USER')?.instruction;
}

/** USER goes below the last RUN that builds, where nothing between needs the user. */
function moveUser(user: Instruction, step: Step, stage: Stage, subject: Subject): Change[] {
  const { source, newline } = subject.dockerfile;
  const users = stage.steps.filter(({ instruction }) => instruction.keyword === 'USER');
  const last = stage.steps.findLast(({ instruction }) => instruction.keyword === 'RUN');
  if (users.length !== 1 || users[0]?.instruction !== user || last === undefined) return [];
  const lineStart = source.lastIndexOf('\n', user.span.start - 1) + 1;
  const lineEnd = source.indexOf('\n', user.span.end) + 1;
  if (
    lineEnd === 0 ||
    source.slice(lineStart, user.span.start).trim() !== '' ||
    step.instruction.span.start < lineEnd
  )
    return [];
  const text = source.slice(lineStart, user.span.end);
  const at = last.instruction.span.end;
  return [
    {
      title: 'Set the user after the build',
      applicability: 'unsafe',
      edits: [
        { span: { start: lineStart, end: lineEnd }, text: '' },
        { span: { start: at, end: at }, text: `${newline}${text}` },
      ],
      notes: [{ message: 'The build runs as root again; the image still ends with the same user.' }],
    },
  ];
}
