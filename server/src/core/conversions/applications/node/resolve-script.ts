/** Which file `node NAME` starts: Node.js tries endings, and folders by their package.json and index. */
import type { ContextTree } from '../../../context/context-tree';
import { type Contents, lookup } from '../../../effects/contents';
import { packageJsonIn } from '../../../effects/node/project';
import { joinPath } from '../../../model/paths';

/**
 * The absolute path of the file (`Module._findPath` of Node.js), the first that is there or may be; undefined where
 * all that Node.js would try are surely absent.
 */
export function resolveScript(
  contents: Contents,
  tree: ContextTree,
  workdir: string,
  name: string,
): string | undefined {
  const path = joinPath(workdir, name);
  if (path === undefined) return undefined;
  const direct = lookup(contents, path);
  const isFolder = direct.entry?.kind === 'directory' || /(?:^|\/)\.{0,2}\/?$/.test(name);
  const candidates: string[] = [];
  if (isFolder) {
    const main = packageJsonIn(contents, tree, path)?.main;
    const target = main === undefined ? undefined : joinPath(path, main);
    if (target !== undefined) candidates.push(...withEndings(target), ...withEndings(`${target}/index`));
    candidates.push(...withEndings(`${path}/index`));
  } else candidates.push(...withEndings(path), ...withEndings(`${path}/index`));
  const there = candidates.find(candidate => isFile(contents, candidate));
  if (there !== undefined) return there;
  const possible = candidates.filter(candidate => lookup(contents, candidate).presence === 'maybe');
  // Nobody compiles to a file without an ending.
  return possible.find(candidate => /\.[cm]?[jt]sx?$/.test(candidate)) ?? possible[0];
}

function withEndings(path: string): string[] {
  return [path, `${path}.js`, `${path}.json`, `${path}.node`];
}

function isFile(contents: Contents, path: string): boolean {
  const { presence, entry } = lookup(contents, path);
  return presence === 'yes' && entry?.kind !== 'directory';
}
