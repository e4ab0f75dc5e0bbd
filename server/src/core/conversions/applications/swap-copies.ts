/** The copies of a swapped stage: whose the files are, by number, and folders that only the old base had. */
import type { Edit } from '../../edits/change';
import { lookup } from '../../effects/contents';
import { copyPaths } from '../../effects/copy-paths';
import { isWithin } from '../../model/paths';
import { flagNamed, type Instruction } from '../../syntax/instruction';
import type { RuntimeUser } from '../users';
import type { Application } from './application';
import { isArchive, isProduct } from './owners';

/** `owns`: what has no owner of its own is given to the user; `gone` stays as it is. Undefined where an owner cannot be told by number. */
export function copyEdits(
  app: Application,
  user: RuntimeUser,
  owns: boolean,
  gone: readonly Instruction[],
): { readonly edits: readonly Edit[]; readonly given: boolean } | undefined {
  const { effects, subject } = app;
  const edits: Edit[] = [];
  const name = (effects.stage.end.user ?? '').split(':')[0] ?? '';
  let given = false;
  for (const step of effects.stage.steps) {
    const { instruction } = step;
    if ((instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') || gone.includes(instruction))
      continue;
    const chown = flagNamed(instruction, 'chown');
    const { destination, destinationWord, mustBeDirectory } = copyPaths(instruction, {
      step,
      build: subject.build,
    });
    if (destination === undefined) return undefined;
    if (chown === undefined) {
      if (owns && !bringsJar(instruction) && !isWithin(destination, '/usr') && !isProduct(app, destination)) {
        const at = instruction.keywordSpan.end;
        edits.push({ span: { start: at, end: at }, text: ` --chown=${user.text}` });
        given ||= app.workdir !== '/' || !bringsOnlyJars(instruction);
      }
    } else if (!/^(?:\d+|root)(?::(?:\d+|root))?$/.test(chown.value ?? '')) {
      if (chown.value?.split(':')[0] !== name || user.keepsRoot === true) return undefined;
      edits.push({ span: chown.valueSpan, text: user.text });
    }
    if (mustBeDirectory || destinationWord === undefined || destination === step.state.workdir) continue;
    const there = lookup(effects.contents, destination).entry;
    // What this copy makes itself is what its source is.
    const isFolder = there?.kind === 'directory' && there.by !== instruction;
    if (!isFolder && !ofTheBase.has(destination)) continue;
    if (instruction.exec !== undefined || /["']$/.test(destinationWord.text)) return undefined;
    edits.push({ span: { start: destinationWord.span.end, end: destinationWord.span.end }, text: '/' });
  }
  return { edits, given };
}

/** A jar from another stage can be read by everybody, and no program writes to its own. */
function bringsJar(instruction: Instruction): boolean {
  const words = instruction.exec?.values ?? instruction.words.map(word => word.text);
  return (
    flagNamed(instruction, 'from') !== undefined && words.slice(0, -1).every(text => /\.jar$/.test(text))
  );
}

/** By the name of what it makes, or of what it takes: it is given to the user to be read. */
function bringsOnlyJars(instruction: Instruction): boolean {
  const words = instruction.exec?.values ?? instruction.words.map(word => word.text);
  return isArchive(words.at(-1) ?? '') || words.slice(0, -1).every(isArchive);
}

/** Folders that the usual bases have and a distroless one may not: `COPY app.jar /opt` relies on them. */
const ofTheBase: ReadonlySet<string> = new Set(
  '/usr/bin /usr/sbin /usr/local /usr/local/bin /usr/local/sbin /usr/local/share /usr/share /etc /opt /srv /home /var /var/lib /var/log /mnt /media /tmp /run'.split(
    ' ',
  ),
);
