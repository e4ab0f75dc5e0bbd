/** The file system that a build has left, read from the archive that BuildKit exports. */
import { createReadStream } from 'node:fs';
import { extract } from 'tar-stream';

/**
 * @typedef {{ kind: 'file' | 'directory' | 'link' | 'other', uid: number, gid: number, mode: number, target?: string }} Node
 * @typedef {Map<string, Node>} Tree By absolute path, without the root.
 * @typedef {{ tree: Tree, texts: Map<string, string> }} Image
 */

/** Files whose text the comparison needs: names of owners. */
const wanted = new Set(['/etc/passwd', '/etc/group']);

/** @param {string} file @returns {Promise<Image>} */
export async function readTree(file) {
  /** @type {Tree} */ const tree = new Map();
  /** @type {Map<string, string>} */ const texts = new Map();
  const reader = extract();
  createReadStream(file).pipe(reader);
  for await (const entry of reader) {
    const { name, type, uid = 0, gid = 0, mode = 0, linkname } = entry.header;
    const path = `/${name.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '')}`;
    if (wanted.has(path)) {
      /** @type {Buffer[]} */ const chunks = [];
      for await (const chunk of entry) chunks.push(/** @type {Buffer} */ (chunk));
      texts.set(path, Buffer.concat(chunks).toString());
    } else entry.resume();
    if (path === '/') continue;
    /** @type {Node['kind']} */
    const kind =
      type === 'directory'
        ? 'directory'
        : type === 'symlink'
          ? 'link'
          : type === 'file' || type === 'link' || type === 'contiguous-file'
            ? 'file'
            : 'other';
    const target = kind === 'link' && linkname ? linkname : undefined;
    tree.set(path, { kind, uid, gid, mode: mode & 0o7777, ...(target === undefined ? {} : { target }) });
  }
  return { tree, texts };
}

/**
 * What stands at a path, links on the way to it followed, as a process would find it; the last part is not followed.
 * @param {Tree} tree @param {string} path @param {number} [hops]
 * @returns {Node | undefined}
 */
export function nodeAt(tree, path, hops = 0) {
  const parts = path.split('/').filter(Boolean);
  let at = '';
  for (const [index, part] of parts.slice(0, -1).entries()) {
    at += `/${part}`;
    const node = tree.get(at);
    if (node?.kind === 'link' && node.target !== undefined && hops < 40) {
      const rest = parts.slice(index + 1).join('/');
      return nodeAt(tree, absolute(`${absolute(node.target, at)}/${rest}`, '/'), hops + 1);
    }
    if (node?.kind !== 'directory') return undefined;
  }
  return tree.get(`/${parts.join('/')}`);
}

/** Where a link at `path` leads to, one step. @param {string} target @param {string} path */
export function absolute(target, path) {
  /** @type {string[]} */ const parts = [];
  const whole = target.startsWith('/') ? target : `${path.slice(0, path.lastIndexOf('/'))}/${target}`;
  for (const part of whole.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}
