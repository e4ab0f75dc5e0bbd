/** What a swap has to make sure of: the other programs, the places that are written, the home of root. */

import { lookup } from '../../effects/contents';
import type { GoProgram } from '../../go/go-program';
import { baseName } from '../../model/paths';
import { bindMounts } from '../compose';
import type { Ledger } from '../decision';
import { needRoot } from '../decision';
import { checkBindMounts } from '../surroundings';
import { checkExternalPrograms } from './external-programs';
import type { Linking } from './linking';
import { decideLinking } from './linking';
import { goOutputOf } from './programs';
import { checkRelocation, isInRootHome } from './root-home';
import type { SplitInput } from './split';
/** Other Go programs that the final stage copies. */
export function otherLinkings(
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

export function checkWrites(
  directories: readonly { path: string; evidence: string }[],
  volumes: readonly string[],
  made: readonly string[],
  writesFiles: boolean,
  input: SplitInput,
  ledger: Ledger,
): void {
  const workdir = input.effects.stage.end.workdir ?? '/';
  const mounts = bindMounts(input.subject, {
    program: baseName(input.started.path),
    span: input.launch.span,
    stageName: input.effects.stage.name,
  });
  const program = { writes: writesFiles, workdir, places: volumes };
  checkBindMounts(mounts, program, input.effects.stage.imageSpan, ledger);
  for (const { path, evidence } of directories) {
    const covered = [...volumes, ...made, '/tmp', '/dev', ...(workdir === '/' ? [] : [workdir])].some(
      known => path === known || path.startsWith(`${known}/`),
    );
    if (!covered)
      needRoot(
        ledger,
        `The program writes to \`${path}\` (${evidence}), which only root may in the new image.`,
        input.output.build.command.span,
      );
  }
}

/** The final stage keeps its program below /root: it has to move with everything in it. */
export function movesHome(input: SplitInput, programs: readonly GoProgram[], ledger: Ledger): boolean {
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
    needRoot(
      ledger,
      `\`${mentions.instruction.keyword}\` names /root, which only root may enter.`,
      mentions.instruction.span,
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
