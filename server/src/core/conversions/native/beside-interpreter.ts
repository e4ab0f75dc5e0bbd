/** Compiled programs beside one of an interpreter: they are linked with what the full image of that interpreter has. */
import { linkedPackages } from '../../catalogue/linked-packages';
import type { BuiltArtifact } from '../../effects/built';
import { lookup } from '../../effects/contents';
import { copyPaths } from '../../effects/copy-paths';
import type { StageEffects } from '../../effects/stage-effects';
import { baseName, isWithin } from '../../model/paths';
import type { Span } from '../../syntax/span';
import type { Application } from '../applications/application';
import { programsOfFull } from '../applications/full-image';
import { systemPackages } from '../applications/system-packages';
import { decline, type Ledger } from '../decision';
import { effectsOf } from '../go/programs';
import type { NativeProgram } from './find-program';
import { devsOf } from './full-libraries';
import { nativeCalls } from './program-calls';
import { nativeSources } from './sources';

/**
 * The packages that programs and libraries of Rust, C and C++ need of the full image: those that the stage builds
 * itself, and those that COPY brings from another stage. Declines where it cannot be told what they are linked with.
 */
export function neededBesideInterpreter(app: Application, ledger: Ledger): readonly string[] {
  const found = [...builtHere(app), ...copiedFrom(app, ledger)];
  if (found.length === 0) return [];
  const codename = app.image.distribution?.codename ?? '';
  const needed = new Set(['ca-certificates', 'netbase', 'tzdata']);
  for (const { program, span } of found) {
    const devs = devsOf(app, program);
    const packages = devs?.map(name => linkedPackages(name, codename));
    if (packages === undefined || packages.includes(undefined))
      decline(
        ledger,
        `Which libraries of \`${app.effects.stage.imageText ?? ''}\` \`${baseName(program.artifact.path ?? program.artifact.tool)}\` is linked with cannot be told: the slim image lacks many.`,
        span,
      );
    for (const name of packages?.flat() ?? []) if (name !== undefined) needed.add(name);
  }
  for (const { kind, name, path, line } of nativeCalls(nativeSources(app))) {
    const brings = programsOfFull.get(name ?? '');
    if (brings !== undefined) needed.add(brings);
    else if (name === undefined || kind === 'library')
      decline(
        ledger,
        `A compiled program starts programs, or loads libraries, that cannot be told (${path}:${line}): the slim image lacks many that the full one has.`,
        found[0]?.span,
      );
  }
  return [...needed];
}

interface Linked {
  readonly program: Pick<NativeProgram, 'artifact' | 'builder'>;
  readonly span: Span;
}

function isMachineCode({ ecosystem, kind }: BuiltArtifact): boolean {
  return /^(?:rust|native)$/.test(ecosystem) && /^(?:program|library)$/.test(kind);
}

function builtHere({ chain, effects }: Application): readonly Linked[] {
  return chain.flatMap(builder =>
    builder.artifacts
      .filter(
        artifact =>
          isMachineCode(artifact) && lookup(effects.contents, artifact.path ?? '/').presence !== 'no',
      )
      .map(artifact => ({ program: { artifact, builder }, span: artifact.span })),
  );
}

function copiedFrom({ chain, subject }: Application, ledger: Ledger): readonly Linked[] {
  const { build, effects } = subject;
  const found: Linked[] = [];
  for (const { stage } of chain)
    for (const step of stage.steps) {
      if (step.instruction.keyword !== 'COPY') continue;
      const { from, sources } = copyPaths(step.instruction, { step, build });
      const source = from === undefined ? undefined : stageCalled(from, effects);
      if (source === undefined) continue;
      const { span } = step.instruction;
      const lineage = effectsOf(source.stage, effects);
      const taken = (path: string): boolean =>
        sources.some(
          ({ text }) =>
            text === undefined || /[*?[]/.test(text) || isWithin(path, `/${text.replace(/^\/+|\/+$/g, '')}`),
        );
      for (const builder of lineage)
        for (const artifact of builder.artifacts)
          if (isMachineCode(artifact) && taken(artifact.path ?? '/'))
            found.push({ program: { artifact, builder }, span });
      const goes = lineage.some(({ goOutputs }) => goOutputs.some(({ path = '/' }) => taken(path)));
      const dev = goes ? headers(lineage) : undefined;
      if (dev !== undefined)
        decline(
          ledger,
          `A Go program of the stage \`${from}\` may be linked with the library of \`${dev}\`, which the slim image may lack.`,
          span,
        );
      const unknown = lineage.flatMap(item => item.unknown).find(({ what }) => compiles.test(what));
      if (unknown !== undefined)
        decline(
          ledger,
          `What \`${unknown.what}\` builds in the stage \`${from}\`, and which libraries of the full image that needs, cannot be told.`,
          span,
        );
    }
  return found;
}

/** Of a library that only C code of a Go program links (cgo). */
function headers(lineage: readonly StageEffects[]): string | undefined {
  return systemPackages(lineage)
    .packages.map(({ name }) => name)
    .find(name => /-dev$/.test(name) && !/^(?:musl|libc|libc6|linux-libc)-dev$/.test(name));
}

const compiles =
  /^(?:make|cmake|CMakeLists\.txt|ninja|meson|bazel|scons|qmake|b2|bjam|xmake|conan|cargo|gcc|g\+\+|cc|c\+\+|clang|clang\+\+|ld|configure|bootstrap\.sh|autogen\.sh)\b/;

function stageCalled(name: string, effects: readonly StageEffects[]): StageEffects | undefined {
  return effects.find(({ stage }) => stage.name === name.toLowerCase() || String(stage.index) === name);
}
