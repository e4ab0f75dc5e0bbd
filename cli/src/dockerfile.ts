/** Reads a Dockerfile as bytes and refuses what is none, so that nothing is ever mangled on the way back. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CannotRun, type Terminal } from './terminal';

export interface Dockerfile {
  /** As the user named it, or found below a folder that the user named; `-` for standard input. */
  readonly path: string;
  /** Where it lies on the disk; undefined for standard input. */
  readonly file: string | undefined;
  /** Without the byte order mark, as an editor shows it. */
  readonly source: string;
  /** The byte order mark, if there was one: goes back in front of whatever is written. */
  readonly mark: string;
}

/** Beyond this no Dockerfile lies, but `/dev/zero` and database dumps do. */
const maxBytes = 4 << 20;

export async function readDockerfile(terminal: Terminal, path: string): Promise<Dockerfile> {
  const file = path === '-' ? undefined : resolve(terminal.cwd, path);
  const bytes = file === undefined ? await terminal.stdin() : await readBounded(path, file);
  if (bytes.length > maxBytes) throw new CannotRun(`${path} is larger than 4 MB, which no Dockerfile is.`);
  if (bytes.subarray(0, 8000).includes(0)) throw new CannotRun(`${path} is a binary file, not a Dockerfile.`);
  const text = decode(path, bytes);
  const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
  return { path, file, source: text.slice(mark.length), mark };
}

function decode(path: string, bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new CannotRun(
      `${path} is not valid UTF-8 (line ${invalidLine(bytes)}); convert it to UTF-8 first.`,
    );
  }
}

/** The first line that does not decode: a line feed is never part of a longer UTF-8 sequence. */
function invalidLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start);
    const next = end === -1 ? bytes.length : end + 1;
    const slice = bytes.subarray(start, next);
    if (Buffer.compare(Buffer.from(slice.toString('utf8'), 'utf8'), slice) !== 0) return line;
    start = next;
  }
  return line;
}

async function readBounded(path: string, file: string): Promise<Buffer> {
  try {
    if ((await stat(file)).isDirectory()) throw new CannotRun(`${path} is a folder, not a Dockerfile.`);
    const chunks: Buffer[] = [];
    // A stream, because a pipe (`<(…)`) has no size and no end to read up to.
    for await (const chunk of createReadStream(file, { end: maxBytes })) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch (error) {
    throw error instanceof CannotRun ? error : new CannotRun(`${path} cannot be read: ${causeOf(error)}.`);
  }
}

const causes: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of the path is not a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  ENOSPC: 'no space is left',
  EROFS: 'the file system is read-only',
};

export function causeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code !== undefined && causes[code]) || message || String(error);
}
