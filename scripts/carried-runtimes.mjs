/**
 * Derives `facts/carried-runtimes.json` from the lab's images: which libraries an interpreter of an official image
 * loads that `cc` lacks, and what Google's own images lack of it. Every image is carried and asked as it is derived.
 *
 *     node scripts/carried-runtimes.mjs                 all of them, and writes the file
 *     node scripts/carried-runtimes.mjs IMAGE…          these anew; the others stay as they are recorded
 */
import { writeFileSync } from 'node:fs';
import { releaseEngine, startEngine } from '../test/lab/engine/daemon.mjs';
import { carriedImages, languageOf, loadedLibraries, proveCarried } from '../test/lab/images/carried.mjs';
import {
  factsFile,
  lackedByGoogle,
  libraryPath,
  lineAndSuite,
  readFacts,
} from '../test/lab/images/carried-facts.mjs';
import { readContents } from '../test/lab/images/contents.mjs';
import { ensureImage } from '../test/lab/images/index.mjs';

/** @typedef {import('../test/lab/images/carried-facts.mjs').CarriedImage} CarriedImage */

const say = (/** @type {string} */ line) => console.error(`# ${line}`);
const named = process.argv.slice(2);
const base = 'gcr.io/distroless/cc-debian13:latest';

/** The sonames that the base has in the folders that its loader searches. */
async function librariesOfBase() {
  await ensureImage(base, say);
  const { entries } = await readContents(base, 'carried-runtimes', []);
  return new Set([...entries.keys()].filter(path => path.startsWith('/usr/lib/')).map(lastPart));
}

const lastPart = (/** @type {string} */ path) => path.slice(path.lastIndexOf('/') + 1);

/** @param {string} image @param {Set<string>} present @returns {Promise<CarriedImage>} */
async function derive(image, present) {
  if (!(await ensureImage(image, say))) throw new Error(`The lab has no recipe for ${image}.`);
  const missing = [...(await loadedLibraries(image))].filter(([soname]) => !present.has(soname)).sort();
  const libraries = Object.fromEntries(missing.map(([soname, { modules }]) => [soname, modules]));
  const { problems, bytes, version } = await proveCarried(
    image,
    missing.map(([name]) => libraryPath(name)),
    say,
  );
  if (problems.length > 0) throw new Error(`${image} carried:\n${problems.join('\n')}`);
  say(`${image}: ${version}, ${missing.length} libraries, ${(bytes / 1e6).toFixed(1)} MB`);
  return { image, ...lineAndSuite(image), version, megabytes: Math.round(bytes / 1e6), libraries };
}

await startEngine(say);
try {
  const facts = readFacts();
  const present = await librariesOfBase();
  const all = [...carriedImages.python, ...carriedImages.node];
  /** @type {CarriedImage[]} */ const images = [];
  for (const image of all) {
    const known = facts.images.find(row => row.image === image);
    if (known && named.length > 0 && !named.includes(image)) images.push(known);
    else if (named.length === 0 || named.includes(image)) images.push(await derive(image, present));
  }
  const written = {
    ...facts,
    read: new Date().toISOString().slice(0, 10),
    images: images.sort((one, other) => (languageOf(one.image) < languageOf(other.image) ? 1 : 0)),
    google: { ...facts.google, lacks: await lackedByGoogle(say) },
  };
  // A list of names on one line.
  const text = JSON.stringify(written, undefined, 2).replace(/\[\s+("[^\]]*")\s+\]/g, (_, names) =>
    names.includes('{') ? _ : `[${names.replace(/\s*\n\s*/g, ' ')}]`,
  );
  writeFileSync(factsFile, `${text}\n`);
} finally {
  await releaseEngine();
}
