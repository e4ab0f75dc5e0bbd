/** Compiled programs that one stage takes from another, and what they need of the system they land on. */

import { unwrap } from '../../effects/commands';
import type { Found } from '../../effects/contents';
import { lookup } from '../../effects/contents';
import { copyPaths } from '../../effects/copy';
import { readRun } from '../../effects/run';
import type { StageEffects } from '../../effects/stage-effects';
import type { GoBuild } from '../../go/go-build';
import { linkage } from '../../go/linkage';
import { lineage, rootImage, type Stage, type Step, targetStage } from '../../model/build';
import { variable } from '../../model/environment';
import { baseName, cleanPath, isWithin, joinPath } from '../../model/paths';
import { flagNamed } from '../../syntax/instruction';
import type { Span } from '../../syntax/span';
import type { Subject } from '../rule';
import { nodeAddons } from './node-addons';
import { effectsOf } from './stages';

/** A program that surely needs a C library, copied into a stage. */
export interface DynamicBinary {
  /** The source path in the COPY. */
  readonly span: Span;
  readonly path: string;
  readonly libc: 'glibc' | 'musl';
  /** What makes it dynamic, for a message. */
  readonly why: string;
  /** The command that builds it. */
  readonly built: Span;
  /** Set for a Go build that does not need cgo for itself. */
  readonly withoutCgo: GoBuild | undefined;
  /** It may have been downloaded ready-made: which version of the C library it needs cannot be told. */
  readonly prebuilt?: true;
}

/** The programs that COPY instructions of the steps bring from earlier stages and that are surely dynamic. */
export function dynamicBinaries(steps: readonly Step[], stage: Stage, subject: Subject): DynamicBinary[] {
  const compiled = steps.flatMap(step => {
    const from = step.instruction.keyword === 'COPY' ? flagNamed(step.instruction, 'from')?.value : undefined;
    if (from === undefined) return [];
    const earlier = { ...subject.build, stages: subject.build.stages.slice(0, stage.index) };
    const source = targetStage(earlier, from);
    const effects = source === undefined ? undefined : effectsOf(subject, source);
    if (source === undefined || effects === undefined) return [];
    return copyPaths(step.instruction, { step, build: subject.build }).sources.flatMap(({ text, word }) => {
      if (text === undefined || /[*?[]/.test(text)) return [];
      const path = cleanPath(`/${text}`);
      const found = goBinary(lookup(effects.contents, path), subject) ?? nativeBinary(path, source, subject);
      return found === undefined ? [] : [{ ...found, path, span: word.span }];
    });
  });
  return [...compiled, ...nodeAddons(stage, subject)];
}

type Properties = Omit<DynamicBinary, 'span' | 'path'>;

function goBinary(found: Found, subject: Subject): Properties | undefined {
  if (found.presence !== 'yes') return undefined;
  let origin = found.entry?.origin;
  while (origin?.kind === 'copied') origin = origin.from.entry?.origin;
  if (origin?.kind !== 'go-binary') return undefined;
  const { build } = origin;
  for (const effects of subject.effects) {
    const output = effects.goOutputs.find(candidate => candidate.build === build);
    if (output === undefined) continue;
    const linked = linkage(output, effects);
    if (linked.kind !== 'dynamic' || linked.libc === undefined) return undefined;
    const ownC =
      /imports "C"|needs/.test(linked.why) || build.command.prefix.some(({ name }) => name === 'CGO_ENABLED');
    return {
      libc: linked.libc.kind,
      why: linked.why,
      built: build.command.span,
      withoutCgo: ownC ? undefined : build,
    };
  }
  return undefined;
}

/** `target/release/app` of cargo, and what a C compiler is told to write with `-o`. */
function nativeBinary(path: string, source: Stage, subject: Subject): Properties | undefined {
  const effects = effectsOf(subject, source);
  const image = rootImage(source);
  const kind = image?.libc?.kind;
  if (effects === undefined || (kind !== 'glibc' && kind !== 'musl')) return undefined;
  for (const step of source.steps) {
    if (step.instruction.keyword !== 'RUN') continue;
    for (const command of readRun(step)?.commands ?? []) {
      const offset = unwrap(command)?.offset;
      const words = offset === undefined ? [] : command.words.slice(offset).map(word => word.value);
      const program = baseName(words[0] ?? '');
      if (words.includes(undefined) || command.conditional) continue;
      const args = words.flatMap(word => word ?? []);
      const built = { libc: kind, built: command.span, withoutCgo: undefined };
      if (/^(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+)$/.test(program)) {
        const output = args[args.indexOf('-o') + 1];
        const place = args.includes('-o') && output !== undefined ? joinPath(command.cwd, output) : undefined;
        if (place !== path || args.some(arg => /^--?(?:static|shared)|^-[cSEr]$/.test(arg))) continue;
        return { ...built, why: `\`${program}\` links against the C library without \`-static\`` };
      }
      if (program === 'cargo' && isHostBuild(path, args, command.cwd, step, kind, effects, subject))
        return { ...built, why: 'Rust links against glibc for this target' };
    }
  }
  return undefined;
}

/** A cargo build for the machine itself that nothing tells to link statically; on Alpine Rust does so anyway. */
function isHostBuild(
  path: string,
  args: readonly string[],
  cwd: string | undefined,
  step: Step,
  libc: 'glibc' | 'musl',
  effects: StageEffects,
  subject: Subject,
): boolean {
  if (libc !== 'glibc' || args[1] !== 'build' || !args.includes('--release')) return false;
  if (args.some(arg => /^--(?:target|config|target-dir|manifest-path|profile)/.test(arg))) return false;
  if (cwd === undefined || !path.startsWith(`${cwd === '/' ? '' : cwd}/target/release/`)) return false;
  if (path.slice(`${cwd}/target/release/`.length).includes('/') || /\.\w+$/.test(path)) return false;
  const settings = ['RUSTFLAGS', 'CARGO_BUILD_TARGET', 'CARGO_BUILD_RUSTFLAGS', 'CARGO_ENCODED_RUSTFLAGS'];
  if (settings.some(name => variable(step.state.environment, name) !== undefined)) return false;
  // `.cargo/config.toml` may say otherwise: it has to be known that there is none.
  if (!subject.tree.complete || rootImage(effects.stage)?.runtime !== 'rust') return false;
  return !subject.tree.files('').some(file => /(?:^|\/)\.cargo\/config(?:\.toml)?$/.test(file));
}

/** Whether instructions of the stage, known or not, may have brought the loader and libraries of another system. */
export function mayBringLibraries(stage: Stage, subject: Subject): boolean {
  return lineage(stage).some(layer => {
    const contents = effectsOf(subject, layer)?.contents;
    if (contents === undefined || contents.unknownSince !== undefined) return true;
    const isLibrary = (path: string): boolean => /^(?:\/usr)?\/lib(?:64)?(?:\/|$)/.test(path);
    return (
      [...contents.entries.keys()].some(isLibrary) ||
      contents.grafts.some(({ destination }) => isLibrary(destination) || isWithin('/lib', destination))
    );
  });
}
