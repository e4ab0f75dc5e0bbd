/** What the model says of every path that a row touches, held against the file system that BuildKit made. */
import { absolute, nodeAt } from './tree.mjs';

/**
 * @typedef {import('./tree.mjs').Image} Image
 * @typedef {{ problems: string[], sure: number, vague: string[] }} Verdict
 * @typedef {Awaited<ReturnType<typeof import('./model.mjs').readRow>>} Said
 * @typedef {object} Expected
 * @property {string} source The Dockerfile.
 * @property {readonly string[]} names Paths of the context.
 * @property {readonly string[]} vague Folders below which the model need not be sure.
 * @property {readonly string[]} absent Paths of which the model must say that they are not there.
 */

/** @param {Said} said @param {Image} real @param {Image} base @param {Expected} row @returns {Verdict} */
export function compareTrees(said, real, base, row) {
  /** @type {string[]} */ const problems = [];
  /** @type {string[]} */ const vague = [];
  let sure = 0;
  const changed = [...real.tree.keys()].filter(
    path => !mountPoints.has(path) && differs(real.tree.get(path), base.tree.get(path)),
  );
  const mayBeVague = (/** @type {string} */ path) =>
    row.vague.some(folder => path === folder || folder === '/' || path.startsWith(`${folder}/`));
  for (const path of changed) {
    const node = /** @type {import('./tree.mjs').Node} */ (real.tree.get(path));
    const found = said.lookup(path);
    if (found.presence === 'no') problems.push(`${path} is there, and the model says no`);
    else if (found.presence === 'maybe') {
      vague.push(path);
      if (!mayBeVague(path)) problems.push(`${path} is there, and the model is not sure`);
    } else {
      const wrong = mistakes(found.entry, node, path, said, real);
      if (found.entry?.kind === 'unknown' && !mayBeVague(path))
        wrong.push('the model does not know its kind');
      for (const problem of wrong) problems.push(`${path}: ${problem}`);
      if (wrong.length === 0) sure++;
    }
  }
  for (const path of candidates(said, changed, row)) {
    if (path === '/' || nodeAt(real.tree, path) !== undefined) continue;
    const { presence } = said.lookup(path);
    if (presence === 'yes') problems.push(`${path} is not there, and the model says yes`);
    else if (presence === 'no') sure++;
    else if (row.absent.includes(path)) problems.push(`${path} is not there, and the model is not sure`);
  }
  for (const path of row.absent)
    if (nodeAt(real.tree, path) !== undefined) problems.push(`${path} is there, and the row says it is not`);
  return { problems, sure, vague };
}

/** Made by the engine for every RUN, where the base does not have them. */
const mountPoints = new Set(['/dev', '/proc', '/sys']);

/** @param {object | undefined} one @param {object | undefined} other */
const differs = (one, other) => JSON.stringify(one) !== JSON.stringify(other);

/**
 * @param {any} entry @param {import('./tree.mjs').Node} node @param {string} path
 * @param {Said} said @param {Image} real
 */
function mistakes(entry, node, path, said, real) {
  /** @type {string[]} */ const found = [];
  if (entry === undefined) return found;
  if (entry.kind !== 'unknown' && node.kind !== 'other' && entry.kind !== node.kind)
    found.push(`it is a ${node.kind}, and the model says ${entry.kind}`);
  else if (entry.kind === 'link' && entry.target !== undefined && node.target !== undefined) {
    const target = absolute(node.target, path);
    if (target !== entry.target) found.push(`leads to ${target}, and the model says ${entry.target}`);
  }
  if (!said.tellsOwners || entry.by === undefined || entry.ownerUnknown === true) return found;
  const told = idsOf(entry.owner ?? '0', real.texts);
  if (told.uid === undefined) return found;
  if (told.uid !== node.uid || (told.gid !== undefined && told.gid !== node.gid))
    found.push(`belongs to ${node.uid}:${node.gid}, and the model says ${entry.owner ?? 'root'}`);
  return found;
}

/** @param {string} owner @param {Map<string, string>} texts */
function idsOf(owner, texts) {
  const [user = '', group] = owner.split(':');
  const idIn = (/** @type {string} */ file, /** @type {string} */ name) => {
    if (/^\d+$/.test(name)) return Number(name);
    const line = texts
      .get(file)
      ?.split('\n')
      .find(text => text.startsWith(`${name}:`));
    return line === undefined ? undefined : Number(line.split(':')[2]);
  };
  return {
    uid: user === '' ? 0 : idIn('/etc/passwd', user),
    gid: group === undefined ? undefined : idIn('/etc/group', group),
  };
}

/**
 * Paths that a mistake would put there: every name of the context or of the Dockerfile in every folder that either has
 * to do with, and everything that the model claims.
 * @param {Said} said @param {readonly string[]} changed @param {Expected} row
 */
function candidates(said, changed, row) {
  const words = row.source.split(/[\s"'=,[\]]+/).filter(word => /^[\w./ü-]+$/.test(word));
  const written = [...new Set(words.filter(word => word.includes('/') && !word.includes(':')))].map(word =>
    absolute(word, '/'),
  );
  const folders = new Set(['/', ...written, ...row.absent]);
  for (const path of [...changed, ...written])
    for (let at = path; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) folders.add(at);
  const names = new Set(
    [...row.names, ...changed, ...words]
      .flatMap(path => path.split('/'))
      .filter(name => !/^\.{0,2}$/.test(name)),
  );
  const paths = new Set([...row.absent, ...said.claimed(), ...written]);
  for (const folder of folders)
    for (const name of [...names, ...row.names]) paths.add(folder === '/' ? `/${name}` : `${folder}/${name}`);
  return paths;
}
