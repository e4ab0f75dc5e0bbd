/** Folders of Python packages that a stage takes from earlier ones, and the interpreter that they come to. */
import type { DependencyInstall } from '../../../effects/built';
import { type Contents, lookup, originOf } from '../../../effects/contents';
import { installedPackages } from '../../../effects/python/packages';
import { pythonPackage } from '../../../manifests/python-packages';
import { lineage, rootImage, type Stage, type Step } from '../../../model/build';
import { cleanPath, isWithin, relativeTo } from '../../../model/paths';
import type { Subject } from '../../rule';
import { type StageCopy, stageCopies } from '../copied-from';
import { effectsOf } from '../stages';

export interface CopiedSite {
  readonly copy: StageCopy;
  /** The folder with the packages, in the stage it comes from and in the one it goes to. */
  readonly source: string;
  readonly site: string;
  /** The minor version it is made for, by its path or by the interpreter of its stage. */
  readonly minor: string | undefined;
  /** The installs into it, as far as they are known. */
  readonly installs: readonly DependencyInstall[];
  /** It is part of a virtual environment, whose own interpreter looks for it there. */
  readonly environment: string | undefined;
}

/** Folders of packages among what COPY instructions bring from stages of the file. */
export function copiedSites(steps: readonly Step[], stage: Stage, subject: Subject): CopiedSite[] {
  return stageCopies(steps, stage, subject).flatMap(copy => {
    const installs = lineage(copy.stage).flatMap(layer =>
      (effectsOf(subject, layer)?.dependencies ?? []).filter(({ ecosystem }) => ecosystem === 'python'),
    );
    const folders = new Set(
      installs.flatMap(({ into }) => (into !== undefined && isWithin(into, copy.path) ? [into] : [])),
    );
    if (siteFolder.test(copy.path)) folders.add(copy.path);
    return [...folders].map(source => {
      const within = installs.filter(({ into }) => into === source);
      const environment = environmentOf(source, copy.stage, subject);
      return {
        copy,
        source,
        site: cleanPath(`${copy.destination}/${relativeTo(source, copy.path)}`),
        minor: versionIn(source) ?? within.find(({ runtime }) => runtime !== undefined)?.runtime,
        installs: within,
        environment:
          environment === undefined || !isWithin(environment, copy.path)
            ? undefined
            : cleanPath(`${copy.destination}/${relativeTo(environment, copy.path)}`),
      };
    });
  });
}

const siteFolder = /\/python\d+\.\d+\/(?:site|dist)-packages$/;

/** `3.13` of a path with `python3.13` in it. */
export function versionIn(path: string): string | undefined {
  return /\/python(\d+\.\d+)(?:\/|$)/.exec(path)?.[1];
}

function environmentOf(site: string, stage: Stage, subject: Subject): string | undefined {
  const root = /^(.+)\/lib\/python\d+\.\d+\/site-packages$/.exec(site)?.[1];
  const contents = effectsOf(subject, stage)?.contents;
  if (root === undefined || contents === undefined) return undefined;
  const marker = lookup(contents, `${root}/pyvenv.cfg`);
  return marker.presence === 'yes' && originOf(marker)?.kind === 'dependencies' ? root : undefined;
}

/** The packages in it that surely hold machine code, as far as their names are known. */
export function nativePackages({ copy, installs }: CopiedSite, subject: Subject): readonly string[] {
  const contents = effectsOf(subject, copy.stage)?.contents;
  if (contents === undefined) return [];
  const { source } = subject.dockerfile;
  return installs
    .filter(({ span }) => !source.slice(span.start, span.end).includes('--platform'))
    .flatMap(install => installedPackages(install))
    .filter(name => pythonPackage(name)?.native === true);
}

export interface ImagePython {
  readonly minor: string;
  /** Folders where it looks for packages, besides that of the script and `PYTHONPATH`. */
  readonly sites: readonly string[];
  /** Its programs lie here. */
  readonly bin: string;
}

/**
 * The Python that the base image brings, of known version: the official image's own (its packages are in
 * `site-packages`) or that of distroless, Debian's, which looks into `dist-packages` (Debian's `site.py`).
 */
export function imagePython(stage: Stage): ImagePython | undefined {
  const image = rootImage(stage);
  const minor = /^\d+\.\d+/.exec(image?.version ?? '')?.[0];
  if (image?.runtime !== 'python' || minor === undefined) return undefined;
  if (image.family === 'official')
    return { minor, sites: [`/usr/local/lib/python${minor}/site-packages`], bin: '/usr/local/bin' };
  if (image.family !== 'google-distroless' || !image.closed) return undefined;
  return {
    minor,
    sites: [
      `/usr/local/lib/python${minor}/dist-packages`,
      '/usr/lib/python3/dist-packages',
      `/usr/lib/python${minor}/dist-packages`,
      `/usr/lib/python${minor}`,
    ],
    bin: '/usr/bin',
  };
}

/** A source of the project that adds folders to the search itself, or a `.pth` file, whose lines `site` adds. */
export function changesPath(subject: Subject): boolean {
  return subject.tree
    .files('')
    .some(
      file =>
        file.endsWith('.pth') ||
        (file.endsWith('.py') && /\bsys\.path\b|\baddsitedir\b/.test(subject.tree.text(file) ?? '')),
    );
}

/** Whether anything but the base image may have put something at a path, below it, or in its place. */
export function touched(path: string, stage: Stage, subject: Subject): boolean {
  return lineage(stage).some(layer => {
    const contents = effectsOf(subject, layer)?.contents;
    if (contents === undefined || contents.unknownSince !== undefined) return true;
    return (
      [...contents.entries.keys()].some(entry => isWithin(entry, path)) ||
      contents.grafts.some(({ destination }) => isWithin(destination, path) || isWithin(path, destination))
    );
  });
}

/** Whether commands may have brought another Python than the base image's. */
export function mayHaveOtherPython(minor: string, stage: Stage, subject: Subject): boolean {
  return lineage(stage).some(layer => {
    const effects = effectsOf(subject, layer);
    if (effects === undefined || effects.contents.unknownSince !== undefined) return true;
    const { contents } = effects;
    return (
      effects.installs.some(({ packages }) =>
        packages.some(name => name === undefined || /python|pypy/.test(name)),
      ) ||
      [...contents.entries.keys()].some(path => path.endsWith(`/bin/python${minor}`)) ||
      contents.grafts.some(
        ({ destination, source }) =>
          /^\/(?:usr(?:\/local)?(?:\/bin)?)?$/.test(destination) &&
          !(source.kind === 'contents' && isPrefix(source.path, source.contents, subject)),
      )
    );
  });
}

/** A folder that pip was told to install into: it holds packages and their programs, but no interpreter. */
function isPrefix(path: string, contents: Contents, subject: Subject): boolean {
  const effects = subject.effects.find(candidate => candidate.contents === contents);
  const within = (effects?.dependencies ?? []).filter(
    ({ ecosystem, into }) => ecosystem === 'python' && into !== undefined && isWithin(into, path),
  );
  return (
    within.length > 0 &&
    contents.unknownSince === undefined &&
    within.every(({ interpreter }) => interpreter !== undefined && !isWithin(interpreter, path))
  );
}
