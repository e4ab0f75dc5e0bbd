/**
 * `npm test`: everything that CI verifies, one part after another, each part's output as it comes.
 * The last line is `N passed, N failed` over all parts.
 *
 *     npm test [-- PART…]     only the named parts
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitestReport = '.cache/vitest.json';

/** A part that prints its own `N passed, N failed` is believed; a tool counts as one test of its own. */
const parts = [
  { name: 'build', words: ['esbuild.mjs'], count: byExitCode },
  { name: 'types', words: ['node_modules/typescript/bin/tsc', '-b'], count: byExitCode },
  {
    name: 'lint',
    words: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'],
    count: byExitCode,
  },
  {
    name: 'unit',
    words: [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${vitestReport}`,
    ],
    count: byVitestReport,
  },
  { name: 'editor', words: ['test/extension/run.mjs'], count: byLastLine },
  { name: 'lab', words: ['test/lab/run.mjs', '--quick'], count: byLastLine },
];

function byExitCode({ code }) {
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** A file that cannot be loaded has no tests in it, and has failed nevertheless. */
function byVitestReport() {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(
    readFileSync(`${root}${vitestReport}`, 'utf8'),
  );
  const broken = testResults.filter(
    file => file.status === 'failed' && !file.assertionResults.some(one => one.status === 'failed'),
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length };
}

function byLastLine({ output }) {
  const found = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  return found ? { passed: Number(found[1]), failed: Number(found[2]) } : { passed: 0, failed: 0 };
}

function run(words) {
  return new Promise(done => {
    // Colours survive the pipe only if asked for.
    const colors = process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: '1' } : {};
    const child = spawn(process.execPath, words, {
      cwd: root,
      env: { ...process.env, ...colors },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', chunk => {
      process.stdout.write(chunk);
      output += chunk;
    });
    child.on('error', error => done({ code: 1, output: String(error) }));
    child.on('close', code => done({ code, output }));
  });
}

async function runPart({ name, words, count }) {
  console.log(`\n=== ${name}`);
  const started = Date.now();
  const result = await run(words);
  let { passed, failed } = { passed: 0, failed: 0 };
  try {
    ({ passed, failed } = count(result));
  } catch (error) {
    console.error(String(error));
  }
  // A part must not pass by running nothing, nor by reporting success on its way into a crash.
  if (failed === 0 && (passed === 0 || result.code !== 0)) failed = 1;
  return { name, passed, failed, seconds: (Date.now() - started) / 1000 };
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter(name => !parts.some(part => part.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no part ${unknown.join(', ')}; the parts are ${parts.map(part => part.name).join(', ')}.`,
  );
  process.exit(2);
}

mkdirSync(`${root}.cache`, { recursive: true });
rmSync(`${root}${vitestReport}`, { force: true });
const results = [];
for (const part of parts) {
  if (wanted.length === 0 || wanted.includes(part.name)) results.push(await runPart(part));
}

console.log('');
for (const { name, passed, failed, seconds } of results) {
  const time = `${seconds.toFixed(1)} s`;
  console.log(
    `${name.padEnd(8)}${`${passed} passed`.padStart(14)}${`${failed} failed`.padStart(11)}${time.padStart(10)}`,
  );
}
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
if (failed > 0) process.exitCode = 1;
console.log(`${passed} passed, ${failed} failed`);
