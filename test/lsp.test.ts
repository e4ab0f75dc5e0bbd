/** The language server over a real connection, as an editor uses it: what it says and offers. */
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { CodeAction, TextDocumentEdit, TextEdit } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { diskReader } from '../server/src/disk-reader';
import { floating, folder, goFiles, nodeFiles } from './support/folder';
import { editorCapabilities, rangeOf, until } from './support/lsp-client';
import { memoryClient } from './support/memory-connection';

const image = 'gcr.io/distroless/static-debian13:nonroot';
const onImage = rangeOf(0, 5, 16);

/** A Go project on the disk, open in the editor. */
async function openGo(options: object = { previews: true }, capabilities = editorCapabilities) {
  const uri = pathToFileURL(`${folder(goFiles)}/Dockerfile`).href;
  const client = memoryClient(diskReader);
  const { capabilities: served } = await client.initialize(capabilities, options);
  client.open(uri, goFiles.Dockerfile);
  return { client, uri, served };
}

function applied(source: string, edits: readonly TextEdit[]): string {
  return TextDocument.applyEdits(TextDocument.create('', '', 0, source), [...edits]);
}

function editsOf(action: CodeAction | undefined): readonly TextEdit[] {
  const [change] = (action?.edit?.documentChanges ?? []) as TextDocumentEdit[];
  return (change?.edits ?? []) as TextEdit[];
}

function titles(actions: readonly CodeAction[]): string[] {
  return actions.map(({ title }) => title);
}

describe('initialise', () => {
  test('a client with previews keeps its own commands', async () => {
    const { served } = await openGo();
    expect(served.executeCommandProvider).toBeUndefined();
    expect(served.diagnosticProvider).toMatchObject({ interFileDependencies: false });
    expect(served.textDocumentSync).toEqual({ openClose: true, change: 2 });
    expect(served.codeActionProvider).toEqual({
      codeActionKinds: ['quickfix', 'refactor.rewrite', 'source.fixAll.distill'],
    });
  });

  test('any other client gets the commands from the server', async () => {
    const { served } = await openGo({});
    expect(served.executeCommandProvider?.commands).toContain('distill.convertToDistroless');
  });

  test('a client that can do nothing at all is served', async () => {
    const client = memoryClient();
    await client.initialize({}, undefined);
    client.open('untitled:Dockerfile', goFiles.Dockerfile);
    await until(() => client.published.length > 0);
    expect(client.published[0]?.diagnostics.map(({ code }) => code)).toContain('toolchain-in-final-image');
    expect(await client.actions('untitled:Dockerfile', onImage)).toEqual([]);
  });
});

describe('diagnostics', () => {
  test('are pulled, with rule, source and place', async () => {
    const { client, uri } = await openGo();
    const found = (await client.diagnostics(uri)).find(({ code }) => code === 'toolchain-in-final-image');
    expect(found).toMatchObject({ source: 'distill', severity: 2, range: onImage });
  });

  test('are pushed to a client that does not pull, and taken back on closing', async () => {
    const { textDocument, ...rest } = editorCapabilities;
    const { diagnostic: _, ...pushing } = textDocument ?? {};
    const { client, uri } = await openGo({}, { ...rest, textDocument: pushing });
    await until(() => client.published.some(({ diagnostics }) => diagnostics.length > 0));
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    await until(() => client.published.at(-1)?.diagnostics.length === 0);
  });

  test('follow incremental edits', async () => {
    const { client, uri } = await openGo();
    await client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [
        { range: rangeOf(0, 5, 16), text: 'debian:13' },
        { range: { start: { line: 1, character: 0 }, end: { line: 4, character: 0 } }, text: '' },
      ],
    });
    const codes = (await client.diagnostics(uri)).map(({ code }) => code);
    expect(codes).not.toContain('toolchain-in-final-image');
  });

  test('obey the settings of their own folder', async () => {
    const client = memoryClient();
    client.settings = uri =>
      uri.startsWith('file:///off/') ? { enable: false } : { rules: { 'toolchain-in-final-image': 'error' } };
    await client.initialize();
    client.open('file:///off/Dockerfile', goFiles.Dockerfile);
    client.open('file:///on/Dockerfile', goFiles.Dockerfile);
    expect(await client.diagnostics('file:///off/Dockerfile')).toEqual([]);
    const found = await client.diagnostics('file:///on/Dockerfile');
    expect(found.find(({ code }) => code === 'toolchain-in-final-image')?.severity).toBe(1);
  });

  test('are asked for again when the settings change', async () => {
    const { client, uri } = await openGo();
    await client.diagnostics(uri);
    client.settings = () => ({ rules: { 'toolchain-in-final-image': 'off' } });
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await until(() => client.refreshes() > 0);
    const codes = (await client.diagnostics(uri)).map(({ code }) => code);
    expect(codes).not.toContain('toolchain-in-final-image');
  });

  test('take the pushed settings of a client that cannot be asked', async () => {
    const { workspace, ...rest } = editorCapabilities;
    const { configuration: _, ...silent } = workspace ?? {};
    const { client, uri } = await openGo({}, { ...rest, workspace: silent });
    const settings = { distill: { enable: false } };
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings });
    expect(await client.diagnostics(uri)).toEqual([]);
  });
});

describe('code actions', () => {
  test('offer fixes, refactorings, ignore and explain at a finding', async () => {
    const { client, uri } = await openGo();
    const diagnostics = await client.diagnostics(uri);
    const actions = await client.actions(uri, onImage, { diagnostics });
    expect(titles(actions)).toEqual(
      expect.arrayContaining([
        'Ignore rule toolchain-in-final-image here',
        'Explain rule toolchain-in-final-image',
        `Convert to distroless (${image})`,
      ]),
    );
    const convert = actions.find(({ title }) => title.startsWith('Convert to distroless'));
    expect(convert).toMatchObject({
      kind: 'refactor.rewrite',
      command: { command: 'distill.convertToDistroless', arguments: [uri] },
    });
    const ignore = actions.find(({ title }) => title.startsWith('Ignore rule toolchain'));
    expect(applied(goFiles.Dockerfile, editsOf(ignore))).toContain('distill ignore=toolchain-in-final-image');
    expect(ignore?.diagnostics?.[0]).toEqual(
      diagnostics.find(({ code }) => code === 'toolchain-in-final-image'),
    );
  });

  test('carry the edit itself without previews: the same text that convert answers', async () => {
    const { client, uri } = await openGo({});
    const actions = await client.actions(uri, onImage, { only: ['refactor'] });
    expect(actions.every(({ kind }) => kind === 'refactor.rewrite')).toBe(true);
    const convert = actions.find(({ title }) => title.startsWith('Convert to distroless'));
    expect(convert?.command).toBeUndefined();
    const answer = await client.connection.sendRequest<{ dockerfile: string }>('distill/convert', {
      textDocument: { uri },
    });
    expect(applied(goFiles.Dockerfile, editsOf(convert))).toBe(answer.dockerfile);
  });

  test('give the reason for a missing refactoring when asked for it by kind', async () => {
    const { client, uri } = await openGo();
    client.open(`${uri}.broken`, 'RUN echo no image\n');
    expect(await client.actions(`${uri}.broken`, rangeOf(0, 0, 3), { only: ['refactor.rewrite'] })).toEqual([
      {
        title: 'Convert to distroless',
        kind: 'refactor.rewrite',
        disabled: { reason: expect.stringMatching(/\w/) },
      },
    ]);
    const unasked = await client.actions(`${uri}.broken`, rangeOf(0, 0, 3));
    expect(unasked.filter(({ disabled }) => disabled)).toEqual([]);
  });

  test('answer nothing to kinds that are not ours', async () => {
    const { client, uri } = await openGo();
    expect(await client.actions(uri, onImage, { only: ['source.organizeImports'] })).toEqual([]);
  });
});

describe('hover', () => {
  test('explains the image and names the rules that speak about it', async () => {
    const { client, uri } = await openGo();
    const hover = await client.hover(uri, 0, 8);
    expect(hover?.range).toEqual(onImage);
    expect(hover?.contents).toMatchObject({ kind: 'markdown' });
    const { value } = (hover?.contents ?? {}) as { value?: string };
    expect(value).toContain('**toolchain-in-final-image**');
    expect(value).toContain('golang');
  });

  test('says nothing where there is nothing to say', async () => {
    const { client, uri } = await openGo();
    client.open(`${uri}.quiet`, '# A comment.\nFROM scratch\n');
    expect(await client.hover(`${uri}.quiet`, 0, 4)).toBeNull();
  });
});

describe('requests of our own', () => {
  test('convert answers text, edits and version', async () => {
    const { client, uri } = await openGo();
    const params = { textDocument: { uri } };
    const answer = await client.connection.sendRequest<Record<string, never>>('distill/convert', params);
    expect(answer).toMatchObject({ outcome: 'converted', target: image, version: 1 });
    expect(applied(goFiles.Dockerfile, answer.edits ?? [])).toBe(answer.dockerfile);
  });

  test('convert moves to another version of the runtime', async () => {
    const uri = pathToFileURL(`${folder(nodeFiles)}/Dockerfile`).href;
    const client = memoryClient(diskReader);
    await client.initialize();
    client.open(uri, nodeFiles.Dockerfile);
    const params = { textDocument: { uri }, runtimeVersion: '24' };
    expect(await client.connection.sendRequest('distill/convert', params)).toMatchObject({
      target: 'gcr.io/distroless/nodejs24-debian13:nonroot',
      dockerfile: expect.stringContaining('FROM node:24 '),
    });
  });

  test('convert declines with places', async () => {
    const { client, uri } = await openGo();
    client.open(`${uri}.broken`, 'RUN echo no image\n');
    const params = { textDocument: { uri: `${uri}.broken` } };
    const answer = await client.connection.sendRequest<{ outcome: string; reasons: unknown[] }>(
      'distill/convert',
      params,
    );
    expect(answer.outcome).toBe('declined');
    expect(answer.reasons[0]).toMatchObject({ message: expect.stringMatching(/\w/) });
  });

  test('convert of a document that is not open is declined, not an error', async () => {
    const { client } = await openGo();
    const params = { textDocument: { uri: 'file:///nowhere/Dockerfile' } };
    expect(await client.connection.sendRequest('distill/convert', params)).toMatchObject({
      outcome: 'declined',
    });
  });

  test('explain gives the page of a rule, and null for nonsense', async () => {
    const { client } = await openGo();
    const ask = (topic: string) => client.connection.sendRequest('distill/explain', { topic });
    expect(await ask('toolchain-in-final-image')).toMatchObject({
      markdown: expect.stringContaining('## Why'),
    });
    expect(await ask('no such thing')).toBeNull();
  });

  test('fixAll answers the edits that the action of the same kind carries', async () => {
    const { client, uri: other } = await openGo();
    const uri = `${other}.floating`;
    client.open(uri, floating);
    const edits = await client.connection.sendRequest<TextEdit[]>('distill/fixAll', {
      textDocument: { uri },
    });
    const [action] = await client.actions(uri, rangeOf(0, 0, 0), { only: ['source.fixAll'] });
    expect(editsOf(action)).toEqual(edits);
    expect(applied(floating, edits)).toMatch(/^FROM golang:1\.26-\w+\nRUN apt/);
  });
});

test('commands edit the document through the client where it has no previews', async () => {
  const { client, uri } = await openGo({});
  let edited = '';
  client.connection.onRequest('workspace/applyEdit', ({ edit }) => {
    edited = applied(goFiles.Dockerfile, edit.documentChanges[0].edits);
    return { applied: true };
  });
  const run = (command: string, argument: string): Promise<unknown> =>
    client.connection.sendRequest('workspace/executeCommand', { command, arguments: [argument] });
  expect(await run('distill.convertToDistroless', uri)).toBe(true);
  expect(edited).toContain(image);
  expect(await run('distill.explain', 'toolchain-in-final-image')).toContain('## Why');
  expect(await run('distill.convertToDistroless', 'file:///nowhere')).toBeNull();
});
