/** Lists of real Dockerfiles, where their checkouts are, and what the built command line makes of one of them. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

/** @param {string} path */
export function readLines(path) {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '');
}

/** @param {string} path @param {readonly object[]} rows */
export function writeRows(path, rows) {
  writeFileSync(path, rows.map(row => `${JSON.stringify(row)}\n`).join(''));
}

/**
 * The rows of a list with the Dockerfile and the folder that is its build context, undefined where that is not
 * known. A list is a text with a path in `corpus` a line, or JSONL; there a checkout is the row's `dir` or
 * `owner+name-COMMIT` (eight digits) or `owner+name` in `corpus`, or `crawl/data/o/owner/name` where `source` is `crawl`.
 * @param {string} list @param {string} corpus
 */
export function listedFiles(list, corpus) {
  if (extname(list) !== '.jsonl')
    return readLines(list).map(line => ({ path: line, file: join(corpus, line) }));
  return readLines(list).map(line => {
    const { dir, ...row } = JSON.parse(line);
    const checkout = resolve(dir ?? join(corpus, folderOf(row, corpus)));
    const contextFolder = typeof row.context === 'string' ? join(checkout, row.context) : undefined;
    return { ...row, file: join(checkout, row.path), contextFolder };
  });
}

/** @param {{ repository: string, commit?: string | null, source?: string }} row @param {string} corpus */
function folderOf({ repository, commit, source }, corpus) {
  const name = repository.replace('/', '+');
  const exact = `${name}-${commit?.slice(0, 8)}`;
  if (source !== 'crawl') return existsSync(join(corpus, exact)) ? exact : name;
  return join('crawl/data', repository[0].toLowerCase(), repository);
}

/**
 * What `distill convert` says of a Dockerfile; where it cannot run, `outcome` is `failed` and `problem` says why.
 * @param {string} file @param {string | undefined} context @param {string} [target]
 */
export function conversionOf(file, context, target) {
  const options = [
    ...(context === undefined ? [] : ['--context', context]),
    ...(target === undefined ? [] : ['--to', target]),
  ];
  const run = spawnSync(process.execPath, [program, 'convert', file, ...options, '--format', 'json'], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  try {
    return JSON.parse(run.stdout);
  } catch {
    return { outcome: 'failed', problem: (run.error?.message ?? run.stderr).trim() };
  }
}
