/** Starts that are not meant: `docker create` wants a command, so images of files alone name one that is none. */
import { rootBase, type Stage } from '../../model/build';

/** Whether a program's name, or a text in shell form, stands for no program on an image made from scratch. */
export function isPlaceholder(name: string, stage: Stage): boolean {
  return (
    rootBase(stage).kind === 'scratch' &&
    /^(?:""|''|-|null|none|nothing|noop|dummy|fake|placeholder|unused|ignored?)?$/i.test(name.trim())
  );
}
