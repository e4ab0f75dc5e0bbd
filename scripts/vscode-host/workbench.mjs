/** Opens the served VS Code in a headless Chromium, as a test run or as a window to look at. */
import { chromium as playwright } from 'playwright-core';
import { chromium } from './system-packages.mjs';

const flags = [
  // A container has no user namespaces to build the sandbox from, and the only page is our own.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * @param {{
 *   port: number, folder: string, extension: string, tests?: string,
 *   viewport?: { width: number, height: number }, scale?: number, dark?: boolean,
 *   onLog?: (severity: string, args: unknown[]) => void, onExit?: (code: number) => void,
 * }} options
 */
export async function openWorkbench(options) {
  const browser = await playwright.launch({ executablePath: chromium(), args: flags });
  const page = await browser.newPage({
    viewport: options.viewport ?? { width: 1280, height: 800 },
    deviceScaleFactor: options.scale ?? 1,
    colorScheme: options.dark ? 'dark' : 'light',
  });
  // Both names are part of VS Code's own contract for test runs in a browser.
  await page.exposeFunction('codeAutomationLog', (severity, args) => options.onLog?.(severity, args));
  await page.exposeFunction('codeAutomationExit', code => options.onExit?.(code));
  await page.goto(address(options));
  return { browser, page };
}

function address({ port, folder, extension, tests }) {
  const authority = `127.0.0.1:${port}`;
  const remote = path => `vscode-remote://${authority}${encodeURI(path)}`;
  const payload = [['extensionDevelopmentPath', remote(extension)]];
  if (tests) payload.push(['extensionTestsPath', remote(tests)]);
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  return `http://${authority}/?${query}`;
}
