/** What a COPY or ADD names: its sources and its destination, in either form, expanded and resolved. */
import { lookupIn } from '../model/environment';
import { expand } from '../model/expand';
import { joinPath } from '../model/paths';
import { flagNamed, type Instruction, type Word } from '../syntax/instruction';
import type { ApplyContext } from './stage-effects';

export interface CopyPaths {
  readonly sources: readonly CopySource[];
  readonly destination: string | undefined;
  readonly destinationWord: Word | undefined;
  /** The destination ends in a slash, or there are several sources. */
  readonly mustBeDirectory: boolean;
  /** It ends in a slash or a dot: what is there already does not matter. */
  readonly namesDirectory: boolean;
  readonly from: string | undefined;
}

export interface CopySource {
  /** Expanded; undefined when it cannot be known. */
  readonly text: string | undefined;
  readonly word: Word;
}

/** Reads the words of a COPY or ADD; a text is undefined where a variable in it cannot be known. */
export function copyPaths(
  instruction: Instruction,
  context: Pick<ApplyContext, 'step' | 'build'>,
): CopyPaths {
  const { escape } = context.build.dockerfile;
  const find = lookupIn(context.step.state.environment);
  const written: Word[] =
    instruction.exec?.values.map((text, index) => ({
      text,
      span: instruction.exec?.spans[index] ?? instruction.span,
    })) ?? instruction.words.map(word => word);
  const heredocs = new Set(instruction.heredocs.map(heredoc => heredoc.operatorSpan.start));
  const words = written.filter(word => !heredocs.has(word.span.start));
  const last = words.at(-1);
  const target = last === undefined ? undefined : expand(last.text, find, escape).value;
  const sources = words.slice(0, -1).map(word => ({ text: expand(word.text, find, escape).value, word }));
  const namesDirectory = target !== undefined && /(?:^|\/)\.{0,2}$/.test(target);
  const fromFlag = flagNamed(instruction, 'from')?.value;
  return {
    sources,
    destination: target === undefined ? undefined : joinPath(context.step.state.workdir, target),
    destinationWord: last,
    mustBeDirectory: sources.length > 1 || namesDirectory || instruction.heredocs.length > 1,
    namesDirectory,
    from: fromFlag === undefined ? undefined : expand(fromFlag, find, escape).value,
  };
}
