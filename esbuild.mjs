/**
 * Bundles what ships: one row per artefact. `tsc -b` checks the types and emits no JavaScript.
 *
 *     node esbuild.mjs [--sizes] [--source-maps] [NAME…]
 */
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { sourceOptions } from './scripts/bundle.mjs';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

const rows = [
  { name: 'client.node', entry: 'client/src/node.ts', platform: 'node', format: 'cjs', external: ['vscode'] },
  {
    name: 'client.browser',
    entry: 'client/src/browser.ts',
    platform: 'browser',
    format: 'cjs',
    external: ['vscode'],
  },
  {
    name: 'server.node',
    entry: 'server/src/node.ts',
    platform: 'node',
    format: 'cjs',
    plugins: [coreFrom('./server.browser.js')],
  },
  {
    name: 'server.browser',
    entry: 'server/src/browser.ts',
    platform: 'browser',
    format: 'iife',
    // dockerfile-ast calls Buffer.from in its byte-order-mark check (lib/util.js), and a worker has no Buffer.
    inject: ['server/src/buffer-shim.ts'],
    globalName: 'distillServer',
    footer: { js: 'if (typeof module === "object") module.exports = distillServer;' },
  },
  {
    name: 'cli',
    entry: 'cli/src/main.ts',
    platform: 'node',
    format: 'cjs',
    banner: { js: '#!/usr/bin/env node' },
    plugins: [coreFrom('./server.browser.js'), serverFrom('./server.node.js')],
  },
];

/**
 * Takes the core out of another bundle instead of packing it twice: a worker must be one file, and Node may
 * as well load that one. It is the largest part of the package by far, and grows.
 */
function coreFrom(path) {
  return {
    name: 'core-from-another-bundle',
    setup: ({ onResolve }) => onResolve({ filter: /\/core\/analysis$/ }, () => ({ path, external: true })),
  };
}

/** The same for `distill lsp`, which is the server as it is. */
function serverFrom(path) {
  return {
    name: 'server-from-another-bundle',
    setup: ({ onResolve }) => onResolve({ filter: /\/server\/src\/node$/ }, () => ({ path, external: true })),
  };
}

const options = process.argv.slice(2).filter(argument => argument.startsWith('--'));
const names = process.argv.slice(2).filter(argument => !argument.startsWith('--'));
const chosen = names.length === 0 ? rows : rows.filter(row => names.includes(row.name));

/** Bytes per bundle and the largest packages in it, so that a dependency's weight is seen when it arrives. */
function printSizes(name, metafile) {
  const [output] = Object.values(metafile.outputs).filter(one => one.entryPoint);
  const weights = new Map();
  for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
    const owner =
      /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.split('/').slice(0, 4).join('/');
    weights.set(owner, (weights.get(owner) ?? 0) + bytesInOutput);
  }
  const largest = [...weights].sort((a, b) => b[1] - a[1]).slice(0, 6);
  console.log(`${name.padEnd(16)}${kilobytes(output.bytes)}`);
  for (const [owner, bytes] of largest) console.log(`  ${owner.padEnd(44)}${kilobytes(bytes)}`);
}

function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1)} KB`.padStart(10);
}

const results = await Promise.allSettled(
  chosen.map(({ name, entry, ...row }) =>
    build({
      ...sourceOptions,
      ...row,
      entryPoints: [entry],
      outfile: `dist/${name}.js`,
      minify: true,
      metafile: true,
      target: row.platform === 'node' ? 'node20' : 'es2022',
      sourcemap: options.includes('--source-maps'),
      define: { DISTILL_VERSION: JSON.stringify(version) },
      legalComments: 'none',
    }),
  ),
);

results.forEach((result, index) => {
  const { name } = chosen[index];
  // esbuild has printed the errors of this row already.
  if (result.status === 'rejected') process.exitCode = 1;
  else if (options.includes('--sizes')) printSizes(name, result.value.metafile);
});
if (chosen.length === 0) {
  console.error(
    `No bundle is called ${names.join(', ')}; there are ${rows.map(row => row.name).join(', ')}.`,
  );
  process.exitCode = 1;
}
