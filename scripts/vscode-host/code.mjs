#!/usr/bin/env node
/**
 * Stands in for the desktop `code` where that cannot be had: `runTests` of `@vscode/test-electron` starts it
 * with the arguments it would give to the desktop, and gets the suite's output and exit code back.
 */
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { serveExtension } from './extension-files.mjs';
import { startServer } from './server.mjs';
import { openWorkbench, remoteAddress } from './workbench.mjs';

// The desktop knows many more switches than matter to a served window; those are accepted and ignored.
const { values, positionals } = parseArgs({ strict: false, allowPositionals: true });
const extension = resolve(String(values.extensionDevelopmentPath ?? '.'));
const folder = resolve(positionals[0] ?? '.');
const limit = Number(process.env.DISTILL_EDITOR_TIMEOUT ?? 300) * 1000;
const verbose = Boolean(process.env.DISTILL_EDITOR_LOG);

process.exitCode = await run();

async function run() {
  if (!values.extensionTestsPath) {
    console.error(
      'The served VS Code needs --extensionTestsPath=FILE and --extensionDevelopmentPath=FOLDER.',
    );
    return 2;
  }
  const suite = relative(extension, resolve(String(values.extensionTestsPath)));
  const files = values.extensionDevelopmentKind === 'web' ? await serveExtension(extension) : undefined;
  const server = await startServer({ trustEverything: values['disable-workspace-trust'] === true });
  const location = files ? files.address : remoteAddress(server.port, extension);
  let browser;
  try {
    return await new Promise((answer, fail) => {
      const timer = setTimeout(() => fail(new Error(`The suite did not end in ${limit / 1000} s.`)), limit);
      timer.unref();
      openWorkbench({
        port: server.port,
        folder,
        extension: location,
        tests: `${location}/${suite}`,
        onLog: (_severity, args) => print(args),
        onExit: answer,
      }).then(opened => {
        browser = opened.browser;
        opened.page.on('crash', () => fail(new Error('The page of the editor crashed.')));
        if (verbose) opened.page.on('console', message => console.log(`[page] ${message.text()}`));
      }, fail);
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  } finally {
    await browser?.close();
    await server.stop();
    files?.stop();
  }
}

/** The window says much besides; only the suite's own lines are kept, unless DISTILL_EDITOR_LOG asks for all. */
function print(args) {
  const text = args.map(value => (typeof value === 'string' ? value : JSON.stringify(value))).join(' ');
  if (verbose || /^(not )?ok |^# /.test(text)) process.stdout.write(`${text}\n`);
}
