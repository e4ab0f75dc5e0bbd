/**
 * Runs the editor suite in three windows: a trusted workspace, an untrusted one, and the web.
 * The desktop VS Code is used where it can be downloaded and shown; elsewhere the served one.
 *
 *     node test/extension/run.mjs [trusted|untrusted|web …] [--only WORDS] [--extension FOLDER]
 *
 * DISTILL_EDITOR=desktop|served decides; DISTILL_EDITOR_LOG=1 prints all that the window logs.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { chosenEditor } from './editor-choice.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { extension: { type: 'string', default: root }, only: { type: 'string', default: '' } },
});
const runs = positionals.length > 0 ? positionals : ['trusted', 'untrusted', 'web'];
const extension = resolve(values.extension);

const editor = await chosenEditor();
console.log(`The editor suite runs in ${editor.description}.`);
const totals = { passed: 0, failed: 0 };
for (const run of runs) await runIn(run);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 ? 1 : 0;
editor.close();

async function runIn(run) {
  // Below the extension, because that is how VS Code finds the host for it.
  const suite = resolve(extension, `build/extension/suite.${run}.js`);
  await build({
    entryPoints: [resolve(root, 'test/extension/suite.ts')],
    outfile: suite,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    external: ['vscode'],
    define: {
      DISTILL_RUN: JSON.stringify(run),
      DISTILL_ONLY: JSON.stringify(values.only),
      DISTILL_CLI: JSON.stringify(resolve(root, 'dist/cli.js')),
      DISTILL_FAKE_CLI: JSON.stringify(resolve(root, 'test/extension/fake-cli.mjs')),
    },
    logLevel: 'warning',
  });
  const started = Date.now();
  const { code, output } = await inWindow({
    executable: editor.executable,
    extension,
    suite,
    folder: resolve(root, 'test/extension/fixture'),
    run,
  });
  const passed = output.match(/^ok - /gm)?.length ?? 0;
  const failed = output.match(/^not ok - /gm)?.length ?? 0;
  // A window that ends early must not pass by having failed nothing.
  const lost = failed === 0 && (code !== 0 || passed === 0) ? 1 : 0;
  if (lost) console.log(`not ok - the window "${run}" ended with ${code} after ${passed} tests`);
  console.log(
    `# ${run}: ${passed} passed, ${failed + lost} failed in ${Math.round((Date.now() - started) / 1000)} s`,
  );
  totals.passed += passed;
  totals.failed += failed + lost;
}

function inWindow(window) {
  return new Promise((answer, fail) => {
    const script = fileURLToPath(new URL('window.mjs', import.meta.url));
    const child = spawn(process.execPath, [script, JSON.stringify(window)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', chunk => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.once('error', fail);
    child.once('close', code => answer({ code, output }));
  });
}
