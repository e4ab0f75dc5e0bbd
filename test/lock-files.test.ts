/** Lock files as data: which packages production has, and which of them have native code. */
import { describe, expect, it } from 'vitest';
import { readLockFile } from '../server/src/core/manifests/locks/lock-file';
import { nativePackages } from '../server/src/core/node/native-code';

interface Case {
  readonly file: string;
  readonly text: string;
  readonly direct?: readonly string[];
  readonly production: readonly string[] | undefined;
  readonly native?: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  'npm 7 says what installs, for which system, and for development alone': {
    file: 'package-lock.json',
    text: JSON.stringify({
      lockfileVersion: 3,
      packages: {
        '': {},
        'packages/own': { hasInstallScript: true },
        'node_modules/own': { link: true },
        'node_modules/a': { version: '1.0.0' },
        'node_modules/a/node_modules/bcrypt': { version: '5.1.0', hasInstallScript: true },
        'node_modules/core-js': { version: '3.0.0', hasInstallScript: true },
        'node_modules/fsevents': { version: '2.0.0', os: ['darwin'], hasInstallScript: true },
        'node_modules/not-windows': { version: '1.0.0', os: ['!win32'] },
        'node_modules/swc': { version: '1.0.0', dev: true, hasInstallScript: true },
        'node_modules/wasm': { version: '1.0.0', cpu: ['wasm32'] },
      },
    }),
    production: ['a', 'bcrypt', 'core-js', 'fsevents', 'not-windows', 'wasm'],
    native: ['bcrypt', 'not-windows'],
  },
  'npm 6 names the helpers only': {
    file: 'package-lock.json',
    text: JSON.stringify({
      lockfileVersion: 1,
      dependencies: {
        a: { version: '1.0.0', requires: { bindings: '^1.0.0' } },
        bindings: { version: '1.5.0' },
        b: { version: '1.0.0', dependencies: { c: { version: '1.0.0', dev: true } } },
      },
    }),
    production: ['a', 'bindings', 'b'],
    native: ['a'],
  },
  'Yarn 1 by reachability': {
    file: 'yarn.lock',
    text: '# yarn lockfile v1\n\n\n"@s/a@^1.0.0", "@s/a@^1.1.0":\n  version "1.1.0"\n  dependencies:\n    b "^1.0.0"\n\nb@^1.0.0:\n  version "1.0.0"\n  optionalDependencies:\n    "@x/y-linux-x64-musl" "1.0.0"\n\n"@x/y-linux-x64-musl@1.0.0":\n  version "1.0.0"\n\ntool@^1.0.0:\n  version "1.0.0"\n',
    direct: ['@s/a'],
    production: ['@s/a', 'b', '@x/y-linux-x64-musl'],
    native: ['@x/y-linux-x64-musl'],
  },
  'Yarn 4 writes down conditions': {
    file: 'yarn.lock',
    text: '__metadata:\n  version: 8\n\n"a@npm:^1.0.0":\n  version: 1.0.0\n  resolution: "a@npm:1.0.0"\n  dependencies:\n    "@s/b": "npm:^1.0.0"\n    c: "npm:1.0.0"\n  checksum: 10c0/x\n  languageName: node\n  linkType: hard\n\n"@s/b@npm:^1.0.0":\n  version: 1.0.0\n  conditions: os=linux & cpu=x64 & libc=glibc\n\n"c@npm:1.0.0":\n  version: 1.0.0\n  conditions: os=darwin\n\n"tool@npm:1.0.0":\n  version: 1.0.0\n',
    direct: ['a'],
    production: ['a', '@s/b', 'c'],
    native: ['@s/b'],
  },
  'pnpm 6 marks development and builds': {
    file: 'pnpm-lock.yaml',
    text: "lockfileVersion: '6.0'\npackages:\n  /a@1.0.0:\n    dev: false\n  /@s/b@1.0.0(a@1.0.0):\n    requiresBuild: true\n    dev: false\n  /c@1.0.0:\n    requiresBuild: true\n    dev: true\n",
    production: ['a', '@s/b'],
    native: ['@s/b'],
  },
  'pnpm 9 by reachability from all projects': {
    file: 'pnpm-lock.yaml',
    text: "lockfileVersion: '9.0'\nimporters:\n  .:\n    devDependencies:\n      tool: { specifier: '1', version: 1.0.0 }\n  packages/x:\n    dependencies:\n      a: { specifier: '1', version: 1.0.0 }\npackages:\n  a@1.0.0: {}\n  '@s/b@1.0.0':\n    os: [linux]\n  tool@1.0.0: {}\nsnapshots:\n  a@1.0.0:\n    optionalDependencies:\n      '@s/b': 1.0.0\n  '@s/b@1.0.0': {}\n  tool@1.0.0: {}\n",
    production: ['a', '@s/b'],
    native: ['@s/b'],
  },
  'bun by reachability': {
    file: 'bun.lock',
    text: '{\n  "lockfileVersion": 1,\n  "packages": {\n    "a": ["a@1.0.0", "", { "dependencies": { "b": "1" } }, "sha512-x"],\n    "b": ["b@1.0.0", "", { "os": "linux", "cpu": "x64" }, "sha512-x"],\n    "tool": ["tool@1.0.0", "", {}, "sha512-x"],\n  }\n}\n',
    direct: ['a'],
    production: ['a', 'b'],
    native: ['b'],
  },
  'broken text is no lock file': { file: 'package-lock.json', text: '{', production: undefined },
  'nor is another text': { file: 'yarn.lock', text: 'hello', production: undefined },
};

describe('lock files', () => {
  for (const [name, { file, text, direct = [], production, native = [] }] of Object.entries(cases)) {
    it(name, () => {
      const lock = readLockFile(file, text, direct);
      expect(lock?.production.map(item => item.name)).toEqual(production);
      expect(lock === undefined ? [] : nativePackages(lock.production)).toEqual(native);
    });
  }
});
