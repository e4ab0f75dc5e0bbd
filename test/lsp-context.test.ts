/** How the server gets to know the build context, and what it does while it does not. */

import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver-protocol';
import { diskReader } from '../server/src/disk-reader';
import type { ContextReader } from '../server/src/lsp/context-reader';
import { folder, goFiles } from './support/folder';
import { type LspClient, until } from './support/lsp-client';
import { memoryClient } from './support/memory-connection';

const convert = (client: LspClient, uri: string): Promise<{ outcome: string; dockerfile?: string }> =>
  client.connection.sendRequest('distill/convert', { textDocument: { uri } });

/** What the client of a virtual file system answers; `asked` collects the phases. */
function answerContext(client: LspClient, files: Readonly<Record<string, string>>, asked: string[]): void {
  client.connection.onRequest('distill/context', (params): object => {
    asked.push(params.phase);
    if (params.phase === 'read') {
      const known = params.paths.filter((path: string) => path in files);
      return { texts: Object.fromEntries(known.map((path: string) => [path, files[path]])), complete: true };
    }
    return {
      root: 'vscode-vfs://host/repository',
      completeness: 'known',
      dockerfile: 'Dockerfile',
      entries: Object.entries(files).map(([path, text]) => [path, 'file', text.length, false]),
      dockerignore: null,
    };
  });
}

describe('through the client', () => {
  const uri = 'vscode-vfs://host/repository/Dockerfile';

  test('a client that announces it is asked for names, then for texts', async () => {
    const client = memoryClient(diskReader);
    const asked: string[] = [];
    answerContext(client, goFiles, asked);
    await client.initialize(undefined, { contextRequests: true });
    client.open(uri, goFiles.Dockerfile);
    expect(await convert(client, uri)).toMatchObject({ outcome: 'converted' });
    expect(asked).toEqual(['list', 'read']);
    await convert(client, uri);
    expect(asked, 'the answers are kept').toHaveLength(2);
  });

  test('a client that announces nothing is left alone', async () => {
    const client = memoryClient(diskReader);
    const asked: string[] = [];
    answerContext(client, goFiles, asked);
    await client.initialize();
    client.open(uri, goFiles.Dockerfile);
    expect((await client.diagnostics(uri)).length).toBeGreaterThan(0);
    expect(asked).toEqual([]);
  });

  test('an answer that is an error costs the context and not the diagnostics', async () => {
    const client = memoryClient();
    client.connection.onRequest('distill/context', () => {
      throw new Error('no file system');
    });
    await client.initialize(undefined, { contextRequests: true });
    client.open(uri, goFiles.Dockerfile);
    expect((await client.diagnostics(uri)).length).toBeGreaterThan(0);
    await until(() => client.log.some(message => message.includes('no file system')));
  });
});

describe('on the disk', () => {
  test('files that come and go bring new diagnostics', async () => {
    const root = folder(goFiles);
    const uri = pathToFileURL(`${root}/Dockerfile`).href;
    let lists = 0;
    const counting: ContextReader = {
      ...diskReader,
      list: (...rest) => {
        lists++;
        return diskReader.list(...rest);
      },
    };
    const client = memoryClient(counting);
    await client.initialize();
    client.open(uri, goFiles.Dockerfile);
    await client.diagnostics(uri);
    expect(lists).toBe(1);
    writeFileSync(`${root}/extra.go`, 'package main\n');
    const changes = [{ uri: pathToFileURL(`${root}/extra.go`).href, type: 1 }];
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes });
    await until(() => client.refreshes() > 0);
    await client.diagnostics(uri);
    expect(lists).toBe(2);
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: 'file:///elsewhere/main.go', type: 2 }],
    });
    await client.diagnostics(uri);
    expect(lists, 'other folders do not matter').toBe(2);
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: pathToFileURL(`${root}/server.log`).href, type: 2 }],
    });
    await new Promise(resolve => setTimeout(resolve, 400));
    await client.diagnostics(uri);
    expect(lists, 'a text that nobody asked for does not matter').toBe(2);
    const text = 'module example.com/web\n\ngo 1.25\n';
    writeFileSync(`${root}/go.mod`, text);
    await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: pathToFileURL(`${root}/go.mod`).href, type: 2 }],
    });
    await until(() => client.refreshes() > 1);
    await client.diagnostics(uri);
    expect(lists).toBe(3);
  });
});

describe('while it is slow', () => {
  /** A reader that waits for the test. */
  function gated(): { reader: ContextReader; open: () => void; aborted: () => boolean } {
    let open: () => void = () => undefined;
    const gate = new Promise<void>(resolve => {
      open = resolve;
    });
    let aborted = false;
    const reader: ContextReader = {
      async list(uri, signal) {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        await gate;
        return diskReader.list(uri, signal);
      },
      read: diskReader.read,
    };
    return { reader, open: () => open(), aborted: () => aborted };
  }

  test('the first diagnostics do without it, and the client is told when it is there', async () => {
    const uri = pathToFileURL(`${folder(goFiles)}/Dockerfile`).href;
    const { reader, open } = gated();
    const client = memoryClient(reader);
    await client.initialize();
    client.open(uri, goFiles.Dockerfile);
    const before = Date.now();
    expect((await client.diagnostics(uri)).length).toBeGreaterThan(0);
    expect(Date.now() - before).toBeLessThan(1000);
    expect(client.refreshes()).toBe(0);
    open();
    await until(() => client.refreshes() > 0);
  });

  test('a conversion waits for it, and can be cancelled meanwhile', async () => {
    const uri = pathToFileURL(`${folder(goFiles)}/Dockerfile`).href;
    const { reader, open } = gated();
    const client = memoryClient(reader);
    await client.initialize();
    client.open(uri, goFiles.Dockerfile);
    const cancellation = new CancellationTokenSource();
    const cancelled = client.connection.sendRequest(
      'distill/convert',
      { textDocument: { uri } },
      cancellation.token,
    );
    const patient = convert(client, uri);
    cancellation.cancel();
    await expect(cancelled).rejects.toMatchObject({ code: -32800 });
    open();
    expect(await patient).toMatchObject({ outcome: 'converted' });
  });

  test('closing the document ends the reading', async () => {
    const uri = pathToFileURL(`${folder(goFiles)}/Dockerfile`).href;
    const { reader, open, aborted } = gated();
    const client = memoryClient(reader);
    await client.initialize();
    client.open(uri, goFiles.Dockerfile);
    await client.diagnostics(uri);
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    await until(aborted);
    open();
  });
});
