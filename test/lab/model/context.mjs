/** The build contexts of the table: written to a folder from plain values, links, modes and archives included. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

/**
 * A text is a file; `link` a symbolic link; `tar` an archive of files by name, `gzip` a packed text.
 * @typedef {string
 *   | { text: string, mode: number }
 *   | { directory: true, mode?: number }
 *   | { link: string }
 *   | { tar: Record<string, string>, packed?: boolean }
 *   | { gzip: string }} Node
 * @typedef {Record<string, Node>} Files
 */

/** What rows without files of their own copy from. @type {Files} */
export const usual = {
  'a.txt': 'a',
  'b.txt': 'b',
  '.hidden': 'hidden',
  'app.js': 'app',
  'with space.txt': 'space',
  'ünï.txt': 'unicode',
  'Case.txt': 'upper',
  'script.sh': { text: '#!/bin/sh\n', mode: 0o755 },
  secret: { text: 'secret', mode: 0o600 },
  'dir/one.txt': 'one',
  'dir/two.md': 'two',
  'dir/.dot': 'dot',
  'dir/sub/three.txt': 'three',
  'dir/sub/deep/four.txt': 'four',
  'dir/empty': { directory: true },
  'other/five.txt': 'five',
  'other/one.txt': 'another one',
  'closed/inside': 'inside',
  closed: { directory: true, mode: 0o700 },
  'etc/motd': 'hello',
  'links/file': { link: '../a.txt' },
  'links/folder': { link: '../dir' },
  'links/dangling': { link: 'nowhere' },
  'links/absolute': { link: '/dir/one.txt' },
  'links/chain': { link: 'file' },
  'archive.tar': { tar: { 'in/side.txt': 'side', 'top.txt': 'top' } },
  'archive.tar.gz': { tar: { 'in/side.txt': 'side', 'top.txt': 'top' }, packed: true },
  'image.bin': { tar: { 'in/side.txt': 'side' } },
  'plain.tar': 'no archive',
  'page.gz': { gzip: 'no archive either' },
  'files.zip': 'PK\u0003\u0004',
};

/**
 * Writes the files below a folder; modes of folders come last, so that they can be filled first.
 * @param {string} root
 * @param {Files} files
 */
export async function writeContext(root, files) {
  for (const [name, node] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof node === 'string') writeFileSync(path, node, { mode: 0o644 });
    else if ('text' in node) {
      writeFileSync(path, node.text);
      chmodSync(path, node.mode);
    } else if ('directory' in node) mkdirSync(path, { recursive: true });
    else if ('link' in node) symlinkSync(node.link, path);
    else if ('gzip' in node) writeFileSync(path, gzipSync(node.gzip));
    else {
      const archive = await archiveOf(node.tar);
      writeFileSync(path, node.packed ? gzipSync(archive) : archive);
    }
  }
  for (const [name, node] of Object.entries(files))
    if (typeof node === 'object' && 'directory' in node && node.mode !== undefined)
      chmodSync(join(root, name), node.mode);
}

/** @param {Record<string, string>} files */
async function archiveOf(files) {
  const archive = pack();
  for (const [name, text] of Object.entries(files)) archive.entry({ name, uid: 7, gid: 8 }, text);
  archive.finalize();
  /** @type {Buffer[]} */ const chunks = [];
  for await (const chunk of archive) chunks.push(/** @type {Buffer} */ (chunk));
  return Buffer.concat(chunks);
}
