import type { Change } from '../edits/change';
import { lookup, originOf } from '../effects/contents';
import { copyPaths } from '../effects/copy';
import type { GoOutput } from '../effects/go-effects';
import { isRoot } from '../effects/stage-effects';
import { readProgram } from '../go/go-program';
import { findWrites } from '../go/writes';
import { lineage, rootBase, rootImage, type Stage, type Step } from '../model/build';
import { lookupIn, runtimeVariable } from '../model/environment';
import { expand } from '../model/expand';
import { readLaunch } from '../model/launch';
import { isWithin, joinPath } from '../model/paths';
import type { Instruction } from '../syntax/instruction';
import type { Span } from '../syntax/span';
import { defineRule, type Problem, type Subject } from './rule';
import { rootOwned } from './shared/ownership';
import { effectsOf, shippedStages } from './shared/stages';
import { cannotStart } from './shared/start';
import { insertAbove } from './shared/text';
import page from './unwritable-directory.md';

export const unwritableDirectory = defineRule({
  id: 'unwritable-directory',
  severity: 'warning',
  equivalents: ['tally/ruby/state-paths-not-writable-as-non-root'],
  page,
  *check(subject) {
    const seen = new Set<string>();
    for (const stage of shippedStages(subject)) {
      const { user } = stage.end;
      if (user === undefined || user === '' || isRoot(user) || startsAsRoot(stage)) continue;
      const found = [...volumes(stage, subject), ...written(stage, subject)];
      if (found.length === 0 || cannotStart(stage, subject)) continue;
      for (const place of found) {
        // One VOLUME is one cause: what helps its first path helps the others.
        const key = String(place.volume?.instruction.span.start ?? place.path);
        if (seen.has(key) || seen.has(place.path)) continue;
        const denied = rootOwned(place.path, Number.POSITIVE_INFINITY, stage, subject);
        if (denied === undefined) continue;
        seen.add(key).add(place.path);
        yield problem(place, denied.path, user, stage, subject);
      }
    }
  },
});

interface Place {
  readonly path: string;
  readonly span: Span;
  /** The VOLUME; undefined for what the sources of the program write. */
  readonly volume: Step | undefined;
  /** Where the sources say so. */
  readonly evidence: string | undefined;
}

/** An entrypoint script of the base may change owners, which then only root can. */
function startsAsRoot(stage: Stage): boolean {
  const launch = readLaunch(stage);
  return launch?.entrypoint?.step === undefined && (rootImage(stage)?.entrypoint.length ?? 0) > 1;
}

function volumes(stage: Stage, subject: Subject): Place[] {
  return lineage(stage).flatMap(layer =>
    layer.steps.flatMap(step => {
      const { instruction, state } = step;
      if (instruction.keyword !== 'VOLUME' || isBrokenArray(instruction)) return [];
      const words =
        instruction.exec?.values.map((text, index) => ({ text, span: instruction.exec?.spans[index] })) ??
        instruction.words;
      return words.flatMap(({ text, span }) => {
        const { value } = expand(text, lookupIn(state.environment), subject.build.dockerfile.escape);
        const path = value === undefined || value === '' ? undefined : joinPath('/', value);
        if (path === undefined || path === '/' || readOnly.test(path)) return [];
        if (isFilled(path, stage, subject) || holdsHome(path, stage)) return [];
        return [{ path, span: span ?? instruction.span, volume: step, evidence: undefined }];
      });
    }),
  );
}

/** What `malformed-exec-form` reports: its paths are not those that were meant. */
function isBrokenArray({ exec, body }: Instruction): boolean {
  return exec === undefined && body.text.startsWith('[');
}

/** Whether files of the context are put there: the volume is there to hand them out, or to replace them. */
function isFilled(path: string, stage: Stage, subject: Subject): boolean {
  return lineage(stage).some(({ steps }) =>
    steps.some(step => {
      if (!/^(?:COPY|ADD)$/.test(step.instruction.keyword)) return false;
      const { destination, from } = copyPaths(step.instruction, { step, build: subject.build });
      return from === undefined && destination !== undefined && isWithin(destination, path);
    }),
  );
}

/** `VOLUME /home`: the program writes below it, where things are its own. Root's home is for containers of root. */
function holdsHome(path: string, stage: Stage): boolean {
  const home = runtimeVariable(stage.end.environment, 'HOME')?.value;
  return (
    path === '/home' || isWithin(path, '/root') || (home?.kind === 'value' && isWithin(home.value, path))
  );
}

/** A project or documents of one's own, which are mounted from the host with the owner that they have there. */
const ownProject =
  /^\/(?:usr\/|home\/[\w-]+\/|srv\/|opt\/)?(?:src\/)?(?:app|src|code|game|work|workdir|workspace|projects?|documents?|docs|site|sources?|target|volume|www|repo|build|rpmbuild)$/;

/** Where settings, certificates, programs and other people's files are mounted, which are read as a rule. */
const readOnly =
  /^\/(?:etc|run|var\/run|tmp|dev|mnt|media|bin|sbin|lib|usr\/(?:local\/)?(?:s?bin|lib|share))(?:\/|$)|\/(?:cgi-bin|licenses?|\.?config|configs?|conf|certs?|ssl|tls|keys|secrets?|music|videos?|movies|pictures|photos|books|downloads)$/;

/** Absolute directories in calls of a Go program that create or open files for writing. */
function written(stage: Stage, subject: Subject): Place[] {
  const effects = effectsOf(subject, stage);
  const program = readLaunch(stage)?.argv?.[0];
  const path = program === undefined ? undefined : joinPath(stage.end.workdir, program.value);
  if (effects === undefined || program === undefined || path === undefined) return [];
  const origin = originOf(lookup(effects.contents, path));
  if (origin?.kind !== 'go-binary') return [];
  const output = subject.effects
    .flatMap(({ goOutputs }) => goOutputs)
    .find((candidate: GoOutput) => candidate.build === origin.build);
  const read = output === undefined ? undefined : readProgram(output, 'maybe');
  if (read === undefined || program.span === undefined) return [];
  const { span } = program;
  // A name without a slash at its beginning depends on where the program changes to.
  return findWrites(read, '/?').directories.flatMap(({ path: directory, evidence }) =>
    isWithin(directory, '/?') || /^\/(?:proc|sys|dev|tmp|var\/tmp)(?:\/|$)/.test(directory)
      ? []
      : [{ path: directory, span, volume: undefined, evidence }],
  );
}

function problem(place: Place, owned: string, user: string, stage: Stage, subject: Subject): Problem {
  const { path, volume, evidence } = place;
  const why = owned === path ? 'belongs to root' : `is made for root, because \`${owned}\` belongs to root`;
  const what =
    volume === undefined
      ? `The program writes to \`${path}\` (${evidence}), which ${why}.`
      : `The volume \`${path}\` ${why}.`;
  const effect =
    volume === undefined
      ? `It runs as \`${user}\` and gets "permission denied".`
      : `A new volume takes the owner from the image, and the program, which runs as \`${user}\`, cannot write to it.`;
  return {
    ...(volume !== undefined && ownProject.test(path) ? { severity: 'info' as const } : {}),
    span: place.span,
    message: `${what} ${effect} ${advice(path, stage)}`,
    fixes: volume === undefined ? [] : handOver(path, user, volume, stage, subject),
  };
}

function hasShell(stage: Stage): boolean {
  return rootBase(stage).kind === 'image' && rootImage(stage)?.shell === '/bin/sh';
}

function advice(path: string, stage: Stage): string {
  return hasShell(stage)
    ? 'Make the directory and give it to that user.'
    : `Copy an empty directory there with \`--chown\`, or write \`WORKDIR ${path}\` below \`USER\`: BuildKit makes it for the user in force.`;
}

/** The directory made and handed over before the VOLUME, while the build is root. */
function handOver(path: string, user: string, volume: Step, stage: Stage, subject: Subject): Change[] {
  const before = volume.state.user;
  const plain = /^[\w./-]+$/.test(path) && /^[\w.-]+(?::[\w.-]+)?$/.test(user);
  if (!hasShell(stage) || !plain || !stage.steps.includes(volume) || !isRoot(before)) return [];
  const own = /^\d+$/.test(user) ? `${user}:${user}` : user;
  return [
    {
      title: `Give ${path} to ${user}`,
      applicability: 'unsafe',
      edits: [
        insertAbove(subject.dockerfile, volume.instruction, `RUN mkdir -p ${path} && chown ${own} ${path}`),
      ],
      notes: [],
    },
  ];
}
