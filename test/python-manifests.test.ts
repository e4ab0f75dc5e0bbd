/** What is read of Python projects: requirements, project files, and the imports of sources. */
import { expect, test } from 'vitest';
import { readPipfile, readPyproject } from '../server/src/core/manifests/pyproject';
import { isConsoleScript, modulesOf, pythonPackage } from '../server/src/core/manifests/python-packages';
import { readPythonImports } from '../server/src/core/manifests/python-source';
import { isStandardModule } from '../server/src/core/manifests/python-stdlib';
import { allowsFrom, lockedVersion } from '../server/src/core/manifests/python-versions';
import { readRequirement, readRequirements } from '../server/src/core/manifests/requirements';
import { readSetupConfiguration } from '../server/src/core/manifests/setup-cfg';

const names = (packages: readonly { readonly name: string }[] | undefined) =>
  packages?.map(({ name }) => name);

test('requirements keep names, extras, markers and includes, and nothing else', () => {
  const text = [
    '\uFEFF# a comment',
    'Flask==3.1.0  # why',
    'uvicorn[standard, watch]>=0.30',
    'ruamel.yaml',
    'tomli; python_version < "3.11"',
    'torch==2.9.0 --hash=sha256:00 \\',
    '    --hash=sha256:11',
    'private @ https://example.com/private.tar.gz',
    '-r base.txt',
    '--requirement=more.txt',
    '-c constraints.txt',
    '-e git+https://example.com/x.git#egg=x',
    '--index-url https://example.com/simple',
    './local',
    '',
  ].join('\r\n');
  const found = readRequirements(text);
  expect(found.packages).toEqual([
    { name: 'flask', extras: [], marker: false, versions: '==3.1.0' },
    { name: 'uvicorn', extras: ['standard', 'watch'], marker: false, versions: '>=0.30' },
    { name: 'ruamel-yaml', extras: [], marker: false },
    { name: 'tomli', extras: [], marker: true },
    { name: 'torch', extras: [], marker: false, versions: '==2.9.0' },
    { name: 'private', extras: [], marker: false },
  ]);
  expect(found.includes).toEqual(['base.txt', 'more.txt']);
  expect(found.others).toBe(true);
});

test('paths, archives and addresses are no names of packages', () => {
  for (const text of ['.', './x', '../x', '/x', 'x.whl', 'git+https://example.com/x', '-e .', 'a b', ''])
    expect(readRequirement(text)).toBeUndefined();
});

test('pyproject.toml in the three dialects', () => {
  const standard = readPyproject(`
    [project]
    name = "shop"
    requires-python = ">=3.12"
    dependencies = ["fastapi>=0.115", "PyYAML ; python_version > '3'"]
    [project.scripts]
    shop = "shop.cli:main"
    [dependency-groups]
    dev = ["pytest", { include-group = "lint" }]
    [tool.uv]
    dev-dependencies = ["ruff"]
  `);
  expect(names(standard?.dependencies)).toEqual(['fastapi', 'pyyaml']);
  expect(names(standard?.development)).toEqual(['pytest', 'ruff']);
  expect(standard).toMatchObject({ requiresPython: '>=3.12', scripts: ['shop'], poetry: false });
  const poetry = readPyproject(`
    [tool.poetry.dependencies]
    python = "^3.13"
    Django = "*"
    uvicorn = { version = "*", extras = ["standard"] }
    [tool.poetry.group.dev.dependencies]
    pytest = "*"
    [tool.poetry.scripts]
    serve = "app:main"
  `);
  expect(names(poetry?.dependencies)).toEqual(['django', 'uvicorn']);
  expect(names(poetry?.development)).toEqual(['pytest']);
  expect(poetry).toMatchObject({ requiresPython: '^3.13', scripts: ['serve'], poetry: true });
  expect(readPyproject('[project\nname')).toBeUndefined();
});

test('Pipfile and setup.cfg', () => {
  const pipfile = readPipfile('[packages]\nflask = "*"\n[dev-packages]\npytest = "*"\n');
  expect(names(pipfile?.packages)).toEqual(['flask']);
  expect(names(pipfile?.development)).toEqual(['pytest']);
  const setup = readSetupConfiguration(
    '[options]\r\ninstall_requires =\r\n    flask>=3\r\n    # a comment\r\n    tomli; python_version < "3.11"\r\n\r\n[options.entry_points]\r\nconsole_scripts =\r\n    shop = shop.cli:main\r\n',
  );
  expect(names(setup?.dependencies)).toEqual(['flask', 'tomli']);
  expect(setup?.dependencies.map(({ marker }) => marker)).toEqual([false, true]);
  expect(setup?.scripts).toEqual(['shop']);
});

test('imports stand outside of strings and comments; only those at the margin are certain', () => {
  const source = [
    '"""',
    'import docs',
    '"""',
    "text = 'it\\'s' # import no",
    'import os, numpy as np',
    'from flask.views import View',
    'from . import sibling',
    'from .package import other',
    'try:',
    '    import rich',
    'except ImportError:',
    '    pass',
    'from \\',
    '    celery import Celery',
    'imported = 1',
    "broken = 'never closed",
    'import yaml',
  ].join('\n');
  const found = readPythonImports(source);
  expect(found.filter(({ certain }) => certain).map(({ module }) => module)).toEqual([
    'os',
    'numpy',
    'flask',
    'celery',
    'yaml',
  ]);
  expect(found.filter(({ certain }) => !certain).map(({ module }) => module)).toEqual(['rich']);
});

test('facts about modules and packages', () => {
  expect(['os', 'tomllib', 'distutils', '_thread'].every(isStandardModule)).toBe(true);
  expect(isStandardModule('yaml')).toBe(false);
  expect(modulesOf('pyyaml')).toEqual(['yaml']);
  expect(modulesOf('pydantic-core')).toEqual(['pydantic_core']);
  expect(pythonPackage('Psycopg2')?.libraries).toEqual(['libpq.so.5']);
  expect(isConsoleScript('gunicorn')).toBe(true);
  expect(isConsoleScript('uwsgi')).toBe(false);
});

test.each([
  ['2.9.5', '', true],
  ['2.9.5', '>=2.8', true],
  ['2.9.5', '==2.9.5', true],
  ['2.9.5', '==2.9.10', true],
  ['2.9.5', '2.9.3', false],
  ['2.9.5', '==2.9.3.post1', false],
  ['2.9.5', '<2.9.5', false],
  ['2.9.5', '>=2.8,<3', true],
  ['2.9.5', '<=2.9.5', true],
  ['2.9.5', '~=2.9.1', true],
  ['2.9.5', '~=2.8.1', false],
  ['2.9.5', '~=2.8', true],
  ['2.9.5', '^2.8', true],
  ['2.9.5', '^1.8', false],
  ['2.9.5', '~2.8', false],
  ['2.9.5', '==2.8.*', false],
  ['2.9.5', '==2.*', true],
  ['0.3.1', '^0.2', false],
])('%s or later is allowed by %j: %s', (version, specifier, expected) => {
  expect(allowsFrom(version, specifier)).toBe(expected);
});

test('versions in lock files', () => {
  const toml =
    '[[package]]\nname = "psycopg2-binary"\nversion = "2.9.3"\n\n[[package]]\nname = "x"\nversion = "1"\n';
  expect(lockedVersion(toml, 'psycopg2-binary')).toBe('2.9.3');
  expect(lockedVersion(toml, 'psycopg2')).toBeUndefined();
  const json = '{"default": {"psycopg2-binary": {"hashes": ["a"], "version": "==2.9.3"}}}';
  expect(lockedVersion(json, 'psycopg2-binary')).toBe('2.9.3');
});
