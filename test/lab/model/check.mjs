/** Builds rows of the table, asks the model about them, and says where the two differ. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureImage } from '../images/index.mjs';
import { withFolder } from '../images/recipe.mjs';
import { imagesOf } from '../runner/images-of.mjs';
import { buildImages, exportTrees, inspect, removeImages, tagOf } from './builds.mjs';
import { compareConfigs } from './compare-configs.mjs';
import { compareTrees } from './compare-trees.mjs';
import { writeContext } from './context.mjs';
import { baseImageOf, loadModel, readRow } from './model.mjs';
import { readTree } from './tree.mjs';

/**
 * @typedef {import('./table.mjs').Row} Row
 * @typedef {{ title: string, problems: string[], sure: number, vague: string[] }} Result
 * @typedef {{ row: Row, id: string, dockerfile: string, context: string, tag: string,
 *   said: import('./compare-trees.mjs').Said }} Prepared
 */

/**
 * Needs an engine that runs; leaves nothing behind, also when the signal ends it early, which throws.
 * @param {readonly Row[]} rows @param {(line: string) => void} say @param {AbortSignal} [signal]
 * @returns {Promise<Result[]>} One for every row, in their order.
 */
export async function checkModel(rows, say, signal = new AbortController().signal) {
  for (const image of new Set(rows.flatMap(row => (row.fails ? [] : imagesOf(row.source)))))
    if (!(await ensureImage(image, say))) throw new Error(`the lab has no recipe for ${image}`);
  const model = await loadModel();
  return withFolder(async folder => {
    const prepared = await prepare(model, rows, folder);
    try {
      return await compareAll(model, prepared, folder, signal);
    } finally {
      await removeImages();
    }
  });
}

/** @param {any} model @param {readonly Row[]} rows @param {string} folder @returns {Promise<Prepared[]>} */
async function prepare(model, rows, folder) {
  /** @type {Map<object, string>} */ const contexts = new Map();
  /** @type {Prepared[]} */ const prepared = [];
  for (const [index, row] of rows.entries()) {
    let context = contexts.get(row.files);
    if (context === undefined) {
      context = join(folder, `context-${index}`);
      contexts.set(row.files, context);
      mkdirSync(context);
      await writeContext(context, row.files);
    }
    const id = `row-${index}`;
    const dockerfile = join(folder, `${id}.Dockerfile`);
    // The lab's engine has no bridge, and a bake file cannot ask for another network.
    writeFileSync(dockerfile, row.source.replace(/^RUN /gm, 'RUN --network=none '));
    const said = await readRow(model, row.source, context);
    prepared.push({ row, id, dockerfile, context, tag: tagOf(index), said });
  }
  return prepared;
}

/** @param {any} model @param {readonly Prepared[]} prepared @param {string} folder @param {AbortSignal} signal */
async function compareAll(model, prepared, folder, signal) {
  const out = join(folder, 'out');
  const images = prepared.filter(({ row }) => row.config && !row.fails);
  const trees = prepared.filter(({ row }) => !row.config && !row.fails);
  const refused = prepared.filter(({ row }) => row.fails);
  const failures = new Map([
    ...(await exportTrees(trees, out, signal)),
    ...(await exportTrees(refused, out, signal, 1)),
    ...(await buildImages(images, out, signal)),
  ]);
  const bases = await basesOf(trees, folder, signal);
  /** @type {Result[]} */ const results = [];
  for (const one of prepared) {
    const { row, said, id } = one;
    const failure = failures.get(id);
    if (row.fails || failure !== undefined) {
      results.push({ title: row.title, sure: 0, vague: [], problems: judgeFailure(one, failure) });
      continue;
    }
    if (row.config) {
      const config = await inspect(one.tag);
      results.push({ title: row.title, ...compareConfigs(model, said, row.source, config) });
      continue;
    }
    const file = join(out, `${id}.tar`);
    const real = await readTree(file);
    rmSync(file);
    const base = bases.get(baseImageOf(said.stage)) ?? { tree: new Map(), texts: new Map() };
    const verdict = compareTrees(said, real, base, { ...row, names: Object.keys(row.files) });
    verdict.problems.push(...falseAlarms(one));
    results.push({ title: row.title, ...verdict });
  }
  return results;
}

/** Rules that say that a build stops. */
const stopsBuild = new Set(['missing-artifact', 'syntax-error', 'unknown-stage', 'run-without-shell']);

/** @param {Prepared} one */
const falseAlarms = ({ said }) =>
  said
    .findings()
    .filter(({ rule }) => stopsBuild.has(rule))
    .map(({ rule, message }) => `it builds, and ${rule} says: ${message}`);

/** @param {Prepared} one @param {string | undefined} failure */
function judgeFailure({ row, said }, failure) {
  const log = (failure ?? '').trim().split('\n').slice(-6).join('\n');
  if (!row.fails) return [`it does not build:\n${log}`];
  if (failure === undefined) return ['it builds, and the row says that it does not'];
  const rules = said.findings().map(({ rule }) => rule);
  if (row.rule === undefined) {
    const found = rules.filter(rule => stopsBuild.has(rule));
    return found.length === 0 ? [] : [`${found.join(', ')} knows of it, and the row does not say so`];
  }
  return rules.includes(row.rule) ? [] : [`${row.rule} does not know that it fails:\n${log}`];
}

/**
 * The file systems that the rows start from, by the name of the image.
 * @param {readonly Prepared[]} rows @param {string} folder @param {AbortSignal} signal
 */
async function basesOf(rows, folder, signal) {
  const out = join(folder, 'bases');
  const names = [...new Set(rows.map(({ said }) => baseImageOf(said.stage)))].filter(
    name => name !== undefined,
  );
  const targets = names.map((name, index) => {
    const dockerfile = join(folder, `base-${index}.Dockerfile`);
    writeFileSync(dockerfile, `FROM ${name}\n`);
    return { id: `base-${index}`, dockerfile, context: folder };
  });
  await exportTrees(targets, out, signal);
  /** @type {Map<string | undefined, import('./tree.mjs').Image>} */ const bases = new Map();
  for (const [index, name] of names.entries())
    bases.set(name, await readTree(join(out, `base-${index}.tar`)));
  return bases;
}
