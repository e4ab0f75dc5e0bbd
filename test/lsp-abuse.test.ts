/** The server under what editors, networks and people do to it, as the bundle that ships. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { folder, goFiles } from './support/folder';
import { type LspClient, lspClient, rangeOf } from './support/lsp-client';
import { memoryClient } from './support/memory-connection';

const bundles = [
  ['dist/server.node.js', '--stdio'],
  ['dist/cli.js', 'lsp', '--stdio'],
];

/** The process and a client that speaks to it; ended with the test. */
function served(words: readonly string[]): { child: ChildProcess; client: LspClient } {
  if (!existsSync(words[0] ?? '')) throw new Error(`${words[0]} is missing: run npm run build first.`);
  const child = spawn(process.execPath, [...words], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
    null as never,
  );
  onTestFinished(() => {
    connection.dispose();
    child.kill();
  });
  return { child, client: lspClient(connection) };
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise(resolve => child.on('exit', resolve));
}

describe.each(bundles)('%s over standard input and output', (...words) => {
  test('initialises, diagnoses from the disk, hovers and exits', async () => {
    const uri = pathToFileURL(`${folder(goFiles)}/Dockerfile`).href;
    const { child, client } = served(words);
    const { serverInfo } = await client.initialize();
    expect(serverInfo).toMatchObject({ name: 'Distill', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    client.open(uri, goFiles.Dockerfile);
    const codes = (await client.diagnostics(uri)).map(({ code }) => code);
    expect(codes).toContain('toolchain-in-final-image');
    expect(await client.hover(uri, 0, 8)).not.toBeNull();
    const answer = await client.connection.sendRequest('distill/convert', { textDocument: { uri } });
    expect(answer).toMatchObject({ outcome: 'converted' });
    const exit = ended(child);
    await client.connection.sendRequest('shutdown');
    await client.connection.sendNotification('exit');
    expect(await exit).toBe(0);
  });

  test('a message that is no JSON is dropped, the next one answered', async () => {
    const { child, client } = served(words);
    await client.initialize();
    child.stdin?.write('Content-Length: 9\r\n\r\n{"oh": no');
    child.stdin?.write('Content-Length: 2\r\n\r\n[]');
    client.open('untitled:x', goFiles.Dockerfile);
    expect((await client.diagnostics('untitled:x')).length).toBeGreaterThan(0);
  });

  test('ends when its client is gone', async () => {
    const { child, client } = served(words);
    await client.initialize();
    const exit = ended(child);
    child.stdin?.end();
    expect(await exit).toBe(1);
  });
});

test('parameters of any shape get an answer', async () => {
  const client = memoryClient();
  await client.initialize();
  const methods = [
    'textDocument/diagnostic',
    'textDocument/codeAction',
    'textDocument/hover',
    'workspace/executeCommand',
    'distill/convert',
    'distill/explain',
    'distill/fixAll',
  ];
  const shapes = [{}, { textDocument: null }, { textDocument: { uri: 7 } }, { topic: [] }, [], null];
  for (const method of methods) {
    for (const shape of shapes) {
      // The protocol library itself refuses what is not even an object.
      const code = await client.connection.sendRequest(method, shape).then(
        () => 0,
        error => error.code,
      );
      expect([0, -32602], `${method} ${JSON.stringify(shape)}`).toContain(code);
    }
  }
  await expect(client.connection.sendRequest('distill/unheardOf', {})).rejects.toMatchObject({
    code: -32601,
  });
  client.open('untitled:x', goFiles.Dockerfile);
  expect((await client.diagnostics('untitled:x')).length).toBeGreaterThan(0);
});

test('settings of any shape leave the defaults', async () => {
  const client = memoryClient();
  client.settings = () => ({ enable: 'no', rules: [1], convertTo: 'the moon', buildTargets: [1, null] });
  await client.initialize();
  client.open('untitled:x', goFiles.Dockerfile);
  const codes = (await client.diagnostics('untitled:x')).map(({ code }) => code);
  expect(codes).toContain('toolchain-in-final-image');
});

test('texts of any shape are analysed', async () => {
  const client = memoryClient();
  await client.initialize();
  const texts = [
    '',
    '\u0000',
    '\ufeffFROM',
    '\r\r\n',
    'FROM \ud800',
    '<<EOF',
    'RUN <<A <<B',
    `FROM ${'a'.repeat(1e5)}`,
  ];
  for (const [index, text] of texts.entries()) {
    const uri = `untitled:${index}`;
    client.open(uri, text);
    await client.diagnostics(uri);
    await client.actions(uri, rangeOf(0, 0, 5));
    await client.hover(uri, 0, 5);
    await client.connection.sendRequest('distill/convert', { textDocument: { uri } });
  }
  expect(client.log.filter(message => message.includes('failed'))).toEqual([]);
});

test('10,000 lines are diagnosed while one types', async () => {
  const client = memoryClient();
  await client.initialize();
  const lines = ['FROM golang:1.26', ...Array.from({ length: 9_999 }, (_, index) => `RUN echo ${index}`)];
  client.open('untitled:big', lines.join('\n'));
  const started = Date.now();
  await client.diagnostics('untitled:big');
  await client.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri: 'untitled:big', version: 2 },
    contentChanges: [{ range: rangeOf(5000, 0, 3), text: 'RUN' }],
  });
  await client.diagnostics('untitled:big');
  expect(Date.now() - started).toBeLessThan(6000);
});
