/** Package managers that are copied into the image from their own: the build needs them, the program does not. */
import { targetStage } from '../../../model/build';
import { flagNamed, type Instruction } from '../../../syntax/instruction';
import type { Application } from '../application';

/** A question for paths: whether all that instructions put there are such programs. */
export function isCopiedTool(app: Application): (path: string) => boolean {
  const writers = new Map<string, Set<Instruction | undefined>>();
  const add = (path: string, by: Instruction | undefined) => {
    const known = writers.get(path);
    if (known === undefined) writers.set(path, new Set([by]));
    else known.add(by);
  };
  for (const { contents } of app.chain) {
    for (const [path, list] of contents.entries) for (const { entry } of list) add(path, entry.by);
    for (const { destination, by, source } of contents.grafts)
      if (source.kind !== 'removed') add(destination, by);
  }
  return path => {
    const own = writers.get(path);
    return own !== undefined && [...own].every(by => by !== undefined && copiesTool(by, app));
  };
}

/** `COPY --from=ghcr.io/astral-sh/uv:latest /uv /uvx /bin/`, or the same from a stage that is that image. */
function copiesTool(instruction: Instruction, { subject }: Application): boolean {
  const from = flagNamed(instruction, 'from')?.value;
  if (from === undefined || instruction.keyword !== 'COPY') return false;
  const sources = instruction.words.slice(0, -1).map(({ text }) => text);
  if (!sources.every(source => /^\/?(?:usr\/local\/bin\/)?uvx?$/.test(source))) return false;
  const stage = targetStage(subject.build, from);
  const name = stage?.base.kind === 'image' ? stage.base.reference.text : stage === undefined ? from : '';
  return /(?:^|\/)astral-sh\/uv(?:[:@]|$)/.test(name);
}
