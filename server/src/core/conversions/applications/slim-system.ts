/** What RUN changes among the files of the system without a trace in the model: files edited in place, links. */
import { lookup } from '../../effects/contents';
import { readRun } from '../../effects/run';
import { isWithin, parentPath } from '../../model/paths';
import type { ShellWord } from '../../shell/script';
import type { Span } from '../../syntax/span';
import type { Application } from './application';
import type { Place } from './places';

export interface EditedFile {
  /** Undefined where it cannot be told. */
  readonly path: string | undefined;
  /** The edit may have failed, as nobody looks: the file may not be there. */
  readonly doubtful: boolean;
  readonly span: Span;
}

/** Files outside of the application's folder that `sed -i` and `perl -pi` changed; lists of packages do not count. */
export function editedFiles({ chain, workdir }: Application): readonly EditedFile[] {
  const found: EditedFile[] = [];
  for (const { stage } of chain) {
    for (const step of stage.steps) {
      if (step.instruction.keyword !== 'RUN') continue;
      for (const { words, conditional, span } of readRun(step)?.commands ?? []) {
        for (const { value, glob } of filesOf(words)) {
          if (value === undefined || glob) found.push({ path: undefined, doubtful: true, span });
          else if (value.startsWith('/') && !isWithin(value, workdir) && !/^\/etc\/ap[tk]\//.test(value))
            found.push({
              path: value,
              doubtful: conditional || /\|\|\s*(?:true|:)/.test(step.instruction.body.text),
              span,
            });
        }
      }
    }
  }
  return found.filter(({ path }, at) => found.findIndex(other => other.path === path) === at);
}

/** The words of `sed -i` that are files: behind the script, which is the first unless an option gives it. */
function filesOf(words: readonly ShellWord[]): readonly ShellWord[] {
  const program = words[0]?.value?.replace(/^.*\//, '');
  const options = words.slice(1).filter(word => word.value?.startsWith('-') === true);
  const inPlace =
    program === 'sed'
      ? options.some(({ value }) => /^-[a-zA-Z]*i|^--in-place/.test(value ?? ''))
      : program === 'perl' && options.some(({ value }) => /^-[a-z]*i/.test(value ?? ''));
  if (!inPlace) return [];
  const rest: ShellWord[] = [];
  let given = false;
  for (let index = 1; index < words.length; index++) {
    const word = words[index];
    if (word === undefined) continue;
    if (/^(?:-e|-f|--expression|--file|-[a-zA-Z]*e)$/.test(word.value ?? '')) {
      given = true;
      index++;
    } else if (/^--(?:expression|file)=/.test(word.value ?? '')) given = true;
    else if (word.value?.startsWith('-') !== true) rest.push(word);
  }
  return given ? rest : rest.slice(1);
}

/**
 * The links among the places, and those to programs that no shell-less image needs, as commands that make them again:
 * a copy would follow them.
 */
export function linkCommands(app: Application, places: readonly Place[]): ReadonlyMap<string, string> {
  const commands = new Map<string, string>();
  const programs = app.chain.flatMap(({ contents }) =>
    [...contents.entries.keys()].filter(path => programFolder.test(parentPath(path))),
  );
  for (const path of [...places.map(place => place.path), ...programs]) {
    const { presence, entry } = lookup(app.effects.contents, path);
    const plain = (text: string): boolean => /^[\w./+@-]+$/.test(text);
    if (presence !== 'yes' || entry?.kind !== 'link' || entry.by === undefined) continue;
    if (entry.target !== undefined && plain(entry.target) && plain(path))
      commands.set(path, `ln -sf ${entry.target} ${path}`);
  }
  return commands;
}

const programFolder = /^\/(?:usr\/)?(?:local\/)?s?bin$/;
