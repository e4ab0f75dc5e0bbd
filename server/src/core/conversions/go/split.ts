/** A single stage that builds and runs a Go program becomes two: the build as it is, and a runtime without a shell. */

import { lookup } from '../../effects/contents';
import type { GoOutput } from '../../effects/go-effects';
import type { StageEffects } from '../../effects/stage-effects';
import { findWrites } from '../../go/writes';
import { rootImage } from '../../model/build';
import { baseName, parentPath } from '../../model/paths';
import type { Subject } from '../../subject';
import { decline, type Ledger } from '../decision';
import type { LaunchPlan } from '../launch-plan';
import { baseFor, isNewer, type RuntimeBase, targetGlibc } from '../targets';
import { type RuntimeUser, runtimeUser } from '../users';
import { optionalPattern } from './absent-files';
import { collectAssets } from './asset-plan';
import { checkExternalPrograms, checkInstalledPackages } from './external-programs';
import { checkHome, homeIfAsked } from './home';
import { decideLinking, type Linking } from './linking';
import { collectOwnership } from './ownership';
import { checkPrivileges, notePrivilegedPorts } from './privileges';
import { otherPrograms, type StartedProgram } from './programs';
import { checkRelocation, isInRootHome, relocate, relocateLaunch } from './root-home';
import { checkSystemChanges, type SystemNeeds } from './system';

/** Everything the final stage must get, decided and checked against the model. */
export interface GoPlan {
  readonly base: RuntimeBase;
  readonly user: RuntimeUser;
  readonly workdir: string;
  readonly launch: LaunchPlan;
  /** In the order in which they are copied. */
  readonly copies: readonly PlannedCopy[];
  /** Directories that the user must own; `create` where the build stage does not have them. */
  readonly ownedDirectories: readonly { readonly path: string; readonly create: boolean }[];
  /** Folders that a WORKDIR after USER makes, so that they belong to it. */
  readonly ownedFolders: readonly string[];
  /** The working directory belongs to the user: the program writes beside itself. */
  readonly ownsWorkdir: boolean;
  /** A folder that must be on PATH because the command is a bare name. */
  readonly pathDirectory: string | undefined;
  readonly linkings: readonly { readonly output: GoOutput; readonly linking: Linking }[];
  readonly system: SystemNeeds;
}

export interface PlannedCopy {
  readonly from: string;
  readonly to: string;
  readonly directory: boolean;
  /** A wildcard that may match nothing, copied into a directory. */
  readonly optional: boolean;
  readonly owned: boolean;
}

export interface SplitInput {
  readonly subject: Subject;
  /** The stage and those it is built on, the nearest first. */
  readonly chain: readonly StageEffects[];
  readonly effects: StageEffects;
  readonly launch: LaunchPlan;
  readonly started: StartedProgram;
  readonly output: GoOutput;
  readonly builder: StageEffects;
  readonly scratch: boolean;
  /** A program that a RUN of the plan itself will build. */
  readonly addedPath?: string;
}

/** Plans the split; undefined with reasons in the ledger. */
export function planSplit(input: SplitInput, ledger: Ledger): GoPlan | undefined {
  const { subject, chain, effects, launch, started, output } = input;
  const { stage } = effects;
  const image = rootImage(stage);
  if (image === undefined) {
    return decline(
      ledger,
      `Nothing is known about the base image \`${stage.imageText ?? ''}\`: what it sets and holds cannot be carried over.`,
      stage.imageSpan,
    );
  }
  if (stage.end.workdir === undefined)
    return decline(ledger, 'The working directory at the start cannot be told.', stage.imageSpan);
  for (const { unknown } of chain) {
    for (const { what, span } of unknown)
      decline(
        ledger,
        `What \`${what}\` leaves in the image cannot be told: files that the program needs could be missing.`,
        span,
      );
  }
  checkInstructions(chain, ledger);
  checkInstalledPackages(chain, ledger);
  const system = checkSystemChanges(chain, ledger);
  const given = runtimeUser(chain, ledger);
  const programs = [{ path: started.realPath, output }, ...otherPrograms(effects, output)];
  const linkings: { output: GoOutput; linking: Linking }[] = [];
  for (const program of programs) {
    const linking = decideLinking(program.output, input.builder, ledger);
    if (linking !== undefined) linkings.push({ output: program.output, linking });
  }
  if (ledger.reasons.length > 0 || given === undefined || system === undefined) return undefined;
  const user = homeIfAsked(
    given,
    linkings.flatMap(item => item.linking.program ?? []),
  );
  const { workdir } = stage.end;
  const assets = collectAssets(linkings, workdir, started, input, ledger);
  for (const { linking } of linkings) {
    if (linking.program === undefined) continue;
    checkExternalPrograms(linking.program, chain, ledger);
    checkPrivileges(linking.program, user, ledger);
  }
  if (linkings[0]?.linking.program === undefined) {
    decline(
      ledger,
      'The sources of the program are not in the build context: which files it reads and which programs it starts cannot be told.',
      output.build.command.span,
    );
  }
  for (const program of programs) checkOutput(program.path, program.output, ledger);
  checkHome(
    user,
    linkings.flatMap(item =>
      item.linking.program === undefined
        ? []
        : [{ program: item.linking.program, writes: findWrites(item.linking.program, workdir).any }],
    ),
    ledger,
  );
  notePrivilegedPorts(
    chain,
    linkings.flatMap(item => item.linking.program ?? []),
    user,
    ledger,
  );
  const base = input.scratch
    ? 'scratch'
    : baseFor([...new Set(linkings.flatMap(item => item.linking.libraries))]);
  if (base === 'scratch' && linkings.some(item => item.linking.kind === 'dynamic')) {
    decline(
      ledger,
      'The program is linked with a C library, which scratch does not have.',
      output.build.command.span,
      'dynamic-binary-on-static-base',
    );
  }
  checkGlibc(base, image.libc, linkings, ledger);
  const owned = collectOwnership(
    {
      user,
      workdir,
      linkings,
      chain,
      effects,
      assets,
      subject,
      started: { program: baseName(started.path), span: launch.span, stageName: stage.name },
    },
    ledger,
  );
  if (ledger.reasons.length > 0) return undefined;
  const copies: PlannedCopy[] = [
    ...programs.map(({ path }, index) => ({
      from: path,
      to: index === 0 ? started.path : path,
      directory: false,
      optional: false,
      // Only a program that others may not read needs an owner.
      owned: input.builder.closed.length > 0,
    })),
    ...assets.map(asset => ({
      from: asset.optional ? optionalPattern(asset.path) : asset.path,
      to: asset.optional && !asset.directory ? parentPath(asset.path) : asset.path,
      directory: asset.directory,
      optional: asset.optional,
      // A key or a `.env` is often readable by its owner alone.
      owned: owned.writes || owned.restricted || asset.optional,
    })),
  ];
  for (const copy of copies) {
    // What a RUN that is added will make is not in the original's model.
    if (copy.from === input.addedPath || copy.optional) continue;
    if (lookup(effects.contents, copy.from).presence !== 'yes') {
      decline(
        ledger,
        `Whether \`${copy.from}\` is in the build stage is not sure.`,
        output.build.command.span,
        'missing-artifact',
      );
    }
  }
  const moves = user.keepsRoot !== true && [workdir, ...copies.map(copy => copy.to)].some(isInRootHome);
  if (moves) {
    const others = copies.map(copy => copy.to).filter(path => !isInRootHome(path));
    checkRelocation(
      linkings.flatMap(item => item.linking.program ?? []),
      [workdir, ...others],
      output.build.command.span,
      ledger,
    );
  }
  if (ledger.reasons.length > 0) return undefined;
  return {
    base,
    user,
    workdir: moves ? relocate(workdir) : workdir,
    launch: moves ? relocateLaunch(launch) : launch,
    copies: moves ? copies.map(copy => ({ ...copy, to: relocate(copy.to) })) : copies,
    ownedDirectories: owned.directories,
    ownsWorkdir: owned.workdir,
    ownedFolders: moves ? owned.folders.map(relocate) : owned.folders,
    pathDirectory: started.throughPath
      ? moves
        ? relocate(parentPath(started.path))
        : parentPath(started.path)
      : undefined,
    linkings,
    system,
  };
}

/** `go build -o` does not write over a file that is no program. */
function checkOutput(path: string, output: GoOutput, ledger: Ledger): void {
  if (output.build.verb !== 'build' || !output.view.files.has(path)) return;
  const text = output.view.text(path);
  if (text === undefined || text === '') return;
  decline(
    ledger,
    `\`go build\` would write over \`${path}\`, a file of the build context, which it refuses.`,
    output.build.command.span,
  );
}

/** Instructions that mean something for the image and have no place in a split. */
export function checkInstructions(chain: readonly StageEffects[], ledger: Ledger): void {
  for (const { stage } of chain) {
    for (const { instruction } of stage.steps) {
      if (instruction.keyword === 'ONBUILD')
        decline(ledger, 'ONBUILD makes this an image for others to build on.', instruction.span);
      if (instruction.keyword === 'SHELL' && !/sh$/.test(instruction.exec?.values[0] ?? '')) {
        decline(
          ledger,
          `SHELL is \`${instruction.exec?.values[0] ?? instruction.body.text}\`, which is not read.`,
          instruction.span,
        );
      }
    }
  }
}

export type SplitInputLinkings = readonly { readonly output: GoOutput; readonly linking: Linking }[];

function checkGlibc(
  base: RuntimeBase,
  libc: { readonly kind: string; readonly version?: string } | undefined,
  linkings: SplitInputLinkings,
  ledger: Ledger,
): void {
  const dynamic = linkings.find(item => item.linking.kind === 'dynamic');
  if (dynamic === undefined || base === 'scratch') return;
  if (isNewer(libc?.version, targetGlibc) === false) return;
  decline(
    ledger,
    `The program is linked with glibc ${libc?.version ?? 'of unknown version'}; the distroless bases have ${targetGlibc}. Build it on Debian 13 or older.`,
    dynamic.output.build.command.span,
    'libc-mismatch',
  );
}
