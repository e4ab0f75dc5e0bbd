/**
 * Takes the pictures of the README in the served VS Code: `node scripts/screenshots.mjs [NAME …]`.
 * Each scene starts a window of its own with a copy of an example, so that none depends on another.
 */
import { cpSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withPalette } from './palette-png.mjs';
import { serveExtension } from './vscode-host/extension-files.mjs';
import { startServer } from './vscode-host/server.mjs';
import { openWorkbench, remoteAddress } from './vscode-host/workbench.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const mostKilobytes = 150;

const calm = {
  'editor.minimap.enabled': false,
  'editor.fontSize': 14,
  'editor.lightbulb.enabled': 'on',
  'editor.renderLineHighlight': 'none',
  'editor.cursorBlinking': 'solid',
  'editor.stickyScroll.enabled': false,
  'breadcrumbs.enabled': false,
  'diffEditor.hideUnchangedRegions.enabled': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
};

const squiggle = '.squiggly-warning, .squiggly-error, .squiggly-info';

/** The words of the FROM line that the squiggle is about. */
const baseImage = '.view-line:has-text("FROM ") span span:nth-child(2)';

/** A hover opens at a quarter of the editor's height; the picture ends below it. */
const tall = { width: 1500, height: 3600 };

/** What `distill verify examples/go-web/Dockerfile --to distroless --to scratch --format json` printed in the lab. */
const recorded = 'test/extension/recorded-verify.json';

const scenes = [
  { name: 'findings', act: showProblems },
  {
    name: 'contract',
    act: showProblems,
    example: 'examples/node-distroless',
    size: { width: 1280, height: 700 },
  },
  { name: 'light-bulb', act: openLightBulb },
  { name: 'preview', act: convert, size: { width: 1360, height: 680 } },
  { name: 'preview-dark', act: convert, size: { width: 1360, height: 680 }, dark: true },
  { name: 'hover', act: hoverBaseImage, size: tall },
  { name: 'hover-dark', act: hoverBaseImage, size: tall, dark: true },
  {
    name: 'declined',
    act: convert,
    example: 'test/extension/fixture/declined',
    size: { width: 1200, height: 560 },
  },
  { name: 'verify', act: verify, report: recorded, size: { width: 1360, height: 760 } },
  { name: 'verify-dark', act: verify, report: recorded, size: { width: 1360, height: 760 }, dark: true },
];

const wanted = process.argv.slice(2);
for (const scene of scenes) {
  if (wanted.length === 0 || wanted.includes(scene.name)) await take(scene);
}

async function take({ name, act, example = 'examples/go-web', size, report, dark = false }) {
  const work = mkdtempSync(join(tmpdir(), 'distill-picture-'));
  const folder = join(work, example.split('/').pop() ?? 'example');
  cpSync(join(root, example), folder, { recursive: true });
  const theme = { 'workbench.colorTheme': dark ? 'Default Dark Modern' : 'Default Light Modern' };
  const files = await serveExtension(root);
  const server = await startServer({
    trustEverything: true,
    // A browser cannot verify, and only a test run develops an extension on the server; notifications are then hidden.
    testRun: report !== undefined,
    settings: { ...calm, ...theme },
  });
  const { browser, page } = await openWorkbench({
    port: server.port,
    folder,
    extension: report ? remoteAddress(server.port, printing(report, work)) : files.address,
    open: join(folder, 'Dockerfile'),
    viewport: size ?? { width: 1100, height: 600 },
    scale: 1.5,
    dark,
  });
  try {
    await page.waitForSelector('.monaco-editor .view-line', { timeout: 60_000 });
    await page.keyboard.press('Control+B');
    const clip = await act(page);
    // Animations and late notifications settle.
    await page.waitForTimeout(1200);
    const path = join(root, `docs/images/${name}.png`);
    const picture = await page.screenshot({
      animations: 'disabled',
      caret: 'hide',
      ...(clip ? { clip } : {}),
    });
    writeFileSync(path, withPalette(picture));
    const kilobytes = Math.ceil(statSync(path).size / 1024);
    console.log(`docs/images/${name}.png ${kilobytes} KB`);
    if (kilobytes > mostKilobytes) {
      console.error(`docs/images/${name}.png is larger than ${mostKilobytes} KB.`);
      process.exitCode = 1;
    }
  } catch (error) {
    await page.screenshot({ path: join(root, '.cache/screenshot-failed.png') });
    throw error;
  } finally {
    await browser.close();
    await server.stop();
    files.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

/** The extension with a command line that prints a recorded report, so that a picture needs no builder. */
function printing(report, work) {
  const extension = join(work, 'extension');
  for (const part of ['package.json', 'dist', 'snippets', 'syntaxes']) {
    cpSync(join(root, part), join(extension, part), { recursive: true });
  }
  const path = JSON.stringify(join(root, report));
  writeFileSync(join(extension, 'dist/cli.js'), `process.stdout.write(require('fs').readFileSync(${path}));`);
  return extension;
}

async function showProblems(page) {
  await page.waitForSelector(squiggle);
  await command(page, 'Problems: Focus on Problems View');
  await page.waitForSelector('.markers-panel .monaco-list-row');
}

async function openLightBulb(page) {
  await page.waitForSelector(squiggle);
  await page.locator(baseImage).first().click();
  await page.waitForTimeout(1000);
  await page.keyboard.press('Control+.');
  await page.waitForSelector('.action-widget .monaco-list-row');
  await page.mouse.move(5, 500);
}

async function hoverBaseImage(page) {
  await page.waitForSelector(squiggle);
  await page.locator(baseImage).first().hover();
  await page.locator('.monaco-hover table').first().waitFor({ state: 'attached' });
  // The hover grows while its parts arrive.
  await page.waitForTimeout(1000);
  const box = await page.locator('.monaco-hover:visible').first().boundingBox();
  if (!box) throw new Error('The hover is not shown.');
  return { x: 0, y: 0, width: box.x + box.width + 40, height: box.y + box.height + 30 };
}

async function convert(page) {
  await page.waitForSelector(squiggle);
  await page.locator('.monaco-editor .view-line').first().click();
  await command(page, 'Distill: Convert to Distroless');
  await page.waitForSelector('.notification-toast .notification-list-item-message');
  // The notes are drawn last: in a fresh editor that takes longer than any pause that one would write here.
  await page.frameLocator('iframe.webview').frameLocator('iframe').locator('h1').waitFor();
  await page.waitForTimeout(500);
}

async function verify(page) {
  await page.waitForSelector(squiggle);
  await page.locator('.monaco-editor .view-line').first().click();
  await command(page, 'Distill: Verify Conversion');
  const report = page.frameLocator('iframe.webview').frameLocator('iframe');
  await report.locator('h1').waitFor();
}

async function command(page, title) {
  await page.keyboard.press('F1');
  await page.keyboard.type(title);
  await page.waitForSelector('.quick-input-list .monaco-list-row');
  await page.waitForTimeout(500);
  await page.keyboard.press('Enter');
}
