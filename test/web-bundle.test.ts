/** The server for vscode.dev: the bundle that ships, in a scope that has neither Node nor a disk. */
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { goFiles } from './support/folder';
import { lspClient, rangeOf } from './support/lsp-client';
import { workerConnection } from './support/worker';

const bundle = 'dist/server.browser.js';
const uri = 'vscode-vfs://github/someone/web/Dockerfile';

beforeAll(() => {
  if (!existsSync(bundle)) throw new Error(`${bundle} is missing: run npm run build first.`);
});

test('diagnoses, hovers and converts with the context that the client reads', async () => {
  const client = lspClient(workerConnection(bundle));
  client.connection.onRequest('distill/context', (params): object =>
    params.phase === 'list'
      ? {
          root: uri.slice(0, uri.lastIndexOf('/')),
          completeness: 'known',
          dockerfile: 'Dockerfile',
          entries: Object.entries(goFiles).map(([path, text]) => [path, 'file', text.length, false]),
        }
      : { texts: goFiles, complete: true },
  );
  const { serverInfo } = await client.initialize(undefined, { previews: true, contextRequests: true });
  expect(serverInfo?.name).toBe('Distill');
  client.open(uri, goFiles.Dockerfile);
  const codes = (await client.diagnostics(uri)).map(({ code }) => code);
  expect(codes).toContain('toolchain-in-final-image');
  expect(await client.hover(uri, 0, 8)).not.toBeNull();
  expect((await client.actions(uri, rangeOf(0, 5, 16))).length).toBeGreaterThan(0);
  expect(await client.connection.sendRequest('distill/convert', { textDocument: { uri } })).toMatchObject({
    outcome: 'converted',
    target: 'gcr.io/distroless/static-debian13:nonroot',
  });
  expect(client.log).toEqual([]);
});

test('asks for no module of Node', () => {
  expect(readFileSync(bundle, 'utf8')).not.toMatch(/require\(["'](node:|fs|path|os|util|crypto)/);
});
