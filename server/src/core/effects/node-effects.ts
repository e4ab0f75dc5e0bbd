/** What package managers, compilers and bundlers of JavaScript leave behind, by the name of the program. */
import { cleanPath } from '../model/paths';
import { type CommandHandler, pathOf, unknown } from './commands';
import { onlyAsks } from './node/arguments';
import { applyBundler, applyFramework, applyNest, applyTranspiler, applyTsc } from './node/compilers';
import { applyDeno } from './node/deno';
import { applyNpx, managerCommand } from './node/managers';
import { replaceCommand, runScriptChain } from './node/scripts';
import { removeFiles } from './removals';
import { makeOpaque } from './run';
import type { CommandContext } from './stage-effects';

/** They write, if at all, into the project they are called in. */
const staysInProject: CommandHandler = (context, _args, offset) => {
  const { cwd } = context.command;
  if (cwd === undefined) unknown(context, context.command.words[offset]?.value ?? 'node');
  else makeOpaque(context, cwd);
};

const projectTools =
  'eslint prettier jest vitest mocha ava tap nyc c8 tslint stylelint lint-staged simple-git-hooks only-allow ' +
  'patch-package is-ci opencollective opencollective-postinstall ngcc update-browserslist-db depcheck commitlint ' +
  'tsc-alias tspath prisma node-prune';

/** They write below the folder they are called in, unless an argument names another place. */
const writesBelow: CommandHandler = (context, args, offset) => {
  const name = context.command.words[offset]?.value?.replace(/^.*\//, '') ?? 'node';
  const leaves = args.some(
    word => word.value === undefined || /(?:^|[=/])\.\.(?:\/|$)|^\/|=\//.test(word.value),
  );
  if (leaves) unknown(context, name);
  else staysInProject(context, args, offset);
};

/** By the documentation of each on its output, and on its cache: that is in the project or in node_modules. */
const projectBuilders =
  'remix react-router nitro nitropack vinxi svelte-kit svelte-check vue-tsc tailwindcss tailwind postcss sass node-sass lessc ' +
  'parcel gatsby eleventy vitepress vuepress docusaurus graphql-codegen craco quasar unbuild tsdown';

export const nodeCommands: Readonly<Record<string, CommandHandler>> = {
  ...Object.fromEntries(projectTools.split(' ').map(name => [name, staysInProject])),
  ...Object.fromEntries(projectBuilders.split(' ').map(name => [name, writesBelow])),
  npm: managerCommand('npm'),
  yarn: managerCommand('yarn'),
  yarnpkg: managerCommand('yarn'),
  pnpm: managerCommand('pnpm'),
  bun: managerCommand('bun'),
  deno: applyDeno,
  npx: applyNpx,
  pnpx: applyNpx,
  bunx: applyNpx,
  tsc: applyTsc,
  nest: applyNest,
  babel: applyTranspiler,
  swc: applyTranspiler,
  esbuild: applyBundler,
  ncc: applyBundler,
  tsup: applyBundler,
  vite: applyFramework,
  webpack: applyFramework,
  rollup: applyFramework,
  next: applyFramework,
  nuxt: applyFramework,
  astro: applyFramework,
  ng: applyFramework,
  'react-scripts': applyFramework,
  'vue-cli-service': applyFramework,
  corepack: context => {
    for (const path of ['/usr/local/bin', '/usr/bin', '/root/.cache', '/root/.local'])
      makeOpaque(context, path);
    const { cwd } = context.command;
    if (cwd !== undefined) makeOpaque(context, cleanPath(`${cwd}/.yarn`));
  },
  node: (context, args, offset) => {
    // `node .yarn/releases/yarn-4.1.0.cjs install`: the Yarn that the project brings.
    if (/(?:^|\/)\.yarn\/releases\/yarn-[\w.-]+\.c?js$/.test(args[0]?.value ?? ''))
      managerCommand('yarn')(context, args.slice(1), offset + 1);
    else if (!onlyAsks(args)) unknown(context, 'node', context.command.cwd);
  },
  // They fetch browsers and the like into a cache in the home folder, which the program looks for later.
  ...Object.fromEntries(
    ['playwright', 'puppeteer', 'browsers', 'patchright', 'cypress', 'camoufox-js', 'rebrowser'].map(name => [
      name,
      ({ scripts: _, ...context }: CommandContext) => unknown(context, name),
    ]),
  ),
  // Hooks of Git, and settings in `.git`: where that is not there it does nothing.
  husky: context => {
    const { cwd } = context.command;
    if (cwd === undefined) unknown(context, 'husky');
    else if (cwd !== '/') makeOpaque(context, cleanPath(`${cwd}/.husky`));
  },
  rimraf: (context, args) => removeFiles(context, [...args]),
  'del-cli': (context, args) => removeFiles(context, [...args]),
  shx: (context, _args, offset) => replaceCommand(context, offset + 1),
  copyfiles: copies,
  cpx: copies,
  cpy: copies,
  ncp: copies,
  mkdirp: copies,
  'cross-env': crossEnv,
  'cross-env-shell': crossEnv,
  'run-s': runScripts,
  'run-p': runScripts,
  'npm-run-all': runScripts,
};

/** Whatever they make lies at or below what they are given. */
function copies(...[context, args]: Parameters<CommandHandler>): void {
  for (const word of args) {
    const path = pathOf(context, word);
    if (path === undefined || path === '/') unknown(context, 'copyfiles');
    else if (word.value?.startsWith('-') !== true && !word.glob) makeOpaque(context, path);
  }
}

/** `cross-env NAME=value command`. */
function crossEnv(...[context, args, offset]: Parameters<CommandHandler>): void {
  const values = new Map<string, string>();
  let at = 0;
  for (; at < args.length; at++) {
    const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(args[at]?.value ?? '');
    if (match?.[1] === undefined) break;
    values.set(match[1], match[2] ?? '');
  }
  const { command } = context;
  const lookup: typeof command.lookup = name => {
    const value = values.get(name);
    return value === undefined ? command.lookup(name) : { kind: 'value', value };
  };
  if (at < args.length) replaceCommand({ ...context, command: { ...command, lookup } }, offset + 1 + at);
}

/** `run-s clean build`: scripts by their names; patterns are not followed. */
function runScripts(...[context, args, offset]: Parameters<CommandHandler>): void {
  const { cwd } = context.command;
  const names = args
    .map(word => word.value ?? '*')
    .filter(name => !/^-[slnp]$|^--(?:silent|print-label|serial|parallel|sequential)$/.test(name));
  if (cwd === undefined || names.some(name => /[*{}\s]|^-/.test(name)))
    unknown(context, context.command.words[offset]?.value ?? 'run-s');
  else for (const name of names) runScriptChain(context, cwd, name);
}
