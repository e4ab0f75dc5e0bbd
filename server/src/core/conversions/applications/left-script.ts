/** A script that only started the program: once the program is started directly, it need not be in the image. */
import { lookup, originOf } from '../../effects/contents';
import { copyPaths } from '../../effects/copy-paths';
import { baseName } from '../../model/paths';
import type { Instruction } from '../../syntax/instruction';
import type { Application, RuntimePlan } from './application';

/** The plan without the script: no place of its own takes it along. In a folder that goes as a whole it stays. */
export function withoutScript(plan: RuntimePlan): RuntimePlan {
  const { launch, covers, selected } = plan;
  const { script } = launch;
  if (script === undefined) return plan;
  const places = selected?.places.filter(({ path }) => path !== script) ?? [];
  return {
    ...plan,
    covers: path => path === script || covers(path),
    ...(selected === undefined ? {} : { selected: { ...selected, places } }),
  };
}

/** The instructions of the stage that bring nothing but the script. */
export function scriptCopies(
  { effects, subject }: Application,
  script: string | undefined,
): readonly Instruction[] {
  const found = script === undefined ? undefined : lookup(effects.contents, script);
  const origin = found === undefined ? undefined : originOf(found);
  if (found?.entry?.kind !== 'file' || origin?.kind !== 'context') return [];
  return effects.stage.steps.flatMap(step => {
    const { instruction } = step;
    if (instruction !== found.entry?.by || !/^(?:COPY|ADD)$/.test(instruction.keyword)) return [];
    const { sources } = copyPaths(instruction, { step, build: subject.build });
    // A folder or a pattern may bring others as well.
    const [first, ...others] = sources;
    const single = others.length === 0 && baseName(first?.text ?? '') === baseName(origin.path);
    return single ? [instruction] : [];
  });
}
