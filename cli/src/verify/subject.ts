/** One Dockerfile that is to be verified: what is known and decided about it before anything is built. */
import { access, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type Conversion, convert, type Note, type Reason } from '../../../server/src/core/analysis';
import { readDockerfile } from '../dockerfile';
import { contextsIn, settingsOf } from '../subject';
import { CannotRun, type Terminal } from '../terminal';
import type { Expectation } from './expectation';
import type { VerifyOptions } from './options';

export interface Subject {
  /** As the user named it. */
  readonly path: string;
  /** Absolute. */
  readonly file: string;
  readonly context: string;
  /** Without the byte order mark. */
  readonly source: string;
  /** What `--to` says, or the settings. */
  readonly conversions: readonly { readonly name: string; readonly conversion: Conversion }[];
  readonly expectation: Expectation;
}

/** Reads and converts each file; CannotRun for what cannot be read. */
export async function subjectsOf(
  terminal: Terminal,
  options: VerifyOptions,
  expectation: Expectation,
): Promise<readonly Subject[]> {
  const settings = await settingsOf(terminal, options.config, undefined);
  const contextOf = contextsIn(terminal, options.context);
  const targets = options.to.length > 0 ? options.to : [settings.convertTo];
  const { stage, runtimeVersion } = options;
  const chosen = {
    ...(stage === undefined ? {} : { stage }),
    ...(runtimeVersion === undefined ? {} : { runtimeVersion }),
  };
  const subjects: Subject[] = [];
  for (const path of options.operands) {
    const dockerfile = await readDockerfile(terminal, path);
    const { file, source, mark } = dockerfile;
    if (file === undefined) throw new CannotRun(`${path} is not a file.`);
    const known = await contextOf(dockerfile);
    const conversions = targets.map(to => {
      const conversion = convert(source, known, settings, { to, ...chosen });
      return { name: to, conversion: withMark(conversion, mark) };
    });
    const context = options.context === undefined ? dirname(file) : resolve(terminal.cwd, options.context);
    subjects.push({ path, file, context, source, conversions, expectation });
  }
  return subjects;
}

function withMark(conversion: Conversion, mark: string): Conversion {
  return conversion.outcome === 'converted'
    ? { ...conversion, dockerfile: mark + conversion.dockerfile }
    : conversion;
}

/** Notes and reasons as lines, with the line of the Dockerfile where they have one. */
export function messagesOf(source: string, items: readonly (Note | Reason)[]): readonly string[] {
  return items.map(item => {
    const line =
      item.span === undefined ? '' : `line ${source.slice(0, item.span.start).split('\n').length}: `;
    const rule = 'rule' in item && item.rule !== undefined ? ` [${item.rule}]` : '';
    return line + item.message + rule;
  });
}

/**
 * Writes a conversion to a folder of its own, under the name of the original, so that the builder's messages look the
 * same; beside it the ignore files that belong to the Dockerfile, not to its context.
 */
export async function writeConversion(folder: string, { file }: Subject, text: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const written = join(folder, basename(file));
  await writeFile(written, text);
  for (const suffix of ['.dockerignore', '.containerignore']) {
    if (await isThere(file + suffix)) await copyFile(file + suffix, written + suffix);
  }
  return written;
}

/** Whether a Dockerfile has ignore files of its own. */
export async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
