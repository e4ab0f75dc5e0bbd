/** What is read of JavaScript sources and of the settings beside them. */
import { describe, expect, test } from 'vitest';
import { readPackageJson } from '../server/src/core/manifests/package-json';
import { packageOf, readImports } from '../server/src/core/manifests/script-imports';
import { readTsconfig } from '../server/src/core/manifests/tsconfig';

function sure(text: string, typescript = true): string[] {
  return readImports(text, typescript).flatMap(found => (found.sure ? [found.specifier] : []));
}

describe('imports', () => {
  test.each([
    ["import express from 'express';\nexpress();", ['express']],
    ["import { Pool } from 'pg';\nconst pool = new Pool();", ['pg']],
    ["import * as path from 'node:path';\nexport const here = path.join('a');", ['node:path']],
    ["import 'reflect-metadata';", ['reflect-metadata']],
    ["import { Injectable } from '@nestjs/common';\n@Injectable()\nexport class A {}", ['@nestjs/common']],
    ["export * from './other';", ['./other']],
    ['const a = require(\'a\'), b = require("b");', ['a', 'b']],
    ["import a = require('a');", ['a']],
  ])('%s are sure', (text, expected) => expect(sure(text)).toEqual(expected));

  test.each([
    "import type { Request } from 'express';",
    "import { Request } from 'express';\nfunction f(q: Request): void {}",
    "import { type Request } from 'express';\nconst q: Request = {};",
    "// import express from 'express'\n/* require('a') */",
    "const text = `\nimport x from 'x'\n${1}`;",
    'const text = \'require("x")\';',
    "function load() { return require('x'); }",
    "try { require('x') } catch {}",
    "const x = await import('x');",
    "const pattern = /['\"`]/; const after = 'a';",
    "loader.require('x');",
    'require(name);',
  ])('%s is not sure of anything', text => expect(sure(text)).toEqual([]));

  test('of JavaScript are kept by the compiler whether they are used or not', () => {
    expect(sure("import { a } from 'x';", false)).toEqual(['x']);
  });

  test('name packages, not files, builtin modules or aliases', () => {
    const names = ['express', '@a/b/c', 'lodash/fp', './a', '#a', 'fs', 'node:fs', 'fs/promises', '@/lib'];
    expect(names.map(packageOf)).toEqual([
      ...['express', '@a/b', 'lodash'],
      ...Array.from({ length: 6 }, () => undefined),
    ]);
  });
});

describe('settings', () => {
  test('of a package that is no object, or has fields of other types', () => {
    expect(readPackageJson('[]')).toBeUndefined();
    expect(readPackageJson('{')).toBeUndefined();
    const found = readPackageJson('\uFEFF{"name": 1, "bin": "a.js", "scripts": {"a": 1, "b": "c"}}');
    expect(found).toMatchObject({ name: undefined, scripts: { b: 'c' }, dependencies: {} });
  });

  test('of a compiler, with comments and trailing commas', () => {
    const text = '{ // base\n "extends": "./base.json", "compilerOptions": { "outDir": "dist", }, }';
    expect(readTsconfig(text)).toMatchObject({ extends: ['./base.json'], outDir: 'dist' });
    expect(readTsconfig('')).toBeUndefined();
  });
});
