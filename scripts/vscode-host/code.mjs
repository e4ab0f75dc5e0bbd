#!/usr/bin/env node
/**
 * Stands in for the desktop `code` where that cannot be had: `runTests` of `@vscode/test-electron` starts it
 * with the arguments it would give to the desktop, and gets the suite's output and exit code back.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startServer } from './server.mjs';
import { openWorkbench } from './workbench.mjs';

// The desktop knows many more switches than matter to a served window; those are accepted and ignored.
const { values, positionals } = parseArgs({ strict: false, allowPositionals: true });
const extension = resolve(String(values.extensionDevelopmentPath ?? '.'));
const folder = resolve(positionals[0] ?? '.');
const limit = Number(process.env.DISTILL_EDITOR_TIMEOUT ?? 300) * 1000;

process.exitCode = await run();

async function run() {
  if (!values.extensionTestsPath) {
    console.error(
      'The served VS Code needs --extensionTestsPath=FILE and --extensionDevelopmentPath=FOLDER.',
    );
    return 2;
  }
  const web = values.extensionDevelopmentKind === 'web';
  const served = web ? withoutNodeEntry(extension) : extension;
  const tests = resolve(served, relative(extension, resolve(String(values.extensionTestsPath))));
  const server = await startServer({ trustEverything: values['disable-workspace-trust'] === true });
  let browser;
  try {
    return await new Promise((answer, fail) => {
      const timer = setTimeout(() => fail(new Error(`The suite did not end in ${limit / 1000} s.`)), limit);
      timer.unref();
      openWorkbench({
        port: server.port,
        folder,
        extension: served,
        tests,
        onLog: print,
        onExit: answer,
      }).then(opened => {
        browser = opened.browser;
        opened.page.on('crash', () => fail(new Error('The page of the editor crashed.')));
      }, fail);
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    await browser?.close();
    await server.stop();
    if (web) rmSync(served, { recursive: true });
  }
}

/**
 * The extension as vscode.dev sees it. The served workbench does not honour `extensionDevelopmentKind`, and an
 * extension with a `main` entry runs beside the files; without one it must run in the browser's worker.
 */
function withoutNodeEntry(folder) {
  const copy = mkdtempSync(join(tmpdir(), 'distill-web-'));
  for (const name of readdirSync(folder)) {
    if (name !== 'package.json') symlinkSync(join(folder, name), join(copy, name));
  }
  const { main: _, ...manifest } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  writeFileSync(join(copy, 'package.json'), JSON.stringify(manifest));
  return copy;
}

/** The window says much besides; only the suite's own lines are kept, unless DISTILL_EDITOR_LOG asks for all. */
function print(_severity, args) {
  const text = args.map(value => (typeof value === 'string' ? value : JSON.stringify(value))).join(' ');
  if (process.env.DISTILL_EDITOR_LOG || /^(not )?ok |^# /.test(text)) process.stdout.write(`${text}\n`);
}
