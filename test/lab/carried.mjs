/**
 * Whether interpreters that are carried as `facts/carried-runtimes.json` says do what they do in their own images:
 * node test/lab/carried.mjs [IMAGE…]. Without a name, all that are recorded, and what Google's images lack.
 * Exit codes: 0 all are as recorded, 1 one is not.
 */
import { deepEqual } from 'node:assert/strict';
import { releaseEngine, startEngine } from './engine/daemon.mjs';
import { carriedImages, proveCarried } from './images/carried.mjs';
import { lackedByGoogle, librariesFor, readFacts } from './images/carried-facts.mjs';

const say = (/** @type {string} */ line) => console.log(`# ${line}`);
const named = process.argv.slice(2);
const facts = readFacts();

/** @param {string} image */
async function check(image) {
  const recorded = facts.images.find(row => row.image === image);
  if (!recorded) return [`${image} has no row in facts/carried-runtimes.json`];
  const { problems, bytes, version } = await proveCarried(image, librariesFor(facts, image), say);
  const megabytes = bytes / 1e6;
  say(`${image}: ${version} carried, ${megabytes.toFixed(1)} MB; ${problems.join('; ') || 'does the same'}`);
  // What is derived for other releases adds a library or two.
  if (Math.abs(megabytes - recorded.megabytes) > 4)
    problems.push(`it has ${megabytes.toFixed(1)} MB, not ${recorded.megabytes}`);
  return problems.map(problem => `${image}: ${problem}`);
}

await startEngine(say);
try {
  /** @type {string[]} */ const problems = [];
  const all = [...carriedImages.python, ...carriedImages.node];
  for (const image of named.length > 0 ? named : all) problems.push(...(await check(image)));
  if (named.length === 0) deepEqual(await lackedByGoogle(say), facts.google.lacks);
  for (const problem of problems) console.log(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await releaseEngine();
}
