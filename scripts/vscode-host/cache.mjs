/**
 * Prepares, once per set of versions, a VS Code that needs no desktop: the server and web workbench that
 * the npm package `code-server` carries, and the Node that they are built for. Nothing is compiled: of the
 * native modules, a suite needs only the log files, and for those there is a stand-in.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { versions } from './versions.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const repository = resolve(here, '../..');

/** @returns {{ node: string, serverMain: string }} */
export function preparedHost() {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new Error(
      `The served VS Code is for Linux; on ${process.platform}-${process.arch} the suite needs the desktop download.`,
    );
  }
  const nodePackage = `node-linux-${process.arch}`;
  const home = join(cacheFolder(), `vscode-${versions.codeServer}-${nodePackage}-${versions.node}`);
  if (!existsSync(home)) install(home, nodePackage);
  return { node: join(home, 'node/bin/node'), serverMain: join(home, 'vscode/out/server-main.js') };
}

function cacheFolder() {
  const shared = process.env.XDG_CACHE_HOME;
  return shared ? join(shared, 'distill') : join(repository, '.cache');
}

/** Builds in a folder beside `home` and renames it, so that an interrupted or a parallel run leaves no half of it. */
function install(home, nodePackage) {
  const started = Date.now();
  console.log(`Preparing VS Code ${versions.vscode} from npm packages (once) …`);
  mkdirSync(dirname(home), { recursive: true });
  const work = mkdtempSync(`${home}.`);
  try {
    unpack(work, `${nodePackage}@${versions.node}`, 'node', ['package/bin/node']);
    unpack(work, `code-server@${versions.codeServer}`, 'vscode', ['package/lib/vscode']);
    const vscode = join(work, 'vscode');
    npm(
      ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
      vscode,
      {
        PATH: join(work, 'node/bin') + delimiter + process.env.PATH,
      },
    );
    for (const name of ['spdlog', 'native-watchdog']) {
      copyFileSync(
        join(here, `stand-ins/${name}.cjs`),
        join(vscode, `node_modules/@vscode/${name}/index.js`),
      );
    }
    publish(work, home);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  console.log(`Prepared in ${Math.round((Date.now() - started) / 1000)} s: ${home}`);
}

/** Fetches a package without its dependencies and keeps only `members` of it, as `folder`. */
function unpack(work, specifier, folder, members) {
  const packed = mkdtempSync(join(work, 'packed-'));
  npm(['pack', '--silent', '--ignore-scripts', '--pack-destination', packed, specifier], work);
  const tarball = readdirSync(packed).find(name => name.endsWith('.tgz'));
  if (!tarball) throw new Error(`npm pack of ${specifier} left no archive.`);
  const target = join(work, folder);
  mkdirSync(target);
  // The Node package keeps its path (bin/node); VS Code's own folder becomes the root.
  const depth = folder === 'vscode' ? 3 : 1;
  execFileSync('tar', [
    '-xzf',
    join(packed, tarball),
    '-C',
    target,
    `--strip-components=${depth}`,
    ...members,
  ]);
  rmSync(packed, { recursive: true });
}

function npm(args, cwd, env = {}) {
  execFileSync('npm', args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
}

function publish(work, home) {
  try {
    renameSync(work, home);
  } catch (error) {
    // Another run finished first; its result is as good as ours.
    if (!existsSync(home)) throw error;
  }
}
