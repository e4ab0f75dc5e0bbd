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
 *   port: number, folder: string, extension: string, tests?: string, open?: string,
 *   viewport?: { width: number, height: number }, scale?: number, dark?: boolean,
 *   onLog?: (severity: string, args: unknown[]) => void, onExit?: (code: number) => void,
 * }} options
 */
export async function openWorkbench(options) {
  const browser = await playwright.launch({ executablePath: chromium(), args: flags });
  const page = await browser.newPage({
    viewport: options.viewport ?? { width: 1280, height: 800 },
    deviceScaleFactor: options.scale ?? 1,
    // The page may fetch extensions by https only, and ours is served by this machine.
    bypassCSP: options.extension.startsWith('http'),
    colorScheme: options.dark ? 'dark' : 'light',
  });
  // Both names are part of VS Code's own contract for test runs in a browser.
  await page.exposeFunction('codeAutomationLog', (severity, args) => options.onLog?.(severity, args));
  await page.exposeFunction('codeAutomationExit', code => options.onExit?.(code));
  if (options.extension.startsWith('http')) await developInBrowser(page, options);
  await page.goto(address(options));
  return { browser, page };
}

/** What the window calls a file or folder of the machine that serves it. */
export function remoteAddress(port, path) {
  return `vscode-remote://127.0.0.1:${port}${encodeURI(path)}`;
}

function address({ port, folder, extension, tests, open }) {
  const payload = [];
  if (!extension.startsWith('http')) payload.push(['extensionDevelopmentPath', extension]);
  if (!extension.startsWith('http') && tests) payload.push(['extensionTestsPath', tests]);
  if (open) payload.push(['openFile', remoteAddress(port, open)]);
  return `http://127.0.0.1:${port}/?${new URLSearchParams({ folder, payload: JSON.stringify(payload) })}`;
}

/** An extension for the browser's own worker is named in the configuration that the page carries, not in its address. */
function developInBrowser(page, { extension, tests }) {
  const components = address => {
    const { protocol, host, pathname } = new URL(address);
    return { scheme: protocol.slice(0, -1), authority: host, path: pathname };
  };
  const development = { extensions: [components(extension)], extensionTestsPath: tests && components(tests) };
  return page.addInitScript(developmentOptions => {
    const observer = new MutationObserver(() => {
      const element = document.getElementById('vscode-workbench-web-configuration');
      if (!element) return;
      observer.disconnect();
      element.dataset.settings = JSON.stringify({
        ...JSON.parse(element.dataset.settings),
        developmentOptions,
      });
    });
    observer.observe(document, { childList: true, subtree: true });
  }, development);
}
