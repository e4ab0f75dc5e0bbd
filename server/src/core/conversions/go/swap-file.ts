/** A file that already builds in one stage and runs in another gets a smaller base for the second alone. */
import type { Edit } from '../../edits/change';
import { lookup } from '../../effects/contents';
import { copyPaths } from '../../effects/copy';
import type { StageEffects } from '../../effects/stage-effects';
import type { GoProgram } from '../../go/go-program';
import { rootImage } from '../../model/build';
import { parentPath } from '../../model/paths';
import { flagNamed, type Instruction } from '../../syntax/instruction';
import type { Draft } from '../convert';
import { decline, type Ledger, note } from '../decision';
import { planHealthcheck } from '../healthcheck';
import type { PartPlan } from '../launch-plan';
import { baseFor, isNewer, targetGlibc, targetPath, targetReference } from '../targets';
import { endOfLine, execForm, keywordStyle, quoteWord, removalEdits, withComments } from '../text';
import { type RuntimeUser, runtimeUser } from '../users';
import { switchOffEdits } from './build-edits';
import { checkExternalPrograms, checkInstalledPackages } from './external-programs';
import { decideLinking, type Linking } from './linking';
import { pinBuilder } from './pin-builder';
import { checkPrivileges } from './privileges';
import { goOutputOf } from './programs';
import { checkRelocation, isInRootHome, relocate, relocateLaunch } from './root-home';
import { droppableRuns } from './runtime-runs';
import { scratchNeeds } from './scratch';
import { notePrivilegedPorts, type SplitInput, volumesOf } from './split';
import { checkSystemChanges } from './system';
import { findWrites } from './writes';

/** Undefined with reasons in the ledger when the new base is not sure to do. */
export function swapGo(input: SplitInput, ledger: Ledger): Draft | undefined {
  const { subject, chain, effects, launch, output, builder } = input;
  const { stage } = effects;
  const { dockerfile } = subject;
  if (stage.base.kind === 'stage')
    return decline(
      ledger,
      'The final stage is built on another stage: which of their instructions it needs cannot be told apart.',
      stage.imageSpan,
    );
  if (stage.base.kind === 'unresolved' || (stage.base.kind === 'image' && stage.base.image === undefined)) {
    return decline(
      ledger,
      `Nothing is known about the base image \`${stage.imageText ?? ''}\`: what it sets and holds cannot be carried over.`,
      stage.imageSpan,
    );
  }
  const imageWord = stage.from.words[0];
  if (imageWord === undefined || stage.end.workdir === undefined)
    return decline(ledger, 'The working directory at the start cannot be told.', stage.imageSpan);
  const linking = decideLinking(output, builder, ledger);
  checkInstalledPackages(chain, ledger);
  const system = checkSystemChanges(chain, ledger);
  const runs = droppableRuns(effects, ledger);
  const user = runtimeUser(chain, ledger);
  if (linking === undefined || system === undefined || user === undefined || ledger.reasons.length > 0)
    return undefined;
  if (linking.program === undefined) {
    return decline(
      ledger,
      'The sources of the program are not in the build context: which programs it starts cannot be told.',
      output.build.command.span,
    );
  }
  if (linking.program.unread !== undefined)
    return decline(
      ledger,
      `\`${linking.program.unread}\` could not be read: which programs it starts cannot be told.`,
      output.build.command.span,
    );
  checkExternalPrograms(linking.program, chain, ledger);
  checkPrivileges(linking.program, user, ledger);
  const others = otherLinkings(input, ledger);
  const all = [{ output, linking }, ...others];
  const base = input.scratch ? 'scratch' : baseFor([...new Set(all.flatMap(item => item.linking.libraries))]);
  const dynamic = all.some(item => item.linking.kind === 'dynamic');
  const libc = rootImage(builder.stage)?.libc;
  if (
    dynamic &&
    (base === 'scratch' || isNewer(libc?.kind === 'glibc' ? libc.version : undefined, targetGlibc) !== false)
  ) {
    decline(
      ledger,
      `The program is linked with a C library that \`${targetReference(base)}\` is not sure to have.`,
      output.build.command.span,
      'libc-mismatch',
    );
  }
  if (system.certificates !== undefined)
    decline(
      ledger,
      'Certificates of the project are merged in the final stage, which needs a shell.',
      stage.imageSpan,
    );
  const paths = [...effects.contents.entries.keys()].filter(
    path => lookup(effects.contents, path).entry?.kind === 'file',
  );
  const health = stage.steps.findLast(step => step.instruction.keyword === 'HEALTHCHECK')?.instruction;
  const healthcheck = planHealthcheck(health, effects, paths, ledger);
  const needs = scratchNeeds({ base, linkings: all, system, user }, input, ledger);
  const writes = all.flatMap(item =>
    item.linking.program === undefined ? [] : [findWrites(item.linking.program, stage.end.workdir ?? '/')],
  );
  const volumes = volumesOf(chain);
  const made = runs.directories.filter(path => path !== stage.end.workdir);
  if (user.wasRoot)
    checkWrites(
      writes.flatMap(found => found.directories),
      volumes,
      made,
      input,
      ledger,
    );
  const moves = movesHome(
    input,
    all.flatMap(item => item.linking.program ?? []),
    ledger,
  );
  if (ledger.reasons.length > 0) return undefined;
  notePrivilegedPorts(chain, user, ledger);
  const launched = moves ? relocateLaunch(launch) : launch;
  const owns = runs.owns || (user.wasRoot && writes.some(found => found.any));
  const keyword = keywordStyle(dockerfile);
  const edits: Edit[] = [];
  edits.push({ span: imageWord.span, text: targetReference(base) });
  const dropped = [
    ...runs.runs,
    ...(['ENTRYPOINT', 'CMD'] as const).flatMap(name =>
      droppedPart(input, name, name === 'CMD' ? launch.cmd : launch.entrypoint),
    ),
  ];
  edits.push(...removalEdits(dockerfile, dropped));
  if (dynamic) edits.push(...pinBuilder(builder, ledger));
  edits.push(
    ...switchOffEdits(
      dockerfile,
      all.flatMap(item => item.linking.switchOff ?? []),
    ),
  );
  const first: string[] = [];
  if (system.timeZone !== undefined) first.push(`${keyword('ENV')} TZ=${system.timeZone}`);
  first.push(...needs.environment.map(text => `${keyword('ENV')} ${text}`));
  const setsUserFirst = owns || user.wasRoot === false;
  const ownUser = stage.steps.filter(step => step.instruction.keyword === 'USER');
  const userLine = `${keyword('USER')} ${user.text}`;
  if (setsUserFirst && ownUser.length === 0) first.push(userLine);
  if (needsWorkdir(effects)) first.push(`${keyword('WORKDIR')} ${quoteWord(startDirectory(effects))}`);
  const directories = [...new Set([...volumes.filter(() => user.wasRoot || runs.owns), ...made])].filter(
    path => path !== '/tmp',
  );
  const created = directories.map(path => `/runtime${path}`);
  for (const copy of needs.copies)
    first.push(
      `${keyword('COPY')} --from=${builderName(input)}${copy.chown ? ` --chown=${user.text}` : ''} ${copy.from}${copy.directory ? '/' : ''} ${copy.to}${copy.directory ? '/' : ''}`,
    );
  for (const path of directories)
    first.push(
      `${keyword('COPY')} --from=${builderName(input)} --chown=${user.text} /runtime${path}/ ${path}/`,
    );
  const buildLines = [
    ...(created.length > 0 ? [`mkdir -p ${created.join(' ')}`] : []),
    ...needs.buildAdditions,
  ].map(text => `${keyword('RUN')} ${text}`);
  if (buildLines.length > 0 || needs.copies.length > 0 || directories.length > 0) {
    if (builder.stage.name === undefined)
      return decline(ledger, 'The build stage has no name that a COPY could use.', builder.stage.imageSpan);
    const last = builder.stage.steps.at(-1)?.instruction ?? builder.stage.from;
    for (const line of buildLines)
      edits.push({ span: { start: last.span.end, end: last.span.end }, text: dockerfile.newline + line });
  }
  if (first.length > 0) {
    const end = endOfLine(dockerfile.source, stage.from.span.end);
    edits.push({
      span: { start: end, end },
      text: first.map(line => dockerfile.newline + line).join(''),
    });
  }
  edits.push(
    ...userEdits(
      ownUser.map(step => step.instruction),
      user,
      userLine,
      setsUserFirst,
      input,
    ),
  );
  edits.push(...copyEdits(input, user, owns));
  if (moves) edits.push(...workdirEdits(input));
  edits.push(
    ...partEdits(input, 'ENTRYPOINT', launched.entrypoint),
    ...partEdits(input, 'CMD', launched.cmd),
  );
  if (health !== undefined && healthcheck.kind === 'replace' && health.nested !== undefined) {
    const start = health.nested.body.pieces[0]?.source ?? health.span.end;
    edits.push({ span: { start, end: health.span.end }, text: execForm(healthcheck.values) });
  }
  if (input.started.throughPath && !targetPath.includes(parentPath(input.started.path))) {
    return decline(
      ledger,
      `The program is found through PATH in \`${parentPath(input.started.path)}\`, which the new base does not search.`,
      launch.span,
    );
  }
  return { edits, target: targetReference(base) };
}

/** Other Go programs that the final stage copies. */
function otherLinkings(
  input: SplitInput,
  ledger: Ledger,
): { output: SplitInput['output']; linking: Linking }[] {
  const seen = new Set([input.output]);
  const found: { output: SplitInput['output']; linking: Linking }[] = [];
  for (const path of input.effects.contents.entries.keys()) {
    const made = goOutputOf(lookup(input.effects.contents, path), input.subject.effects);
    if (made === undefined || seen.has(made.output)) continue;
    seen.add(made.output);
    const linking = decideLinking(made.output, made.effects, ledger);
    if (linking === undefined) continue;
    found.push({ output: made.output, linking });
    if (linking.program !== undefined) checkExternalPrograms(linking.program, [input.effects], ledger);
  }
  return found;
}

function checkWrites(
  directories: readonly { path: string; evidence: string }[],
  volumes: readonly string[],
  made: readonly string[],
  input: SplitInput,
  ledger: Ledger,
): void {
  const workdir = input.effects.stage.end.workdir ?? '/';
  for (const { path, evidence } of directories) {
    const covered = [...volumes, ...made, '/tmp', '/dev', ...(workdir === '/' ? [] : [workdir])].some(
      known => path === known || path.startsWith(`${known}/`),
    );
    if (!covered)
      decline(
        ledger,
        `The program writes to \`${path}\` (${evidence}), which only root may in the new image.`,
        input.output.build.command.span,
        'unwritable-directory',
      );
  }
}

/** A WORKDIR of the stage's own that is absolute and comes before anything relative needs no help. */
function needsWorkdir(effects: StageEffects): boolean {
  for (const { instruction } of effects.stage.steps) {
    if (instruction.keyword === 'WORKDIR') return !instruction.body.text.replace(/^["']/, '').startsWith('/');
    if (
      (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') &&
      !(instruction.exec?.values ?? instruction.words.map(word => word.text)).at(-1)?.startsWith('/')
    )
      return true;
  }
  return true;
}

function startDirectory(effects: StageEffects): string {
  return effects.stage.steps[0]?.state.workdir ?? '/';
}

function builderName(input: SplitInput): string {
  const { stage } = input.builder;
  const { source } = input.subject.dockerfile;
  return stage.nameSpan === undefined
    ? String(stage.index)
    : source.slice(stage.nameSpan.start, stage.nameSpan.end);
}

function userEdits(
  own: readonly Instruction[],
  user: RuntimeUser,
  userLine: string,
  setFirst: boolean,
  input: SplitInput,
): Edit[] {
  const { stage } = input.effects;
  const { newline } = input.subject.dockerfile;
  const last = own.at(-1);
  if (last !== undefined) {
    const start = last.body.pieces[0]?.source ?? last.span.end;
    const text = input.subject.dockerfile.source.slice(start, last.span.end);
    return text === user.text || text === user.text.split(':')[0]
      ? []
      : [{ span: { start, end: last.span.end }, text: user.text }];
  }
  if (setFirst) return [];
  const start = stage.steps.find(step => /^(?:ENTRYPOINT|CMD)$/.test(step.instruction.keyword))?.instruction;
  if (start === undefined) return [];
  // Above the comments that stand on it.
  const { start: at } = withComments(input.subject.dockerfile, start);
  return [{ span: { start: at, end: at }, text: userLine + newline }];
}

/** Names in `--chown` become numbers; a destination that was a directory of the old base gets its slash. */
function copyEdits(input: SplitInput, user: RuntimeUser, owns: boolean): Edit[] {
  const { effects, subject } = input;
  const edits: Edit[] = [];
  for (const step of effects.stage.steps) {
    const { instruction } = step;
    if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') continue;
    const chown = flagNamed(instruction, 'chown');
    if (chown !== undefined && !/^\d+(?::\d+)?$/.test(chown.value ?? ''))
      edits.push({ span: chown.valueSpan, text: user.text });
    const paths = copyPaths(instruction, { step, build: subject.build });
    if (chown === undefined && owns) {
      const at = instruction.keywordSpan.end;
      edits.push({ span: { start: at, end: at }, text: ` --chown=${user.text}` });
    }
    const word = paths.destinationWord;
    const { destination } = paths;
    if (
      word !== undefined &&
      destination !== undefined &&
      isInRootHome(destination) &&
      word.text.startsWith('/')
    ) {
      const slash = paths.mustBeDirectory || destination === '/root' ? '/' : '';
      edits.push({ span: word.span, text: `${relocate(destination)}${slash}` });
      continue;
    }
    if (
      word === undefined ||
      destination === undefined ||
      paths.mustBeDirectory ||
      instruction.exec !== undefined
    )
      continue;
    const wasDirectory = baseDirectories.has(destination);
    if (wasDirectory) edits.push({ span: { start: word.span.end, end: word.span.end }, text: '/' });
  }
  return edits;
}

/** Directories that the usual bases have and a distroless one may not: `COPY app /usr/local/bin` relies on them. */
const baseDirectories: ReadonlySet<string> = new Set(
  '/bin /sbin /usr/bin /usr/sbin /usr/local /usr/local/bin /usr/local/sbin /usr/local/share /usr/share /etc /opt /srv /home /root /var /var/lib /var/log /mnt /media /tmp'.split(
    ' ',
  ),
);

/** The final stage keeps its program below /root: it has to move with everything in it. */
function movesHome(input: SplitInput, programs: readonly GoProgram[], ledger: Ledger): boolean {
  const { effects } = input;
  const paths = [
    ...effects.contents.entries.keys(),
    ...effects.contents.grafts.map(layer => layer.destination),
  ];
  const inside = [effects.stage.end.workdir ?? '/', ...paths].some(isInRootHome);
  if (!inside) return false;
  const mentions = effects.stage.steps.find(
    ({ instruction }) =>
      /^(?:ENV|VOLUME|HEALTHCHECK|ADD)$/.test(instruction.keyword) && /\/root\b/.test(instruction.body.text),
  );
  if (mentions !== undefined) {
    decline(
      ledger,
      `\`${mentions.instruction.keyword}\` names /root, which only root may enter.`,
      mentions.instruction.span,
      'unwritable-directory',
    );
  }
  checkRelocation(
    programs,
    paths.filter(path => !isInRootHome(path)),
    effects.stage.imageSpan,
    ledger,
  );
  return true;
}

function workdirEdits(input: SplitInput): Edit[] {
  const edits: Edit[] = [];
  for (const { instruction } of input.effects.stage.steps) {
    const text = instruction.body.text;
    const start = instruction.body.pieces[0]?.source;
    if (
      instruction.keyword !== 'WORKDIR' ||
      start === undefined ||
      !isInRootHome(text.replace(/\/+$/, '') || '/')
    )
      continue;
    edits.push({ span: { start, end: instruction.span.end }, text: relocate(text) });
  }
  return edits;
}

function droppedPart(input: SplitInput, keyword: string, plan: PartPlan): Instruction[] {
  const instruction = input.effects.stage.steps.findLast(
    step => step.instruction.keyword === keyword,
  )?.instruction;
  return plan.kind === 'drop' && instruction !== undefined ? [instruction] : [];
}

function partEdits(input: SplitInput, keywordName: 'ENTRYPOINT' | 'CMD', plan: PartPlan): Edit[] {
  const instruction = input.effects.stage.steps.findLast(
    step => step.instruction.keyword === keywordName,
  )?.instruction;
  if (instruction === undefined) return [];
  if (plan.kind !== 'replace') return [];
  const start = instruction.body.pieces[0]?.source ?? instruction.span.end;
  return [{ span: { start, end: instruction.span.end }, text: execForm(plan.values) }];
}

export { note };
