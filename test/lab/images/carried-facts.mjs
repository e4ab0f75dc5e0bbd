/** `facts/carried-runtimes.json`, read: what a conversion copies beside an interpreter, and what Google's images lack. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../engine/cache.mjs';
import { askInterpreter, languageOf } from './carried.mjs';
import { ensureImage } from './index.mjs';
import { readNodeTag } from './node-tags.mjs';
import { readPythonTag } from './python.mjs';

/**
 * @typedef {object} CarriedImage
 * @property {string} image
 * @property {string} line The minor version of Python, the major of Node.js.
 * @property {string} suite
 * @property {string} version The release that was proved.
 * @property {number} megabytes Of the interpreter on the base.
 * @property {Record<string, string[]>} libraries Sonames that the base lacks, with the modules that load them.
 */
/**
 * @typedef {object} CarriedFacts
 * @property {string} read
 * @property {string} about
 * @property {CarriedImage[]} images
 * @property {{ what: string, language: string, lines: string[], libraries: Record<string, string[]>, source: string }[]} derived
 * @property {{ about: string, searches: string, lacks: Record<string, string[]> }} google
 */

export const factsFile = join(repositoryRoot, 'facts', 'carried-runtimes.json');

/** @returns {CarriedFacts} */
export const readFacts = () => JSON.parse(readFileSync(factsFile, 'utf8'));

/** @param {string} soname */
export const libraryPath = soname => `/usr/lib/*-linux-gnu/${soname}`;

/** @param {string} image @returns {{ line: string, suite: string }} */
export function lineAndSuite(image) {
  const tag = image.slice(image.indexOf(':') + 1);
  const { minor, suite } = readPythonTag(tag) ?? {};
  if (languageOf(image) === 'python') return { line: String(minor), suite: String(suite) };
  const node = readNodeTag(tag);
  return { line: String(node?.major), suite: String(node?.suite) };
}

/**
 * The libraries that go along with the interpreter of an image: those recorded for it, and those that other releases
 * of the same line need.
 * @param {CarriedFacts} facts
 * @param {string} image
 * @returns {string[]} Paths with wildcards; some may match nothing.
 */
export function librariesFor(facts, image) {
  const { line } = lineAndSuite(image);
  const recorded = facts.images.find(row => row.image === image);
  const derived = facts.derived.filter(
    ({ language, lines }) => language === languageOf(image) && lines.includes(line),
  );
  const sonames = [recorded, ...derived].flatMap(row => Object.keys(row?.libraries ?? {}));
  return [...new Set(sonames)].sort().map(libraryPath);
}

/** Google's images, the interpreter in each, and the official image of the same version. */
const googles = [
  ['gcr.io/distroless/python3-debian13:nonroot', '/usr/bin/python3.13', 'python:3.13-slim-trixie', 'python'],
  ...['22', '24', '26'].map(major => [
    `gcr.io/distroless/nodejs${major}-debian13:nonroot`,
    '/nodejs/bin/node',
    `node:${major}-slim`,
    'node',
  ]),
];

/**
 * What Google's images cannot load that the official ones can.
 * @param {(line: string) => void} say
 * @returns {Promise<Record<string, string[]>>}
 */
export async function lackedByGoogle(say) {
  /** @type {Record<string, string[]>} */ const lacks = {};
  for (const [image = '', path = '', official = '', program = ''] of googles) {
    for (const name of [image, official]) await ensureImage(name, say);
    const [own, theirs] = [await askInterpreter(image, path), await askInterpreter(official, program)];
    for (const { loads, fails } of [own, theirs])
      if (loads.length === 0) throw new Error(`${image} or ${official}: ${JSON.stringify(fails)}`);
    lacks[image.replace(/:.*/, '')] = theirs.loads.filter(name => !own.loads.includes(name)).sort();
  }
  return lacks;
}
