/** How sources of the project are bundled, for what ships and for scripts that run the core on its own. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What every bundle has in common. @satisfies {import('esbuild').BuildOptions} */
export const sourceOptions = {
  bundle: true,
  loader: /** @type {const} */ ({ '.md': 'text' }),
  // Its main file loads its parts by a `require` of its own, which no bundler can follow.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  logLevel: /** @type {const} */ ('warning'),
};

/**
 * Bundles what `contents` imports, from a folder of the project, into `.cache/NAME.mjs`, and says where that is.
 * @param {string} name @param {string} contents @param {string} folder
 * @param {import('esbuild').BuildOptions} [options]
 */
export async function bundleForNode(name, contents, folder, options = {}) {
  const outfile = `${root}.cache/${name}.mjs`;
  mkdirSync(dirname(outfile), { recursive: true });
  await build({
    ...sourceOptions,
    stdin: { contents, resolveDir: `${root}${folder}`, loader: 'ts' },
    outfile,
    format: 'esm',
    platform: 'node',
    // dockerfile-ast is CommonJS and asks for its parts by require.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    ...options,
  });
  return pathToFileURL(outfile).href;
}
