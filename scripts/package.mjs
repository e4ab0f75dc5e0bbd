/** `npm run package`: builds the .vsix and refuses one that is too large or holds what does not run. */
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { name, version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const file = `${name}-${version}.vsix`;
const mostBytes = 1100 * 1024;

/** Whatever is not named here has no business in the package. */
const allowed = [
  /^package\.json$/,
  /^(readme|changelog|license)(\.(md|txt))?$/i,
  /^dist\/(client|server)\.(node|browser)\.js$/,
  /^dist\/cli\.js$/,
  /^(snippets|syntaxes|walkthroughs)\/[\w.-]+\.(json|md|svg|png)$/,
  /^(docs\/images|images|icons)\/[\w.-]+\.(png|svg)$/,
  /^[\w.-]*(language-configuration|package\.nls)[\w.-]*\.json$/,
];
const required = [
  'package.json',
  'dist/client.node.js',
  'dist/client.browser.js',
  'dist/server.node.js',
  'dist/server.browser.js',
  'dist/cli.js',
];

function run(...words) {
  const { status, stdout } = spawnSync(process.execPath, words, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) {
    process.stdout.write(stdout ?? '');
    process.exit(status ?? 2);
  }
  return stdout;
}

const vsce = 'node_modules/@vscode/vsce/vsce';
run('esbuild.mjs');
const contents = run(vsce, 'ls', '--no-dependencies').trim().split(/\r?\n/);
const strange = contents.filter(path => !allowed.some(pattern => pattern.test(path)));
const missing = required.filter(path => !contents.includes(path));
run(
  vsce,
  'package',
  '--no-dependencies',
  '--allow-missing-repository',
  '--no-rewrite-relative-links',
  '--out',
  file,
);
const { size } = statSync(`${root}${file}`);

console.log(`${file}: ${contents.length} files, ${(size / 1024).toFixed(0)} KB`);
const faults = [
  ...strange.map(path => `holds ${path}, which scripts/package.mjs does not allow`),
  ...missing.map(path => `lacks ${path}`),
  ...(size > mostBytes ? [`is larger than ${mostBytes / 1024} KB`] : []),
];
for (const fault of faults) console.error(`${file} ${fault}.`);
if (faults.length > 0) process.exitCode = 1;
