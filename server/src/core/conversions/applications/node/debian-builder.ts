/**
 * Programs that are installed on Alpine: musl and glibc load each other's native code as little as they load each
 * other's interpreter (`facts/compatibility.json`, A01, A02, D06).
 */
import { resolveTag } from '../../../catalogue/official-tags';
import type { ImageReference } from '../../../catalogue/reference';
import type { Edit } from '../../../edits/change';
import { packageJsonIn } from '../../../effects/node/project';
import type { StageEffects } from '../../../effects/stage-effects';
import { rootBase, type Stage, targetStage } from '../../../model/build';
import { isWithin } from '../../../model/paths';
import { nativePackages } from '../../../node/native-code';
import { flagNamed } from '../../../syntax/instruction';
import { decline, type Ledger, note } from '../../decision';
import type { Application } from '../application';
import { onDebian } from './alpine-commands';
import { engineIn } from './check-packages';
import { directNames, lockOf, projectInstalls } from './locked';
import { runsDevelopment } from './prune-checks';
import type { NodeStart } from './start';

export interface DebianBuilder {
  /** Of the stages that build: their images become those of Debian. */
  readonly edits: readonly Edit[];
  /** The image with an interpreter for glibc where the build stays on Alpine; undefined for the build stage itself. */
  readonly interpreter: string | undefined;
}

/**
 * Leaves the build on Alpine if nothing that the program needs has native code, and otherwise moves it to Debian if it uses
 * nothing of Alpine; undefined with a reason where neither can be. For a build on Debian there is nothing to do.
 */
export function planDebianBuilder(
  app: Application,
  start: NodeStart,
  ledger: Ledger,
): DebianBuilder | undefined {
  const stages = contributors(app);
  const onMusl = stages.filter(({ stage }) => isMusl(stage));
  if (onMusl.length === 0) return { edits: [], interpreter: undefined };
  const native = nativeCode(app, stages, start);
  const root = rootStage(app.effects.stage);
  if (native.names.length === 0 && native.open === undefined) {
    const slim = root.from.flags.length > 0 || !isLiteral(root) ? undefined : debianName(root, false);
    if (!isMusl(root)) return { edits: [], interpreter: undefined };
    if (slim !== undefined) {
      note(
        ledger,
        'The build stays on Alpine: no package that the program needs has native code.',
        root.imageSpan,
      );
      return { edits: [], interpreter: slim };
    }
  }
  return moveBuilders(app, onMusl, native, ledger);
}

function moveBuilders(
  app: Application,
  stages: readonly StageEffects[],
  native: NativeCode,
  ledger: Ledger,
): DebianBuilder | undefined {
  const why = reasonOf(native);
  const edits: Edit[] = [];
  const engines = stages.some(effects => engineIn(effects, app) !== undefined);
  const full = new Map<Stage, { full: boolean; packages: string[] }>();
  for (const effects of stages) {
    const { stage } = effects;
    const root = rootStage(stage);
    const needs = full.get(root) ?? { full: engineIn(effects, app) !== undefined, packages: [] };
    full.set(root, needs);
    for (const step of stage.steps) {
      if (step.instruction.keyword !== 'RUN') continue;
      const moved = onDebian(step, app.subject.dockerfile);
      // The last instruction of the build is where the new stage is written.
      const last =
        stage === app.effects.stage &&
        step === stage.steps.findLast(other => /^(?:RUN|COPY|ADD)$/.test(other.instruction.keyword));
      if (moved === undefined || (last && moved.edits.length > 0))
        return decline(
          ledger,
          `The distroless bases have the C library of Debian; ${why}, and this instruction only works on Alpine, so that the build cannot be moved. Building on the Debian variant of the image would help.`,
          step.instruction.span,
          'libc-mismatch',
        );
      edits.push(...moved.edits);
      // Prisma looks for OpenSSL wherever it generates, and the slim images have none.
      needs.full ||= moved.full || engines;
      needs.packages.push(...moved.packages);
    }
  }
  for (const [root, { full: isFull, packages }] of full) {
    const pinned = root.base.kind === 'image' && root.base.reference.digest !== undefined;
    const name = pinned ? undefined : writtenName(root, isFull);
    // Older releases have another OpenSSL than the engines that run on the new base.
    const old = name !== undefined && engines && !/-(?:bookworm|trixie)/.test(name);
    if (name === undefined || old)
      return decline(
        ledger,
        `The distroless bases have the C library of Debian; ${why}, and there is no variant of \`${root.imageText ?? ''}\` on Debian that is known.`,
        root.imageSpan,
        'libc-mismatch',
      );
    edits.push({ span: root.imageSpan, text: name });
    note(ledger, `\`${root.imageText ?? ''}\` became \`${name}\`: ${why}.`, root.imageSpan);
    if (packages.length > 0)
      note(
        ledger,
        `\`apk\` is gone from the build: \`${name}\` has ${[...new Set(packages)].map(item => `\`${item}\``).join(', ')}, or does without.`,
        root.imageSpan,
      );
  }
  return { edits, interpreter: undefined };
}

function reasonOf({ names, open }: NativeCode): string {
  // The packages for one system each belong to another that has a better name.
  const parents = names.filter(name => !/\blinux/.test(name));
  const some = (parents.length > 0 ? parents : names).slice(0, 4).map(name => `\`${name}\``);
  if (some.length > 0)
    return `${some.join(', ')} ${some.length === 1 ? 'has' : 'have'} native code, which is bound to the C library of Alpine`;
  if (open === undefined) return 'the interpreter is bound to the C library of Alpine';
  return `no lock file tells whether the packages in \`${open}\` have native code, which would be bound to the C library of Alpine`;
}

/** The stage that ships, and those that it copies from or is built on, as far as they go. */
function contributors({ subject, effects }: Application): readonly StageEffects[] {
  const { build } = subject;
  const found = new Set<Stage>();
  const queue: (Stage | undefined)[] = [effects.stage];
  while (queue.length > 0) {
    const stage = queue.pop();
    if (stage === undefined || found.has(stage)) continue;
    found.add(stage);
    if (stage.base.kind === 'stage') queue.push(stage.base.stage);
    for (const { instruction } of stage.steps) {
      const from = flagNamed(instruction, 'from')?.value;
      if (from !== undefined)
        queue.push(targetStage({ ...build, stages: build.stages.slice(0, stage.index) }, from));
    }
  }
  return [...found].flatMap(stage => subject.effects[stage.index] ?? []);
}

/** The stage with the image at the root of a stage. */
export function rootStage(stage: Stage): Stage {
  let current = stage;
  while (current.base.kind === 'stage') current = current.base.stage;
  return current;
}

function isMusl(stage: Stage): boolean {
  const base = rootBase(stage);
  return base.kind === 'image' && base.image?.libc?.kind === 'musl';
}

interface NativeCode {
  readonly names: readonly string[];
  /** The folder of an install that no lock file tells anything about. */
  readonly open: string | undefined;
}

function nativeCode(app: Application, stages: readonly StageEffects[], start: NodeStart): NativeCode {
  const names: string[] = [];
  let open: string | undefined;
  for (const effects of stages) {
    for (const made of effects.artifacts)
      if (made.kind === 'program' || made.kind === 'library') names.push(made.tool);
    const installs = projectInstalls(effects.dependencies);
    open ??= unseenInstall(effects, installs, app);
    for (const install of installs) {
      const lock = lockOf(install, app.subject.tree);
      if (lock === undefined) open ??= install.directory;
      else names.push(...nativePackages(runsDevelopment(install, app, start) ? lock.all : lock.production));
    }
  }
  return { names: [...new Set(names)], open };
}

/** The folder of a project with dependencies that a command installs which is not known for it. */
function unseenInstall(
  { contents, unknown }: StageEffects,
  installs: readonly { readonly directory: string }[],
  { subject }: Application,
): string | undefined {
  if (unknown.length === 0) return undefined;
  for (const { project = '/' } of unknown) {
    const manifest = packageJsonIn(contents, subject.tree, project);
    const seen = installs.some(({ directory }) => isWithin(project, directory));
    if (!seen && (manifest === undefined || directNames(manifest).length > 0)) return project;
  }
  return undefined;
}

/** The image is written out in FROM, without variables. */
export function isLiteral(stage: Stage): boolean {
  return stage.base.kind === 'image' && stage.from.words[0]?.text === stage.base.reference.text;
}

/** The image of the same version on Debian, by its full name: `node:18-bookworm-slim` for `node:18-alpine3.19`. */
function debianName(stage: Stage, full: boolean): string | undefined {
  if (stage.base.kind !== 'image' || stage.base.image?.runtime !== 'node') return undefined;
  const { reference } = stage.base;
  const suffix = debianSuffix(reference, full);
  return suffix === undefined
    ? undefined
    : `${reference.text.slice(0, reference.nameEnd)}:${suffix.version}${suffix.suffix}`;
}

/** The same, with the variables that FROM has. */
function writtenName(stage: Stage, full: boolean): string | undefined {
  const name = debianName(stage, full);
  if (name === undefined || isLiteral(stage) || stage.base.kind !== 'image') return name;
  const text = stage.from.words[0]?.text ?? '';
  const suffix = debianSuffix(stage.base.reference, full)?.suffix;
  return suffix !== undefined && alpine.test(text) ? text.replace(alpine, suffix) : undefined;
}

const alpine = /-alpine(?:\d+\.\d+)?$/;

/**
 * The oldest release of Debian that most ready-made addons load on comes first; for a tag that floats over versions,
 * the release that its owner has it on.
 */
function debianSuffix(
  reference: ImageReference,
  full: boolean,
): { readonly version: string; readonly suffix: string } | undefined {
  const tag = reference.tag ?? '';
  const version = /^alpine/.test(tag) ? '' : tag.replace(alpine, '');
  if (/alpine/.test(version)) return undefined;
  const dash = version === '' ? '' : '-';
  const slim = full ? '' : '-slim';
  const usual = resolveTag(reference.repository, `${version}${dash}slim`)?.fate.current;
  const codenames = /^\d/.test(version) || usual === undefined ? debians : [usual, ...debians];
  const codename = codenames.find(
    name => resolveTag(reference.repository, `${version}${dash}${name}${slim}`)?.named === true,
  );
  return codename === undefined ? undefined : { version, suffix: `${dash}${codename}${slim}` };
}

/** Debian's releases with official images of Node.js, with the C libraries 2.36, 2.41, 2.31, 2.28 and 2.24. */
const debians = ['bookworm', 'trixie', 'bullseye', 'buster', 'stretch'];
