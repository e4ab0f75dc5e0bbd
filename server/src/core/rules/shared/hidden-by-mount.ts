/** Paths that were made inside a mount of RUN, and so are in no layer: the mount is gone when the RUN ends. */
import { copyPaths } from '../../effects/copy';
import { runsSomething } from '../../effects/idle-commands';
import type { Stage, Step } from '../../model/build';
import { lookupIn } from '../../model/environment';
import { expand } from '../../model/expand';
import { baseName, cleanPath, isWithin, joinPath, relativeTo } from '../../model/paths';
import { flagNamed, type Instruction } from '../../syntax/instruction';
import type { Span } from '../../syntax/span';
import type { Subject } from '../rule';
import { layerSteps } from './stages';

export interface HiddenPath {
  /** The RUN with the mount. */
  readonly by: Instruction;
  /** The `--mount` flag. */
  readonly span: Span;
  readonly kind: string;
  /** Where it is mounted. */
  readonly target: string;
  /** The build context is not known and could have brought the path. */
  readonly unsure: boolean;
}

/**
 * The mount in which a path of a stage was made, if nothing else can have made it; undefined otherwise. Mounts are
 * not part of the layer (reference of RUN, "--mount"): what lay there before is all that is left.
 */
export function hiddenByMount(path: string, stage: Stage, subject: Subject): HiddenPath | undefined {
  const steps = layerSteps(stage);
  let hidden: HiddenPath | undefined;
  let unsure = false;
  for (const step of steps) {
    const { keyword } = step.instruction;
    if (keyword === 'RUN') {
      const mount = mountOver(path, step, subject);
      if (mount !== undefined) {
        // A folder that is mounted only to be read was not made there.
        if (runsSomething(step)) hidden = { ...mount, unsure: false };
      } else if (runsSomething(step)) return undefined;
    } else if (keyword === 'COPY' || keyword === 'ADD') {
      const brought = brings(path, step, subject);
      if (brought === true) return undefined;
      unsure ||= brought === undefined;
    } else if (keyword === 'ONBUILD') return undefined;
  }
  return hidden === undefined ? undefined : { ...hidden, unsure };
}

function mountOver(path: string, step: Step, subject: Subject): Omit<HiddenPath, 'unsure'> | undefined {
  const { instruction, state } = step;
  for (const flag of instruction.flags) {
    if (flag.name !== 'mount' || flag.value === undefined || flag.value.includes('"')) continue;
    const options = new Map(
      flag.value.split(',').map(option => {
        const equals = option.indexOf('=');
        return equals < 0 ? [option, ''] : [option.slice(0, equals).toLowerCase(), option.slice(equals + 1)];
      }),
    );
    const kind = options.get('type') ?? 'bind';
    const written = options.get('target') ?? options.get('dst') ?? options.get('destination');
    if (written === undefined || !/^(?:cache|bind|tmpfs)$/.test(kind)) continue;
    const find = lookupIn(state.environment);
    const text = expand(written, find, subject.build.dockerfile.escape).value;
    const target = text === undefined ? undefined : joinPath(state.workdir, text);
    if (target === undefined || target === '/' || !isWithin(path, target)) continue;
    return { by: instruction, span: flag.span, kind, target };
  }
  return undefined;
}

/** Whether a COPY brings the path from elsewhere; undefined where the context is not known. */
function brings(path: string, step: Step, subject: Subject): boolean | undefined {
  const { instruction } = step;
  const { sources, destination } = copyPaths(instruction, { step, build: subject.build });
  if (destination === undefined) return true;
  if (isWithin(destination, path)) return true;
  if (!isWithin(path, destination)) return false;
  if (flagNamed(instruction, 'from') !== undefined) return true;
  let unknown = false;
  for (const { text } of sources) {
    // ADD downloads, and unpacks archives.
    if (text === undefined || /[*?[]|^\w+:|@|\.(?:tar|tgz|tbz2?|txz|tar\.\w+)$/.test(text)) return true;
    const source = cleanPath(`/${text}`).slice(1);
    // The folder's contents land in the destination, a file under its own name.
    const below = relativeTo(path, destination);
    const wanted = source === '' ? below : `${source}/${below}`;
    if (subject.tree.find(wanted) !== undefined) return true;
    if (!subject.tree.complete) unknown = true;
    else if (subject.tree.find(source)?.kind !== 'directory' && below.startsWith(baseName(source)))
      return true;
  }
  return unknown ? undefined : false;
}
