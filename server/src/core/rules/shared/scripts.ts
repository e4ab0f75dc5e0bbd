/** Programs of a container that are scripts, and the interpreter that their first line names. */
import type { DependencyInstall } from '../../effects/built';
import { type Contents, type Entry, type Found, lookup, originOf } from '../../effects/contents';
import { isConsoleScript } from '../../manifests/python-packages';
import { rootImage, type Stage } from '../../model/build';
import { variable } from '../../model/environment';
import { joinPath, baseName as lastPart, parentPath } from '../../model/paths';
import type { Subject } from '../rule';
import { placesBefore } from './copied-from';
import { effectsOf } from './stages';

/** A script whose interpreter is surely not there. */
export interface LostScript {
  /** Where the script is in the image. */
  readonly path: string;
  readonly interpreter: string;
  /** What it is, for a message: `a shell script`. */
  readonly what: string;
  /** The interpreter is there, as a link that leads nowhere. */
  readonly target: string | undefined;
  readonly found: Found;
  /** Of a script in the build context or in a heredoc. */
  readonly text: string | undefined;
}

/** The script that a program's name stands for, if what runs it is surely not in the stage. */
export function lostScript(name: string, stage: Stage, subject: Subject): LostScript | undefined {
  const contents = effectsOf(subject, stage)?.contents;
  if (contents === undefined || name === '' || /[$*]/.test(name)) return undefined;
  for (const path of candidates(name, stage)) {
    const found = lookup(contents, path);
    if (found.presence === 'no') continue;
    // The search goes on behind a link that leads nowhere.
    const dead = deadEnd(path, contents);
    if (dead !== undefined && !name.includes('/') && laterProgram(path, name, stage, contents))
      return undefined;
    return dead === undefined
      ? scriptAt(found, stage, contents, subject)
      : { path, interpreter: path, what: 'a link', target: dead, found, text: undefined };
  }
  return undefined;
}

function candidates(name: string, stage: Stage): string[] {
  if (name.includes('/')) return [joinPath(stage.end.workdir, name) ?? []].flat();
  const path = variable(stage.end.environment, 'PATH');
  if (path?.value.kind !== 'value') return [];
  return path.value.value.split(':').flatMap(folder => joinPath('/', `${folder}/${name}`) ?? []);
}

function laterProgram(path: string, name: string, stage: Stage, contents: Contents): boolean {
  const all = candidates(name, stage);
  return all.slice(all.indexOf(path) + 1).some(other => lookup(contents, other).presence !== 'no');
}

/** Where a link leads, if that is surely not there. */
export function deadEnd(path: string, contents: Contents): string | undefined {
  const target = linkTarget(path, contents);
  return target !== undefined && target !== path && lookup(contents, target).presence === 'no'
    ? target
    : undefined;
}

/** Where what surely is a link leads, be it there or not; copies of it lead to the same path. */
export function linkTarget(path: string, contents: Contents): string | undefined {
  const found = lookup(contents, path);
  if (found.presence !== 'yes' || found.entry?.kind !== 'link') return undefined;
  let entry: Entry | undefined = found.entry;
  while (entry?.target === undefined && entry?.origin.kind === 'copied') entry = entry.origin.from.entry;
  // Links of the base image may be relative to their folder.
  return entry?.target === undefined ? undefined : joinPath(parentPath(path), entry.target);
}

function scriptAt(found: Found, stage: Stage, contents: Contents, subject: Subject): LostScript | undefined {
  const { path } = found;
  const origin = originOf(found);
  const text = origin?.kind === 'context' ? subject.tree.text(origin.path) : heredocText(found);
  if (text !== undefined) {
    const interpreter = /^#!\s*(\/[^\s]+)/.exec(text)?.[1];
    if (interpreter === undefined || lookup(contents, interpreter).presence !== 'no') return undefined;
    return { path, interpreter, what: 'a script', target: undefined, found, text };
  }
  const known = shellScriptName.test(lastPart(path)) || startScript(path, stage, subject);
  if (known) {
    if (shells.some(shell => lookup(contents, shell).presence !== 'no')) return undefined;
    return {
      path,
      interpreter: '/bin/sh',
      what: 'a shell script',
      target: undefined,
      found,
      text: undefined,
    };
  }
  return consoleScript(found, stage, contents, subject);
}

/** Any of these could be named in the first line of a shell script. */
const shells =
  '/bin/sh /bin/bash /bin/ash /bin/dash /bin/busybox /usr/bin/sh /usr/bin/bash /usr/bin/env /busybox/sh /usr/local/bin/bash /usr/local/bin/sh'.split(
    ' ',
  );

/** A name says it by its extension, or where a tool always writes a script under it; `docker-entrypoint` may be a binary. */
const shellScriptName = /\.(?:ba|da|a)?sh$|^(?:gradlew|mvnw)$/;

/** `bin/NAME` as Gradle's `installDist` and sbt's `stage` write it: a shell script that starts Java. */
function startScript(path: string, stage: Stage, subject: Subject): boolean {
  return placesBefore(path, stage, subject).some(place =>
    /\/(?:build\/install\/[^/]+|target\/universal\/stage)\/bin\/[^/.]+$/.test(place.path),
  );
}

function heredocText(found: Found): string | undefined {
  let { entry } = found;
  while (entry?.origin.kind === 'copied') entry = entry.origin.from.entry;
  if (entry?.origin.kind !== 'made' || entry.origin.how !== 'heredoc') return undefined;
  const [heredoc, ...others] = entry.by?.heredocs ?? [];
  return others.length > 0 ? undefined : heredoc?.body.text;
}

/** A program that pip wrote beside an interpreter: its first line names that interpreter by its full path. */
function consoleScript(
  found: Found,
  stage: Stage,
  contents: Contents,
  subject: Subject,
): LostScript | undefined {
  const origin = originOf(found);
  const install =
    origin?.kind === 'dependencies' && origin.install.ecosystem === 'python' ? origin.install : undefined;
  const beside = install === undefined ? besideInterpreter(found.path, stage, subject) : besideOf(install);
  if (beside === undefined) return undefined;
  const names = ['python', 'python3', ...(beside.minor === undefined ? [] : [`python${beside.minor}`])];
  const there = names.map(name => `${beside.folder}/${name}`);
  const lost = there.every(
    path => lookup(contents, path).presence === 'no' || deadEnd(path, contents) !== undefined,
  );
  const [first = ''] = there;
  return lost
    ? {
        path: found.path,
        interpreter: first,
        what: 'a Python script',
        target: deadEnd(first, contents),
        found,
        text: undefined,
      }
    : undefined;
}

interface Beside {
  readonly folder: string;
  readonly minor: string | undefined;
}

function besideOf({ interpreter, runtime }: DependencyInstall): Beside | undefined {
  return interpreter === undefined ? undefined : { folder: parentPath(interpreter), minor: runtime };
}

/** For names that only Python packages have: the folder with the interpreter, in the stage it was copied from. */
function besideInterpreter(path: string, stage: Stage, subject: Subject): Beside | undefined {
  if (!isConsoleScript(lastPart(path))) return undefined;
  for (const place of placesBefore(path, stage, subject)) {
    const folder = parentPath(place.path);
    const contents = effectsOf(subject, place.stage)?.contents;
    if (contents === undefined || place.stage === stage) continue;
    const marker = lookup(contents, `${parentPath(folder)}/pyvenv.cfg`);
    const origin = marker.presence === 'yes' ? originOf(marker) : undefined;
    // An environment that was moved keeps the paths of where it was made.
    if (origin?.kind === 'dependencies') return besideOf(origin.install);
    const image = rootImage(place.stage);
    if (folder === '/usr/local/bin' && image?.runtime === 'python' && image.family === 'official')
      return { folder, minor: /^\d+\.\d+/.exec(image.version ?? '')?.[0] };
  }
  return undefined;
}
