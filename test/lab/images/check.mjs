/**
 * Are the lab's base images what Distill believes of them? Each is compared with the catalogue, and with the table of
 * what the catalogue does not know.
 */
import { againstCatalogue, comparedFiles } from './against-catalogue.mjs';
import { readCatalogue } from './catalogue.mjs';
import { readContents } from './contents.mjs';
import { facts } from './facts.mjs';
import { ensureImage, usualImages } from './index.mjs';

/** @typedef {import('./facts.mjs').Fact} Fact */

/**
 * @param {Fact} fact
 * @param {import('./contents.mjs').Contents} contents
 * @returns {string[]} What is not as the table says.
 */
export function againstTable({ megabytes: [least, most], paths = {} }, { bytes, entries }) {
  const megabytes = bytes / 1e6;
  const problems =
    megabytes < least || megabytes > most ? [`has ${megabytes.toFixed(1)} MB, not ${least} to ${most}`] : [];
  for (const [path, wanted] of Object.entries(paths)) {
    const entry = entries.get(path);
    const got = entry && (entry.target === undefined ? `${entry.mode} ${entry.owner}` : `-> ${entry.target}`);
    const fits =
      wanted === 'present' ? got !== undefined : wanted === 'absent' ? got === undefined : got === wanted;
    if (!fits) problems.push(`${path} is ${got ?? 'absent'}, not ${wanted}`);
  }
  return problems;
}

/**
 * @param {string} runId
 * @param {(line: string) => void} say
 * @param {readonly string[]} [names]
 */
export async function checkImages(runId, say, names = [...usualImages, ...Object.keys(facts)]) {
  const find = await readCatalogue();
  /** @type {{ name: string, problems: string[] }[]} */ const results = [];
  for (const name of new Set(names)) {
    const known = find(name);
    const fact = facts[name];
    const made = await ensureImage(name, say);
    if (!made || !known || !fact) {
      const missing = [
        ...(made ? [] : ['the lab has no recipe for it']),
        ...(known ? [] : ['the catalogue does not know it']),
        ...(fact ? [] : ['it has no row in the table of facts.mjs']),
      ];
      results.push({ name, problems: missing });
      continue;
    }
    const contents = await readContents(name, runId, comparedFiles);
    const problems = againstCatalogue(known, contents, fact.variables).filter(
      problem => !fact.imitation?.some(pattern => pattern.test(problem)),
    );
    results.push({ name, problems: [...problems, ...againstTable(fact, contents)] });
  }
  return results;
}
