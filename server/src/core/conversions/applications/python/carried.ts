/** The interpreter of an official image carried onto a base without a shell: the same bytes at the same path. */
import type { Edit } from '../../../edits/change';
import type { StageEffects } from '../../../effects/stage-effects';
import { type Stage, targetStage } from '../../../model/build';
import { runtimeVariable } from '../../../model/environment';
import { isWithin } from '../../../model/paths';
import { flagNamed } from '../../../syntax/instruction';
import { type Ledger, note } from '../../decision';
import { pinBuilder } from '../../go/pin-builder';
import { isNewer, targetReference } from '../../targets';
import { keywordStyle } from '../../text';
import type { Application, RuntimePlan } from '../application';
import { interpreterFolder } from './interpreter';
import { standardLibraries } from './standard-libraries';

export type PythonRuntime = Pick<
  RuntimePlan,
  'image' | 'lines' | 'environment' | 'builderEdits' | 'covers' | 'programs'
>;

/**
 * The carried interpreter with everything below its prefix; a floating tag of its image is pinned. `why` says why it is
 * not Google's image of the version.
 */
export function carryInterpreter(
  app: Application,
  edits: readonly Edit[],
  why: string | undefined,
  ledger: Ledger,
): PythonRuntime {
  const { subject, workdir, image } = app;
  const keyword = keywordStyle(subject.dockerfile);
  const copy = `${keyword('COPY')} --from={image}`;
  // A project below the prefix is carried by itself, with an owner of its own.
  const inside = workdir !== '/' && isWithin(workdir, '/usr/local');
  const folders = inside ? ['/usr/local/bin/', '/usr/local/lib/'] : ['/usr/local/'];
  const libraries = standardLibraries(app).map(path => `    ${path} ${subject.dockerfile.escape}\n`);
  note(
    ledger,
    'The interpreter is carried from the image of the original, with the packages that are installed for it: the tag of that image decides about its updates.',
  );
  if (why !== undefined) note(ledger, `Google's image of Python ${image.version ?? ''} is not used: ${why}.`);
  const pinned = edits.length > 0 ? [] : pythonStages(app).flatMap(stage => pinBuilder(stage, ledger));
  return {
    image: targetReference('cc', subject.settings, ledger.keepsRoot),
    lines: [
      `${copy} ${subject.dockerfile.escape}\n${libraries.join('')}    /usr/lib/`,
      ...folders.map(folder => `${copy} ${folder} ${folder}`),
    ],
    environment: [
      ...(needsLocale(app) ? ['LANG=C.UTF-8'] : []),
      ...(findsItsLibrary(app) ? [] : ['LD_LIBRARY_PATH=/usr/local/lib']),
    ],
    builderEdits: [...edits, ...pinned],
    covers: path => isWithin(path, '/usr/local') && !(inside && isWithin(path, workdir)),
    programs: ['python3', 'python', `python${minorOf(image.version) ?? '3'}`].map(
      name => `${interpreterFolder}/${name}`,
    ),
  };
}

/** The stages on images of Python that the application comes from: what one compiles, the other loads. */
function pythonStages({ subject, chain }: Application): readonly StageEffects[] {
  // A set goes on to what is added to it on the way.
  const found = new Set<Stage>(chain.map(({ stage }) => stage));
  for (const stage of found) {
    if (stage.base.kind === 'stage') found.add(stage.base.stage);
    for (const { instruction } of stage.steps) {
      const from = flagNamed(instruction, 'from')?.value;
      const source = from === undefined ? undefined : targetStage(subject.build, from);
      if (source !== undefined) found.add(source);
    }
  }
  return subject.effects.filter(
    ({ stage }) => found.has(stage) && stage.base.kind === 'image' && stage.base.image?.runtime === 'python',
  );
}

/** `3.12` of `3.12.4`; undefined for a tag that names no minor version. */
export function minorOf(version: string | undefined): string | undefined {
  return /^3\.\d+/.exec(version ?? '')?.[0];
}

/** The official images set LANG up to 3.12 (docker-library/python, `Dockerfile-linux.template`). */
function needsLocale({ image, effects }: Application): boolean {
  const minor = minorOf(image.version ?? image.currentVersion);
  const own = runtimeVariable(effects.stage.end.environment, 'LANG')?.by;
  return own === undefined && minor !== undefined && isNewer(minor, '3.12') === false;
}

/**
 * Whether the interpreter says itself where libpython is, as it does since February 2023 (docker-library/python#794);
 * before, the loader's cache did, which the new base does not have.
 */
function findsItsLibrary({ image, chain, effects }: Application): boolean {
  if (runtimeVariable(effects.stage.end.environment, 'LD_LIBRARY_PATH') !== undefined) return true;
  const minor = minorOf(image.version);
  const [, , patch] = (image.version ?? '').split('.').map(Number);
  const base = chain.at(-1)?.stage.base;
  const digest = base?.kind === 'image' && base.reference.digest !== undefined;
  const first = Object.hasOwn(firstWithPath, minor ?? '') ? firstWithPath[minor ?? ''] : undefined;
  if (minor !== undefined && first === undefined) return true;
  if (patch !== undefined) return first !== undefined && patch >= first;
  return !digest && !/^(?:jessie|stretch)$/.test(image.distribution?.codename ?? 'stretch');
}

const firstWithPath: Readonly<Record<string, number>> = { 3.7: 16, 3.8: 16, 3.9: 16, '3.10': 9, 3.11: 1 };
