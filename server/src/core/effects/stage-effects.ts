/** Runs a stage's instructions against its file system, in the model only. */
import { findImage } from '../catalogue/images';
import { parseReference } from '../catalogue/reference';
import type { ContextTree } from '../context/context-tree';
import type { Build, Stage, Step } from '../model/build';
import { hasTriggers, isTowering, targetStage } from '../model/build';
import type { ShellCommand } from '../shell/script';
import type { Instruction } from '../syntax/instruction';
import type { Span } from '../syntax/span';
import { imageFound } from './base-contents';
import type { BuiltArtifact, DependencyInstall } from './built';
import {
  asBase,
  type Contents,
  lookup,
  newContents,
  put,
  remembered,
  throughLinks,
  unknownOwner,
} from './contents';
import { applyCopy } from './copy';
import type { GoOutput } from './go-effects';
import { applyRun } from './run';

/** Everything the instructions of one stage did, as far as it can be told. */
export interface StageEffects {
  readonly stage: Stage;
  readonly contents: Contents;
  readonly goOutputs: GoOutput[];
  readonly installs: PackageInstall[];
  /** What package managers of languages installed, in order. */
  readonly dependencies: DependencyInstall[];
  /** What compilers and bundlers made, in order; Go's are in `goOutputs`. */
  readonly artifacts: BuiltArtifact[];
  readonly users: CreatedUser[];
  /** Commands whose effect is not known, in order. */
  readonly unknown: UnknownEffect[];
  /** What changes the system in a way that a new base would not have. */
  readonly system: SystemChange[];
  /** Programs that write source code for the compiler, as far as they were run. */
  readonly generators: string[];
  /** Instructions that gave files an owner, or closed them to others. */
  readonly restricted: Instruction[];
  /** Of those, instructions that took from others the right to read. */
  readonly closed: Instruction[];
  /** `go mod init` was run. */
  madeModule: boolean;
  /** `go env -w NAME=value`. */
  readonly goSettings: Map<string, string>;
}

export interface PackageInstall {
  readonly manager: 'apt' | 'apk' | 'dnf' | 'other';
  /** Names without versions; undefined for a word that cannot be known. */
  readonly packages: readonly (string | undefined)[];
  readonly by: Instruction;
  readonly span: Span;
}

export interface CreatedUser {
  readonly name: string;
  readonly uid: string | undefined;
  readonly gid: string | undefined;
  readonly home: string | undefined;
  readonly group: boolean;
  readonly by: Instruction;
}

export interface UnknownEffect {
  /** The program, or why nothing can be told. */
  readonly what: string;
  readonly by: Instruction;
  readonly span: Span;
  /** Where a tool or script of a project ran: what it writes is taken to stay in that folder. */
  readonly project?: string;
}

export interface SystemChange {
  readonly kind: 'capability' | 'locale' | 'time-zone' | 'local-time' | 'certificates' | 'setting';
  readonly what: string;
  readonly by: Instruction;
  readonly span: Span;
}

/** The effects of every stage, each built on those before it. */
export type BuildEffects = readonly StageEffects[];

export function readEffects(build: Build, tree: ContextTree): BuildEffects {
  const all: StageEffects[] = [];
  for (const stage of build.stages) {
    const effects: StageEffects = {
      stage,
      contents: newContents(baseOf(stage, all)),
      goOutputs: [],
      installs: [],
      dependencies: [],
      artifacts: [],
      users: [],
      unknown: [],
      system: [],
      generators: [],
      restricted: [],
      closed: [],
      madeModule: false,
      goSettings: new Map(),
    };
    all.push(effects);
    if (stage.base.kind === 'stage')
      effects.contents.ownersUnknown = all[stage.base.stage.index]?.contents.ownersUnknown === true;
    // An `onbuild` image goes on with instructions of its own, which nobody here can see.
    if (hasTriggers(stage)) effects.contents.unknownSince = stage.from;
    for (const step of stage.steps) applyStep(step, effects, build, tree, all);
  }
  return all;
}

/** What an instruction may need to know while it is applied. */
export interface ApplyContext {
  readonly build: Build;
  readonly tree: ContextTree;
  readonly step: Step;
  readonly effects: StageEffects;
}

export interface CommandContext extends ApplyContext {
  readonly command: ShellCommand;
  /** Set while scripts of a package.json are followed: how deep, and how many commands they may still run. */
  readonly scripts?: { readonly depth: number; readonly budget: { left: number } };
}

function applyStep(
  step: Step,
  effects: StageEffects,
  build: Build,
  tree: ContextTree,
  all: readonly StageEffects[],
): void {
  const { instruction, state } = step;
  const context: ApplyContext = { build, tree, step, effects };
  switch (instruction.keyword) {
    case 'COPY':
    case 'ADD':
      applyCopy(context, name => contentsNamed(name, build, effects.stage, all));
      break;
    case 'ONBUILD':
      // For the images built from this one: what the start names may be made there.
      effects.contents.unknownSince ??= instruction;
      break;
    case 'RUN':
      applyRun(context, name => contentsNamed(name, build, effects.stage, all));
      break;
    case 'WORKDIR': {
      const next = effects.stage.steps[effects.stage.steps.indexOf(step) + 1]?.state ?? effects.stage.end;
      const directory = next.workdir === undefined ? undefined : throughLinks(effects.contents, next.workdir);
      if (directory === undefined || lookup(effects.contents, directory).presence === 'yes') break;
      put(effects.contents, directory, {
        kind: 'directory',
        origin: { kind: 'made', how: 'WORKDIR' },
        by: instruction,
        ...ownedBy(state.user),
      });
      break;
    }
  }
}

/** Contents behind `--from=`: a stage, or an image of the catalogue; undefined for anything else. */
function contentsNamed(
  name: string,
  build: Build,
  stage: Stage,
  all: readonly StageEffects[],
): Contents | undefined {
  const found = targetStage({ ...build, stages: build.stages.slice(0, stage.index) }, name);
  if (found !== undefined) return all[found.index]?.contents;
  const reference = parseReference(name, build.mirrors);
  const image = reference === undefined ? undefined : findImage(reference);
  return newContents(path => imageFound(image, path));
}

function baseOf(stage: Stage, all: readonly StageEffects[]): (path: string) => ReturnType<typeof lookup> {
  const { base } = stage;
  if (base.kind === 'stage') {
    const below = all[base.stage.index]?.contents;
    if (below !== undefined && !isTowering(stage)) return asBase(below);
  }
  if (base.kind === 'scratch')
    return path => ({ presence: path === '/' ? 'yes' : 'no', path, entry: undefined });
  const image = base.kind === 'image' ? base.image : undefined;
  return remembered(path => imageFound(image, path));
}

/** The owner of what a user makes; nothing for root. */
export function ownedBy(user: string | undefined): { owner?: string } {
  return isRoot(user) ? {} : { owner: user ?? unknownOwner };
}

export function isRoot(user: string | undefined): boolean {
  if (user === undefined) return false;
  const name = user.split(':')[0] ?? '';
  return name === '' || name === 'root' || name === '0';
}
