import type { Change } from '../edits/change';
import { unwrap } from '../effects/commands';
import { type Contents, lookup } from '../effects/contents';
import { readRun } from '../effects/run';
import { isRoot } from '../effects/stage-effects';
import { rootImage, type Stage, type Step } from '../model/build';
import { joinPath, parentPath } from '../model/paths';
import type { ShellCommand } from '../shell/script';
import type { Instruction } from '../syntax/instruction';
import { defineRule, type Problem, type Subject } from './rule';
import { type Denied, rootOwned } from './shared/ownership';
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
    const itself = lookup(contents, path);
    if (itself.presence === 'yes' && itself.entry?.by !== step.instruction) continue;
    const denied = rootOwned(parentPath(path), step.instruction.span.start, stage, subject);
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
