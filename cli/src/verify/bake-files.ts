/** `--write-bake` and `--bake-metadata`: what bake is given, and what it gave back, for the files of the command line. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { causeOf } from '../dockerfile';
import { CannotRun, shownPath, type Terminal } from '../terminal';
import { writeDockerfile } from '../write-dockerfile';
import { hasOwnIgnoreFile } from './bake/ignore-file';
import { imagesFromMetadata } from './bake/images';
import { type BakeSubject, isWrittenBake, writeBake } from './bake/write';
import type { VerifyOptions } from './options';
import type { Subject } from './subject';
import type { Workshop } from './workshop';

/** A registry may be far away. */
const pullMs = 30 * 60_000;

/** Writes the bake file; 1 where a file is left out of it, with the reason on standard error. */
export async function writeBakeFile(
  terminal: Terminal,
  options: VerifyOptions,
  path: string,
  subjects: readonly Subject[],
): Promise<number> {
  const file = resolve(terminal.cwd, path);
  const given = await Promise.all(subjects.map(subject => bakeSubject(subject, options)));
  const { text, leftOut } = writeBake(given, dirname(file), { ...options.build, cwd: terminal.cwd });
  for (const { dockerfile, reason } of leftOut) {
    const named = subjects.find(subject => subject.file === dockerfile)?.path ?? dockerfile;
    terminal.stderr(`${shownPath(named)} is left out: ${reason}\n`);
  }
  if (text === undefined) {
    terminal.stderr(`${shownPath(path)} was not written.\n`);
    return 1;
  }
  await refuseForeign(path, file);
  await writeDockerfile(path, file, text);
  if (!options.quiet) terminal.stderr(`${shownPath(path)} was written.\n`);
  return leftOut.length > 0 ? 1 : 0;
}

/** `docker-bake.hcl` is also what people call their own: only one that was written here is written anew. */
async function refuseForeign(path: string, file: string): Promise<void> {
  const there = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new CannotRun(`${path} cannot be written: ${causeOf(error)}.`);
  });
  if (there !== undefined && !isWrittenBake(there))
    throw new CannotRun(`${path} is there already and was not written by verify; name another file.`);
}

async function bakeSubject(subject: Subject, options: VerifyOptions): Promise<BakeSubject> {
  return {
    dockerfile: subject.file,
    context: subject.context,
    stage: options.stage,
    buildArgs: { ...subject.expectation.buildArgs, ...options.buildArgs },
    conversions: subject.conversions.flatMap(({ name, conversion }) =>
      conversion.outcome === 'converted' ? [{ name, dockerfile: conversion.dockerfile }] : [],
    ),
    ownIgnoreFile: await hasOwnIgnoreFile(subject.file),
  };
}

export interface Metadata {
  /** As the user named it. */
  readonly path: string;
  /** Where it lies, from which bake has named its targets. */
  readonly folder: string;
  readonly text: string;
}

/** Reads the file of `--bake-metadata`; what is in it is looked at when there is an engine. */
export async function readMetadata({ cwd }: Terminal, path: string): Promise<Metadata> {
  const file = resolve(cwd, path);
  const text = await readFile(file, 'utf8').catch(error => {
    throw new CannotRun(`The metadata ${path} cannot be read: ${causeOf(error)}.`);
  });
  return { path, folder: dirname(file), text };
}

/** The images that bake has built, by variant; CannotRun for those that cannot be had. */
export async function imagesFor(
  { engine, runProgram, signal }: Workshop,
  metadata: Metadata,
  { file, conversions }: Subject,
): Promise<ReadonlyMap<string, string>> {
  const converted = conversions.filter(({ conversion }) => conversion.outcome === 'converted');
  const variants = ['original', ...converted.map(({ name }) => name)];
  try {
    const request = { ...metadata, dockerfile: file, variants };
    return await imagesFromMetadata(request, engine, runProgram, { signal, timeoutMs: pullMs });
  } catch (error) {
    signal.throwIfAborted();
    throw new CannotRun(error instanceof Error ? error.message : String(error));
  }
}
