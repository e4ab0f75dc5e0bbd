/** Packages for one minor version of Python in the reach of another. */
import { pythonPackage } from '../../../manifests/python-packages';
import { rootImage, type Stage } from '../../../model/build';
import { runtimeVariable } from '../../../model/environment';
import { readLaunch } from '../../../model/launch';
import { isWithin, baseName as lastPart } from '../../../model/paths';
import type { Problem, Subject } from '../../rule';
import { type StageCopy, stageCopies } from '../copied-from';
import { linkTarget } from '../scripts';
import { baseName, effectsOf, layerSteps, rootStage } from '../stages';
import {
  type CopiedSite,
  changesPath,
  copiedSites,
  type ImagePython,
  imagePython,
  mayHaveOtherPython,
  nativePackages,
  touched,
  versionIn,
} from './python-sites';

/**
 * `COPY --from` of a versioned folder that its stage does not have, in every stage; in those that are shipped,
 * packages for another version than that of the image's interpreter, where that surely keeps them from loading.
 */
export function* pythonVersionProblems(stage: Stage, subject: Subject): Generator<Problem> {
  const absent = stageCopies(stage.steps, stage, subject).filter(copy => isAbsent(copy, subject));
  for (const copy of absent) yield absentFolder(copy);
  if (absent.length > 0 || !subject.finalStages.includes(stage)) return;
  const python = imagePython(stage);
  if (python === undefined) return;
  const told = new Set<number>();
  const sites = copiedSites(layerSteps(stage), stage, subject);
  for (const found of sites) {
    const { copy } = found;
    const misplaced = found.minor === python.minor;
    const minor = misplaced ? versionIn(found.site) : found.minor;
    if (minor === undefined || minor === python.minor || told.has(copy.word.span.start)) continue;
    if (mayHaveOtherPython(minor, stage, subject)) continue;
    const why = reason(found, sites, python, stage, subject);
    if (why === undefined) continue;
    told.add(copy.word.span.start);
    const { span } = misplaced ? copy.destinationWord : copy.word;
    yield {
      span,
      message: `\`${misplaced ? found.site : copy.path}\` is for Python ${minor}, and ${baseName(stage)} has Python ${python.minor}: ${why} Use the same minor version in both stages.`,
      related: [
        {
          span: rootStage(copy.stage).imageSpan,
          message: `The packages are installed with Python ${minor}.`,
        },
        { span: rootStage(stage).imageSpan, message: `This image has Python ${python.minor}.` },
      ],
    };
  }
}

/** An official image has the folder of its own version and no other, unless something makes it. */
function isAbsent({ path, stage }: StageCopy, subject: Subject): boolean {
  const wanted = /^(\/usr\/local\/lib\/python\d+\.\d+)(?:\/|$)/.exec(path)?.[1];
  const python = imagePython(stage);
  if (wanted === undefined || python === undefined || rootImage(stage)?.family !== 'official') return false;
  return versionIn(`${wanted}/`) !== python.minor && !touched(wanted, stage, subject);
}

function absentFolder({ path, stage, word, destinationWord }: StageCopy): Problem {
  const minor = imagePython(stage)?.minor ?? '';
  const old = `python${versionIn(path) ?? ''}`;
  const own = path.replace(old, `python${minor}`);
  // The destination names the version as well, as a rule.
  const edits = [word, destinationWord].flatMap(({ text, span }) =>
    span.end - span.start === text.length && text.includes(old)
      ? [{ span, text: text.replace(old, `python${minor}`) }]
      : [],
  );
  return {
    span: word.span,
    message: `${baseName(stage)} has Python ${minor}, so there is no \`${path}\` in its stage. The build stops here. Copy \`${own}\`, or use the version that the path names.`,
    related: [{ span: rootStage(stage).imageSpan, message: `This image has Python ${minor}.` }],
    fixes:
      edits.length === 0 ? [] : [{ title: `Use Python ${minor}`, applicability: 'unsafe', edits, notes: [] }],
  };
}

/** Why the packages surely cannot be used; undefined where they may well work. */
function reason(
  found: CopiedSite,
  sites: readonly CopiedSite[],
  python: ImagePython,
  stage: Stage,
  subject: Subject,
): string | undefined {
  const path = runtimeVariable(stage.end.environment, 'PYTHONPATH');
  const searched = path?.value.kind === 'value' ? path.value.value.split(':') : [];
  if (path?.value.kind === 'unknown' || runtimeVariable(stage.end.environment, 'PYTHONHOME') !== undefined)
    return undefined;
  const reached = [...searched, ...python.sites].includes(found.site);
  const native = nativePackages(found, subject).find(name => pythonPackage(name)?.abi3 !== true);
  if (reached)
    return native === undefined
      ? undefined
      : `\`${native}\` in it is compiled for the one version, and importing it fails.`;
  // What an environment's own link leads to is the interpreter at that path, whatever its version.
  const system = /^\/usr\/(?:local\/)?lib\/python/.test(found.site);
  const usable =
    found.environment === undefined
      ? system || (sites.length === 1 && onlyOfUser(found, python, stage, subject))
      : environmentRuns(found, python, stage, subject);
  if (!usable || searched.some(folder => folder.startsWith(found.copy.destination))) return undefined;
  return `it does not search \`${found.site}\`, and the first import fails.`;
}

/**
 * What `pip install --user` brought is all there is for a program that the image's own interpreter runs; that looks
 * into the folder of its own version (site.py, `_get_path`).
 */
function onlyOfUser(
  { site, installs }: CopiedSite,
  python: ImagePython,
  stage: Stage,
  subject: Subject,
): boolean {
  const program = readLaunch(stage)?.argv?.[0]?.value ?? '';
  return (
    /^\/(?:root|home\/[^/]+)\/\.local\/lib\/python\d/.test(site) &&
    installs.length > 0 &&
    /^(?:python3?|\/usr\/bin\/python[\d.]*)$/.test(program) &&
    rootStage(stage) === stage &&
    !touched(`${python.bin}/${lastPart(program)}`, stage, subject) &&
    effectsOf(subject, stage)?.dependencies.length === 0 &&
    subject.tree.complete &&
    !changesPath(subject)
  );
}

/**
 * The environment is used, and its `python` is a link without a version in its name, to where the final image has
 * its own.
 */
function environmentRuns(
  { installs, environment }: CopiedSite,
  python: ImagePython,
  stage: Stage,
  subject: Subject,
): boolean {
  const path = runtimeVariable(stage.end.environment, 'PATH')?.value;
  const named = readLaunch(stage)?.argv?.[0]?.value ?? '';
  if (installs.length === 0 || environment === undefined) return false;
  const used =
    isWithin(named, environment) ||
    (path?.kind === 'value' && path.value.split(':').includes(`${environment}/bin`));
  const contents = effectsOf(subject, stage)?.contents;
  const target = contents === undefined ? undefined : linkTarget(`${environment}/bin/python`, contents);
  return (
    used &&
    target !== undefined &&
    [`${python.bin}/python`, `${python.bin}/python3`].includes(target) &&
    !touched(target, stage, subject)
  );
}
