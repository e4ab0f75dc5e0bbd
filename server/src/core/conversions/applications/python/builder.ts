/** The image that builds a Python application: of a C library that the new base has, or changed to one that is. */
import { resolveTag, splitTag } from '../../../catalogue/official-tags';
import { type ImageReference, parseReference } from '../../../catalogue/reference';
import { imageOf, withDistribution } from '../../../catalogue/variants';
import type { Edit } from '../../../edits/change';
import { harmless } from '../../../effects/harmless-commands';
import { readRun } from '../../../effects/run';
import { rootImage, type Stage, type Step } from '../../../model/build';
import { baseName } from '../../../model/paths';
import { flagNamed } from '../../../syntax/instruction';
import { decline, type Ledger, note } from '../../decision';
import { isNewer, targetGlibc } from '../../targets';
import type { Application } from '../application';

/** Edits on FROM of stages on Alpine, none for Debian; undefined with a reason where the interpreter cannot move. */
export function planBuilder(app: Application, ledger: Ledger): readonly Edit[] | undefined {
  const { image, effects } = app;
  const name = effects.stage.imageText ?? '';
  const span = effects.stage.imageSpan;
  const [major, minor] = (image.version ?? '3.7').split('.').map(Number);
  if (major !== 3 || (minor !== undefined && minor < 7))
    return decline(
      ledger,
      `Python ${image.version} is older than what can be carried: 3.7 is the first.`,
      span,
    );
  if (image.libc?.kind === 'glibc') {
    const { version = '' } = image.libc;
    const fits = version === oldestGlibc || isNewer(version, oldestGlibc) === true;
    if (fits && isNewer(version, targetGlibc) === false) return [];
    // A digest hides which of the releases that the tag has been on it is; all of them are old enough.
    if (version === '' && image.distribution?.id === 'debian' && (minor ?? 0) > 7) return [];
    return decline(
      ledger,
      `Which C library \`${name}\` has is not known, or it is none between ${oldestGlibc} and ${targetGlibc}, which the carried interpreter and the distroless bases go with.`,
      span,
      'newer-glibc-artifact',
    );
  }
  if (image.libc?.kind !== 'musl')
    return decline(ledger, `Which C library \`${name}\` has is not known.`, span, 'libc-mismatch');
  return onDebian(app, ledger);
}

/** Of Debian 10: the folders and names of libraries before are not known. */
const oldestGlibc = '2.28';

/** Every stage on Alpine gets Debian's slim variant of the same version, if nothing in it is Alpine's own. */
function onDebian({ subject, effects }: Application, ledger: Ledger): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  const refuse = (why: string, stage: Stage) =>
    decline(
      ledger,
      `Python of \`${effects.stage.imageText ?? ''}\` is linked with musl, which no distroless base has, and ${why}.`,
      stage.imageSpan,
      'libc-mismatch',
    );
  for (const stage of subject.build.stages) {
    const image = rootImage(stage);
    if (image?.libc?.kind !== 'musl' || image.runtime === 'node') continue;
    if (image.family !== 'official' || image.runtime !== 'python')
      return refuse(`the stage on \`${stage.imageText ?? ''}\` is built for musl as well`, stage);
    const own = alpineOnly(stage);
    if (own !== undefined) return refuse(`\`${own}\` is for Alpine`, stage);
    if (stage.base.kind !== 'image') continue;
    const { reference } = stage.base;
    const other = slimVariant(reference);
    if (other === undefined || stage.from.words[0]?.text !== reference.text)
      return refuse('which tag has the same version on Debian is not known', stage);
    edits.push({ span: stage.imageSpan, text: other });
    note(
      ledger,
      `\`${reference.text}\` became \`${other}\`: Alpine's Python is linked with musl, and no distroless base has that.`,
      stage.imageSpan,
    );
  }
  return edits;
}

function slimVariant(reference: ImageReference): string | undefined {
  if (reference.digest !== undefined) return undefined;
  const { version } = splitTag(reference.tag ?? 'latest');
  const name = reference.text.slice(0, reference.nameEnd);
  const slim = parseReference(`${name}:${version === '' ? 'slim' : `${version}-slim`}`);
  const codename = slim && resolveTag(reference.repository, slim.tag ?? '')?.distribution?.codename;
  const pinned = slim && codename !== undefined ? withDistribution(slim, codename) : undefined;
  const libc = pinned === undefined ? undefined : imageOf(pinned)?.libc;
  return libc?.kind === 'glibc' && isNewer(libc.version, targetGlibc) === false ? pinned : undefined;
}

/** A word of an instruction that only Alpine understands, or that may mean something else on Debian. */
function alpineOnly(stage: Stage): string | undefined {
  for (const step of stage.steps) {
    const { instruction } = step;
    const chown = flagNamed(instruction, 'chown')?.value;
    if (chown !== undefined && !isPlainOwner(chown)) return `--chown=${chown}`;
    if (
      instruction.keyword === 'USER' &&
      !/^(?:\d+|root|nobody)(?::(?:\d+|root))?$/.test(step.instruction.body.text)
    )
      return `USER ${instruction.body.text}`;
    if (instruction.keyword === 'SHELL') return 'SHELL';
    if (instruction.keyword !== 'RUN') continue;
    const own = unportable(step);
    if (own !== undefined) return own;
  }
  return undefined;
}

function unportable(step: Step): string | undefined {
  const script = readRun(step);
  if (script === undefined || !script.understood) return 'RUN';
  for (const { words } of script.commands) {
    const program = baseName(words[0]?.value ?? '');
    if (program === 'chown') {
      const owner = words.slice(1).find(word => word.value?.startsWith('-') !== true)?.value;
      if (owner === undefined || !isPlainOwner(owner)) return 'chown';
    } else if (words.length > 0 && !portable.has(program) && !harmless.has(program))
      return words[0]?.text ?? program;
  }
  return undefined;
}

function isPlainOwner(owner: string): boolean {
  return /^(?:\d+|root)?(?::(?:\d+|root)?)?$/.test(owner);
}

const portable: ReadonlySet<string> = new Set(
  'pip pip3 python python3 poetry uv pipenv pdm virtualenv mkdir rm rmdir cp mv ln chmod touch tee sed find'.split(
    ' ',
  ),
);
