/** Which locked packages hold or build native code, which is bound to one C library. */
import type { LockedPackage } from '../manifests/locks/locked-package';
import table from './node-addons.generated.json';

/** Names of the packages with native code; empty where all is JavaScript. */
export function nativePackages(packages: readonly LockedPackage[]): readonly string[] {
  return [...new Set(packages.filter(isNative).map(({ name }) => name))];
}

function isNative(item: LockedPackage): boolean {
  if (helpers.has(item.name) || isStatic(item.name) || (item.os.length > 0 && !allows(item.os, 'linux')))
    return false;
  if (isForThisSystem(item)) return true;
  if (item.installs === true && !harmless.has(item.name)) return true;
  return item.needs.some(name => helpers.has(name)) || known.has(item.name);
}

/** Made for a system or a processor, and Linux is none that it leaves out: one of the packages that hold a build for one system each. */
function isForThisSystem({ name, os, cpu, libc }: LockedPackage): boolean {
  // Yarn 1 does not write down what a package is made for; its name tells.
  if (/(?:^|[-/])linux(?:musl)?-(?:x64|arm64|x86_64|aarch64|amd64)(?:-|$)/.test(name)) return true;
  if (os.length === 0 && cpu.length === 0 && libc.length === 0) return false;
  return !cpu.includes('wasm32');
}

/** `["!win32"]` allows all others; a list without `!` allows what it names. */
function allows(list: readonly string[], name: string): boolean {
  return list.includes(name) || (list.every(item => item.startsWith('!')) && !list.includes(`!${name}`));
}

/** esbuild's programs are written in Go and linked statically (its Makefile sets `CGO_ENABLED=0`). */
function isStatic(name: string): boolean {
  return /^@esbuild\/|^esbuild(?:-|$)/.test(name);
}

/** What builds native code, or finds the right one when a package is loaded: nothing else has a use for them. */
const helpers: ReadonlySet<string> = new Set([
  ...[
    'node-gyp',
    'node-gyp-build',
    'node-gyp-build-optional-packages',
    'node-pre-gyp',
    '@mapbox/node-pre-gyp',
  ],
  ...['prebuild-install', 'pkg-prebuilds', 'cmake-js', 'install-artifact-from-github', 'bindings', 'nan'],
  ...['node-addon-api', 'detect-libc'],
]);

/** The engines of Prisma are downloaded when the client is generated. */
const known: ReadonlySet<string> = new Set([
  ...[...table.addons, ...table.v8].map(({ name }) => name),
  ...['@prisma/client', '@prisma/engines'],
]);

const harmless: ReadonlySet<string> = new Set(table.scripts);
