/**
 * Compares what the model says about COPY, WORKDIR, USER, owners and the start of the container with what BuildKit does.
 *
 *     node test/lab/model/run.mjs [NAME…] [--list]
 *
 * A NAME chooses the rows whose subject or name holds it. Exit codes: 0 all agree, 1 some do not, 2 it could not run.
 */
import { parseArgs } from 'node:util';
import { releaseEngine, startEngine } from '../engine/daemon.mjs';
import { endChildren } from '../engine/process.mjs';
import { checkModel } from './check.mjs';
import { allRows } from './table.mjs';

const { values, positionals } = parseArgs({
  options: { list: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const say = (/** @type {string} */ line) => console.log(line.replace(/^/gm, '# '));
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, endChildren);

async function main() {
  const rows = allRows().filter(
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
    for (const { title, problems } of await checkModel(rows, say)) {
      console.log(`${problems.length === 0 ? 'ok' : 'not ok'} ${++count} - ${title}`);
      for (const problem of problems) say(`  ${problem}`);
      if (problems.length === 0) passed++;
      else failed++;
    }
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
