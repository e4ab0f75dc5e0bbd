/** Reading a build context from the disk: what is seen, what bounds it, and what it must never touch. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contextReader, defaultBounds, listContext, readTexts } from '../server/src/read-context';
import { folder, goFiles } from './support/folder';

const root = process.getuid?.() === 0;

async function list(path: string, dockerfile = join(path, 'Dockerfile'), bounds = {}) {
  const listing = await listContext(path, dockerfile, { ...defaultBounds, ...bounds });
  if (listing === undefined) throw new Error(`${path} was not listed.`);
  return listing;
}

describe('the list', () => {
  test('names everything with kind and size, with forward slashes', async () => {
    const path = folder({ ...goFiles, 'cmd/web/main.go': 'package main\n', 'empty/': '' });
    const { entries, completeness, dockerfile } = await list(path);
    expect(completeness).toBe('known');
    expect(dockerfile).toBe('Dockerfile');
    expect([...entries.keys()].sort()).toEqual([
      'Dockerfile',
      'cmd',
      'cmd/web',
      'cmd/web/main.go',
      'empty',
      'go.mod',
      'main.go',
    ]);
    expect(entries.get('cmd/web/main.go')).toEqual({ kind: 'file', size: 13, executable: false });
    expect(entries.get('empty')).toEqual({ kind: 'directory', size: 0, executable: false });
  });

  test.skipIf(process.platform === 'win32')('knows what is executable', async () => {
    const path = folder({ 'run.sh': '#!/bin/sh\n' });
    chmodSync(join(path, 'run.sh'), 0o755);
    expect((await list(path)).entries.get('run.sh')?.executable).toBe(true);
  });

  test('has links and does not follow them', async () => {
    const outside = folder({ secret: 'secret' });
    const path = folder({ file: 'file' });
    symlinkSync(outside, join(path, 'out'));
    symlinkSync('.', join(path, 'loop'));
    symlinkSync('nowhere', join(path, 'broken'));
    const { entries, completeness } = await list(path);
    expect([...entries].map(([name, { kind }]) => `${name} ${kind}`)).toEqual([
      'broken link',
      'file file',
      'loop link',
      'out link',
    ]);
    expect(completeness).toBe('known');
  });

  test('has the Compose files above it, up to the root of the repository', async () => {
    const path = folder({
      'compose.yaml': 'services: {}\n',
      'repository/.git/HEAD': 'ref: refs/heads/main\n',
      'repository/compose.yaml': 'services: { web: { build: ./apps/web } }\n',
      'repository/secret.txt': 'secret\n',
      'repository/apps/docker-compose.dev.yml': 'services: {}\n',
      'repository/apps/web/Dockerfile': 'FROM scratch\n',
    });
    const { entries, repository } = await list(join(path, 'repository/apps/web'));
    expect([...entries.keys()]).toEqual(['Dockerfile']);
    expect(repository?.folder).toBe('apps/web');
    expect([...(repository?.texts ?? [])]).toEqual([
      ['apps/docker-compose.dev.yml', 'services: {}\n'],
      ['compose.yaml', 'services: { web: { build: ./apps/web } }\n'],
    ]);
    expect((await list(join(path, 'repository'))).repository).toBeUndefined();
  });

  test('knows where the Dockerfile lies below the context, and when it does not', async () => {
    const path = folder({ 'docker/app.Dockerfile': 'FROM scratch\n' });
    expect((await list(path, join(path, 'docker/app.Dockerfile'))).dockerfile).toBe('docker/app.Dockerfile');
    expect((await list(join(path, 'docker'), join(path, 'Dockerfile'))).dockerfile).toBeUndefined();
    expect(await listContext(path, undefined)).not.toHaveProperty('dockerfile');
  });

  test('is not to be had of a folder that is none', async () => {
    const path = folder({ file: '' });
    expect(await listContext(join(path, 'file'), undefined)).toBeUndefined();
    expect(await listContext(join(path, 'missing'), undefined)).toBeUndefined();
  });

  test('is partial when a folder cannot be read', async () => {
    const path = folder({ 'closed/file': '', open: '' });
    chmodSync(path, 0o755);
    chmodSync(join(path, 'closed'), 0);
    // Root may read everything: for this one call it is somebody else.
    if (root) process.seteuid?.(65534);
    const { entries, completeness } = await list(path).finally(() => {
      if (root) process.seteuid?.(0);
    });
    chmodSync(join(path, 'closed'), 0o700);
    expect(completeness).toBe('partial');
    expect([...entries.keys()]).toEqual(['closed', 'open']);
  });
});

describe('bounds', () => {
  test('on entries make it partial, shallow files first', async () => {
    const path = folder({ 'a/b/c': '', 'a/b/d': '', top: '' });
    const { entries, completeness } = await list(path, undefined, { entries: 3 });
    expect(completeness).toBe('partial');
    expect([...entries.keys()]).toEqual(['a', 'top', 'a/b']);
  });

  test('on depth make it partial and leave the rest whole', async () => {
    const path = folder({ 'a/b/c/d': '', 'x/y': '' });
    const { entries, completeness } = await list(path, undefined, { depth: 2 });
    expect(completeness).toBe('partial');
    expect([...entries.keys()]).toEqual(['a', 'x', 'a/b', 'x/y', 'a/b/c']);
  });

  test('are not used up by what is heavy and says little', async () => {
    const path = folder({ '.git/objects/aa/1': '', 'node_modules/a/b': '', 'src/deep/main.go': '' });
    const { entries } = await list(path, undefined, { entries: 6 });
    expect(entries.has('src/deep/main.go')).toBe(true);
    expect((await list(path)).entries.has('.git/objects/aa')).toBe(false);
    expect((await list(path)).completeness).toBe('known');
  });

  test('on text stop the reading in time', async () => {
    const path = folder({ a: 'aaaa', b: 'bbbb', c: 'cccc' });
    const listing = await list(path);
    const bounds = { ...defaultBounds, textBytes: 9 };
    expect(await readTexts(listing, ['c', 'a', 'b'], bounds)).toEqual({
      texts: new Map([
        ['c', 'cccc'],
        ['a', 'aaaa'],
      ]),
      complete: false,
    });
  });

  test('stop at once when nobody waits any more', async () => {
    const path = folder({ 'a/b': '' });
    const listing = await listContext(path, undefined, defaultBounds, AbortSignal.abort());
    expect(listing).toMatchObject({ completeness: 'partial', entries: new Map() });
  });
});

describe('.dockerignore', () => {
  const files = { 'big/a': '', 'big/keep/b': '', 'src/main.go': '' };
  const paths = async (dockerignore: string, rest: Record<string, string> = {}) => {
    const path = folder({ ...files, '.dockerignore': dockerignore, ...rest });
    return [...(await list(path)).entries.keys()].filter(name => /^(big|src)/.test(name)).sort();
  };

  test('spares the walk of a folder that it leaves out', async () => {
    expect(await paths('big\n')).toEqual(['big', 'src', 'src/main.go']);
    expect(await paths('*\n!src\n')).toEqual(['big', 'src', 'src/main.go']);
  });

  test.each(['big\n!big/keep\n', 'big\n!big/*/b\n', 'big\r\n!**/b\r\n', '*\n!./big/keep/b\n'])(
    'does not hide its exceptions: %j',
    async text => {
      expect(await paths(text)).toContain('big/keep/b');
    },
  );

  test('does not hide the sources of Java where it names what is sent: the jar was built from them', async () => {
    const rest = { 'src/main/java/App.java': '', 'src/test/java/AppTest.java': '' };
    const sources = ['src', 'src/main', 'src/main/java', 'src/main/java/App.java'];
    expect(await paths('*\n!target/quarkus-app/*\n', rest)).toEqual(
      ['big', ...sources, 'src/main.go', 'src/test'].sort(),
    );
    expect(await paths('src\n', rest)).not.toContain('src/main');
  });

  test('of the Dockerfile itself comes before the one at the root', async () => {
    const rest = { 'Dockerfile.dockerignore': 'src\n' };
    expect(await paths('big\n', rest)).toEqual(['big', 'big/a', 'big/keep', 'big/keep/b', 'src']);
  });

  test('is among the texts', async () => {
    const path = folder({ ...goFiles, '.dockerignore': 'big\n' });
    const context = await contextReader()(path, join(path, 'Dockerfile'), goFiles.Dockerfile);
    expect(context?.texts.get('.dockerignore')).toBe('big\n');
  });
});

test('a list is shared by the Dockerfiles of a folder, but not their ignore files', async () => {
  const files = { a: '', 'b/c': '', 'Two.dockerignore': 'b\n' };
  const path = folder(files);
  const read = contextReader();
  const one = await read(path, join(path, 'One'), '');
  const two = await read(path, join(path, 'Two'), '');
  const three = await read(path, join(path, 'Three'), '');
  expect([one, two, three].map(context => context?.dockerfile)).toEqual(['One', 'Two', 'Three']);
  expect([one, two, three].map(context => context?.entries.has('b/c'))).toEqual([true, false, true]);
});

describe('the texts', () => {
  test('include a program without an ending where Node.js may start it', async () => {
    const path = folder({ 'bin/www': 'start', 'bin/tool': '', LICENSE: 'text' });
    const read = async (source: string) =>
      (await contextReader()(path, join(path, 'Dockerfile'), source))?.texts.has('bin/www');
    expect(await read('FROM node:22\nCMD npm start\n')).toBe(true);
    expect(await read('FROM golang:1.24\n')).toBe(false);
  });

  test('include lists of requirements by any name, and packages called test', async () => {
    const wanted = ['deps', 'app/test/__init__.py', 'req/base.pip', 'requirements/web.txt'];
    const path = folder(Object.fromEntries([...wanted, 'notes.txt', 'data'].map(name => [name, name])));
    const source = 'FROM python:3.13\nRUN pip install -r deps -rreq/base.pip\n';
    const context = await contextReader()(path, join(path, 'Dockerfile'), source);
    expect([...(context?.texts.keys() ?? [])].sort()).toEqual([...wanted].sort());
  });

  test('are decoded by the mark at their beginning, as pip does', async () => {
    const path = folder({});
    for (const [name, mark] of [
      ['requirements-le.txt', [0xff, 0xfe]],
      ['requirements-be.txt', [0xfe, 0xff]],
    ] as const) {
      const text = Buffer.from('psycopg2==2.9.9\r\n', 'utf16le');
      writeFileSync(join(path, name), Buffer.from([...mark, ...(mark[0] === 0xff ? text : text.swap16())]));
    }
    const listing = await list(path);
    const { texts } = await readTexts(listing, ['requirements-le.txt', 'requirements-be.txt']);
    expect([...texts.values()]).toEqual(['psycopg2==2.9.9\r\n', 'psycopg2==2.9.9\r\n']);
  });

  test('are those that the core asks for', async () => {
    const path = folder({ ...goFiles, 'logo.png': 'png' });
    const context = await contextReader()(path, join(path, 'Dockerfile'), goFiles.Dockerfile);
    expect(context?.completeness).toBe('known');
    expect(context?.texts.get('go.mod')).toBe(goFiles['go.mod']);
    expect(context?.texts.get('main.go')).toBe(goFiles['main.go']);
    expect(context?.texts.has('logo.png')).toBe(false);
  });

  test('leave out what is binary, a link, a folder, too large or not listed', async () => {
    const outside = folder({ secret: 'secret' });
    const path = folder({
      binary: Buffer.from([80, 0, 75]),
      'folder/': '',
      large: 'x'.repeat(defaultBounds.fileBytes + 1),
      text: 'text',
    });
    symlinkSync(join(outside, 'secret'), join(path, 'link'));
    const listing = await list(path);
    const asked = ['binary', 'folder', 'large', 'link', '../secret', join(outside, 'secret'), 'text'];
    expect(await readTexts(listing, asked)).toEqual({ texts: new Map([['text', 'text']]), complete: true });
  });

  test.skipIf(process.platform === 'win32')(
    'do not follow a link that took the place of a file',
    async () => {
      const outside = folder({ secret: 'secret' });
      const path = folder({ other: '' });
      symlinkSync(join(outside, 'secret'), join(path, 'file'));
      const listing = await list(path);
      const entries = new Map(listing.entries).set('file', { kind: 'file', size: 6, executable: false });
      expect((await readTexts({ ...listing, entries }, ['file'])).texts.size).toBe(0);
    },
  );
});

test('thousands of files take a moment', async () => {
  const path = folder({});
  for (let group = 0; group < 40; group++) {
    mkdirSync(join(path, `group${group}`));
    for (let file = 0; file < 50; file++) writeFileSync(join(path, `group${group}/${file}`), '');
  }
  const started = Date.now();
  const { entries, completeness } = await list(path);
  expect(entries.size).toBe(2040);
  expect(completeness).toBe('known');
  expect(Date.now() - started).toBeLessThan(2000);
});
