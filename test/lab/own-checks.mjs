/** What the lab checks beside its cases: its own parts, its base images, the model, bake files, and killed runs. */
import { join } from 'node:path';
import { repositoryRoot } from './engine/cache.mjs';
import { attempt } from './engine/process.mjs';
import { checkImages } from './images/check.mjs';
import { quickImages } from './images/index.mjs';
import { checkModel } from './model/check.mjs';
import { allRows, quickRows } from './model/table.mjs';

/** @typedef {{ title: string, problems: readonly string[], group?: string }} Outcome */
/** @typedef {(line: string) => void} Say */

/**
 * Programs of their own that say by their exit code whether all is well; those of the full run beside those of every run.
 * @type {{ title: string, words: string[], quick?: string[] | false }[]}
 */
const programs = [
  { title: "the lab's own parts", words: ['--test', 'lab.test.mjs', 'projects.test.mjs'] },
  { title: 'buildx reads the bake files of verify', words: ['bake.mjs'] },
  {
    title:
      'verify finds the original, distroless and scratch of examples/go-web the same, with Docker and with Buildah',
    words: ['examples.mjs'],
    quick: false,
  },
  { title: 'Docker and Buildah as engines of verify', words: ['--test', 'engines.test.mjs'], quick: false },
  {
    title: 'interpreters carried to distroless do what they do in their own images',
    words: ['carried.mjs'],
    quick: ['carried.mjs', 'node:22-bookworm-slim'],
  },
  {
    title: 'verify killed with SIGKILL, SIGTERM and SIGINT at ten moments each leaves nothing behind',
    words: ['kill.mjs'],
    quick: ['kill.mjs', '--signal', 'SIGKILL', '--moments', '2'],
  },
];

/**
 * Each outcome as soon as it is known.
 * @param {boolean} quick
 * @param {(outcome: Outcome) => void} tell
 */
export async function checkPrograms(quick, tell) {
  for (const { title, words, quick: fewer } of programs) {
    const chosen = quick ? (fewer ?? words) : words;
    if (chosen === false) continue;
    const args = chosen.map(word =>
      word.endsWith('.mjs') ? join(repositoryRoot, 'test', 'lab', word) : word,
    );
    const { code, stdout, stderr } = await attempt(process.execPath, args);
    tell({ title, problems: code === 0 ? [] : `${stdout}\n${stderr}`.trim().split('\n').slice(-60) });
  }
}

/** @param {string} runId @param {boolean} quick @param {Say} say @param {(outcome: Outcome) => void} tell */
export async function checkBaseImages(runId, quick, say, tell) {
  for (const { name, problems } of await checkImages(runId, say, quick ? quickImages : undefined))
    tell({ title: `image ${name} is as the facts say`, problems });
}

/** @param {boolean} quick @param {Say} say @param {AbortSignal} signal @param {(outcome: Outcome) => void} tell */
export async function checkModelRows(quick, say, signal, tell) {
  for (const { title, problems } of await checkModel(quick ? quickRows() : allRows(), say, signal))
    tell({ title: `model: ${title}`, problems, group: 'rows in which the model agrees with BuildKit' });
}
