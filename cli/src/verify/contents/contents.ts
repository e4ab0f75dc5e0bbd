/** What is in an image, read from its root file system as a tar stream: packages, shell, and what takes the space. */
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { type Folder, folderSizes } from './folders';
import { packageCounter } from './packages';
import { programFinder } from './programs';

export interface Contents {
  /** Of all files. Less than what the engine counts, where a layer replaces files of another. */
  readonly bytes: number;
  /** 0 where there is no package database, undefined where there is one that cannot be counted. */
  readonly packages: number | undefined;
  /** Absolute path of the first shell that could be started. */
  readonly shell: string | undefined;
  /** Absolute path of the first package manager of a distribution. */
  readonly packageManager: string | undefined;
  /** The five biggest, by what lies in them; each file counts for one folder only. */
  readonly folders: readonly Folder[];
}

/**
 * Reads the tar to its end, keeping the names of programs and links, and no file's content. Fails on what is no tar
 * or ends early.
 */
export async function readContents(tar: Readable): Promise<Contents> {
  const programs = programFinder();
  const packages = packageCounter();
  const folders = folderSizes();
  let received = 0;

  const unpack = extract();
  unpack.on('entry', (header, content, next) => {
    const path = header.name.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
    programs.add(path, header);
    folders.add(path, header);
    const read = packages.reader(path, header);
    content.on('data', chunk => read?.(chunk as Buffer));
    content.on('end', next);
    // The archive fails with the same error, and that one is reported.
    content.on('error', () => {});
  });
  const counted = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      received += chunk.length;
      yield chunk;
    }
  };
  try {
    await pipeline(tar, counted, unpack);
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
  if (received === 0) throw unreadable('the engine sent nothing');
  return {
    bytes: folders.total(),
    packages: packages.count(),
    shell: programs.shell(),
    packageManager: programs.packageManager(),
    folders: folders.biggest(5),
  };
}

function unreadable(cause: string): Error {
  return new Error(`The file system of the image cannot be read as a tar: ${cause.replace(/\.$/, '')}.`);
}
