/**
 * Compares what the model says about COPY, WORKDIR, USER, owners and the start of the container with what BuildKit does.
 *
 *     node test/lab/model/run.mjs [NAME…] [--quick] [--list]
 *
 * A NAME chooses the rows whose subject or name holds it; --quick leaves out those that run commands. Exit codes: 0 all
 * agree, 1 some do not, 2 it could not run.
 */
import { parseArgs } from 'node:util';
import { releaseEngine, startEngine } from '../engine/daemon.mjs';
import { endChildren } from '../engine/process.mjs';
import { checkModel } from './check.mjs';
import { allRows, quickRows } from './table.mjs';

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, list: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const say = (/** @type {string} */ line) => console.log(line.replace(/^/gm, '# '));
const ending = new AbortController();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    ending.abort(new Error(`${signal}: the table was not checked to its end`));
    endChildren();
  });
}

async function main() {
  const rows = (values.quick ? quickRows() : allRows()).filter(
    row => positionals.length === 0 || positionals.some(part => row.title.includes(part)),
  );
  if (values.list) {
    for (const { title } of rows) console.log(title);
    return 0;
  }
  const started = Date.now();
  await startEngine(say);
  try {
    let [count, passed, failed] = [0, 0, 0];
    const results = await checkModel(rows, say, ending.signal);
    for (const { title, problems } of results) {
      console.log(`${problems.length === 0 ? 'ok' : 'not ok'} ${++count} - ${title}`);
      for (const problem of problems) say(`  ${problem}`);
      if (problems.length === 0) passed++;
      else failed++;
    }
    const vague = results.filter(result => result.vague.length > 0).length;
    say(`${vague} rows in which the model is not sure of something that is there`);
    say(`${((Date.now() - started) / 1000).toFixed(0)} s`);
    console.log(`1..${count}`);
    console.log(`${passed} passed, ${failed} failed`);
    return failed > 0 || count === 0 ? 1 : 0;
  } finally {
    await releaseEngine();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.log('not ok - the table could not be checked');
  say(String(/** @type {Error} */ (error)?.stack ?? error));
  console.log('0 passed, 1 failed');
  process.exitCode = 2;
}
