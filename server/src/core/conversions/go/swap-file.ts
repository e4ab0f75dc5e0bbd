/** A file that already builds in one stage and runs in another gets a smaller base for the second alone. */

import type { Edit } from '../../edits/change';
import { lookup } from '../../effects/contents';
import { findWrites } from '../../go/writes';
import { rootImage } from '../../model/build';
import { parentPath } from '../../model/paths';
import type { Draft } from '../convert';
import { decline, type Ledger, note } from '../decision';
import { planHealthcheck } from '../healthcheck';
import { baseFor, isNewer, targetGlibc, targetPath, targetReference } from '../targets';
import { endOfLine, execForm, keywordStyle, quoteWord, removalEdits } from '../text';
import { runtimeUser } from '../users';
import { switchOffEdits } from './build-edits';
import { checkExternalPrograms, checkInstalledPackages } from './external-programs';
import { checkHome, homeIfAsked } from './home';
import { decideLinking } from './linking';
import { volumesOf } from './ownership';
import { pinBuilder } from './pin-builder';
import { checkPrivileges, notePrivilegedPorts } from './privileges';
import { isInRootHome, relocateLaunch } from './root-home';
import { droppableRuns } from './runtime-runs';
import { scratchNeeds } from './scratch';
import { checkInstructions, type SplitInput } from './split';
import { checkWrites, movesHome, otherLinkings } from './swap-checks';
import {
  builderName,
  copyEdits,
  droppedPart,
  needsWorkdir,
  partEdits,
  startDirectory,
  userEdits,
  workdirEdits,
} from './swap-edits';
import { checkSystemChanges } from './system';

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
  checkInstructions(chain, ledger);
  checkInstalledPackages(chain, ledger);
  const system = checkSystemChanges(chain, ledger);
  const runs = droppableRuns(effects, ledger);
  const given = runtimeUser(chain, ledger);
  if (linking === undefined || system === undefined || given === undefined || ledger.reasons.length > 0)
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
  const user = homeIfAsked(given, [linking.program]);
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
      `The program is linked with a C library that \`${targetReference(base, subject.settings, user.keepsRoot)}\` is not sure to have.`,
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
  const files = [...effects.contents.entries.keys()].filter(
    path => lookup(effects.contents, path).entry?.kind === 'file',
  );
  // What is started is there, whether the model knows it as a file or not.
  const paths = [...new Set([input.started.path, ...files])];
  const health = stage.steps.findLast(step => step.instruction.keyword === 'HEALTHCHECK')?.instruction;
  const healthcheck = planHealthcheck(health, effects, paths, ledger);
  const needs = scratchNeeds({ base, linkings: all, system, user }, input, ledger);
  const writes = all.flatMap(item =>
    item.linking.program === undefined ? [] : [findWrites(item.linking.program, stage.end.workdir ?? '/')],
  );
  checkHome(user, [{ program: linking.program, writes: writes.some(found => found.any) }], ledger);
  const volumes = volumesOf(chain);
  const made = runs.directories.filter(path => path !== stage.end.workdir);
  if (user.wasRoot)
    checkWrites(
      writes.flatMap(found => found.directories),
      volumes,
      made,
      writes.some(found => found.any),
      input,
      ledger,
    );
  const moves =
    user.keepsRoot !== true &&
    movesHome(
      input,
      all.flatMap(item => item.linking.program ?? []),
      ledger,
    );
  if (ledger.reasons.length > 0) return undefined;
  notePrivilegedPorts(
    chain,
    all.flatMap(item => item.linking.program ?? []),
    user,
    ledger,
  );
  const launched = moves ? relocateLaunch(launch) : launch;
  const owns = (user.keepsRoot !== true && runs.owns) || (user.wasRoot && writes.some(found => found.any));
  const keyword = keywordStyle(dockerfile);
  const edits: Edit[] = [];
  edits.push({ span: imageWord.span, text: targetReference(base, subject.settings, user.keepsRoot) });
  const dropped = [
    ...runs.runs,
    ...(['ENTRYPOINT', 'CMD'] as const).flatMap(name =>
      droppedPart(input, name, name === 'CMD' ? launch.cmd : launch.entrypoint),
    ),
  ];
  const gone = chain
    .flatMap(stageEffects => stageEffects.installs.flatMap(install => install.packages))
    .filter(name => name !== undefined && !/^(?:ca-certificates|tzdata|libc6-compat|gcompat)$/.test(name));
  if (gone.length > 0)
    note(
      ledger,
      `Gone with the old base: ${gone.map(name => `\`${name}\``).join(', ')}. The program starts no other programs; scripts and probes that run inside the container would miss them.`,
    );
  if (dynamic) edits.push(...pinBuilder(builder, ledger));
  edits.push(
    ...switchOffEdits(
      dockerfile,
      all.flatMap(item => item.linking.switchOff ?? []),
    ),
  );
  const first: string[] = [];
  if (user.home !== undefined) first.push(`${keyword('ENV')} HOME=${user.home}`);
  if (system.timeZone !== undefined) first.push(`${keyword('ENV')} TZ=${system.timeZone}`);
  first.push(...needs.environment.map(text => `${keyword('ENV')} ${text}`));
  const home =
    user.home !== undefined &&
    lookup(effects.contents, user.home).presence === 'yes' &&
    !isInRootHome(user.home)
      ? user.home
      : undefined;
  // Where it goes on as root, the base's own user is right.
  const isUser = user.keepsRoot !== true;
  const setsUserFirst = isUser && (home !== undefined || owns || user.wasRoot === false);
  // What the original gives to its user is made by a WORKDIR after USER.
  const userOnTop = isUser && (home !== undefined || runs.owns);
  const ownUser = stage.steps.filter(step => step.instruction.keyword === 'USER');
  const userLine = `${keyword('USER')} ${user.text}`;
  if ((setsUserFirst && ownUser.length === 0) || userOnTop) first.push(userLine);
  // A WORKDIR after USER makes the home, owned by its user.
  if (home !== undefined) first.push(`${keyword('WORKDIR')} ${home}`);
  // Folders of the old base that root writes to, and that the new one may lack.
  const written =
    user.keepsRoot === true ? new Set(writes.flatMap(found => found.directories.map(item => item.path))) : [];
  const lacking = [...written].filter(
    path => !/^\/(?:etc|tmp|root|usr|dev|proc|sys)?$/.test(path) && path !== stage.end.workdir,
  );
  for (const path of lacking) first.push(`${keyword('WORKDIR')} ${quoteWord(path)}`);
  if (needsWorkdir(effects) || home !== undefined || lacking.length > 0)
    first.push(`${keyword('WORKDIR')} ${quoteWord(startDirectory(effects))}`);
  const directories = [...new Set([...volumes.filter(() => user.wasRoot || runs.owns), ...made])].filter(
    path => path !== '/tmp',
  );
  const created = directories.map(path => `/runtime${path}`);
  for (const copy of needs.copies)
    first.push(
      `${keyword('COPY')} --from=${builderName(input)}${copy.chown && user.keepsRoot !== true ? ` --chown=${user.text}` : ''} ${copy.from}${copy.directory ? '/' : ''} ${copy.to}${copy.directory ? '/' : ''}`,
    );
  for (const path of directories)
    first.push(
      `${keyword('COPY')} --from=${builderName(input)}${user.keepsRoot === true ? '' : ` --chown=${user.text}`} /runtime${path}/ ${path}/`,
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
  // USER may stand at the top already.
  const ownUsers = ownUser.map(step => step.instruction);
  if (userOnTop) dropped.push(...ownUsers);
  else if (isUser) edits.push(...userEdits(ownUsers, user, userLine, setsUserFirst, input));
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
  edits.push(...removalEdits(dockerfile, dropped));
  return { edits, target: targetReference(base, subject.settings, user.keepsRoot) };
}
