/** Reads the build context through the client, which has a file system where the server has none. */
import { CancellationTokenSource, type Connection } from 'vscode-languageserver';
import type { ContextReader } from './context-reader';
import { type ContextList, type ContextParams, type ContextTexts, requests } from './protocol';

export function clientContextReader(connection: Connection): ContextReader {
  return {
    async list(uri, signal) {
      const list = await ask<ContextList | null>(connection, { uri, phase: 'list' }, signal);
      if (list === null) return undefined;
      const { root, completeness, dockerfile, entries, dockerignore } = list;
      const files = new Map(
        entries.map(([path, kind, size, executable]) => [path, { kind, size, executable }] as const),
      );
      const ignoreFile =
        dockerfile && files.has(`${dockerfile}.dockerignore`)
          ? `${dockerfile}.dockerignore`
          : '.dockerignore';
      return {
        root,
        completeness,
        ...(dockerfile ? { dockerfile } : {}),
        entries: files,
        texts: new Map(typeof dockerignore === 'string' ? [[ignoreFile, dockerignore]] : []),
      };
    },
    async read(uri, { entries }, paths, signal) {
      const known = paths.filter(path => entries.get(path)?.kind === 'file');
      if (known.length === 0) return { texts: new Map(), complete: true };
      const params = { uri, phase: 'read', paths: known } as const;
      const { texts, complete } = await ask<ContextTexts>(connection, params, signal);
      return { texts: new Map(Object.entries(texts)), complete };
    },
  };
}

async function ask<Answer>(
  connection: Connection,
  params: ContextParams,
  signal: AbortSignal,
): Promise<Answer> {
  const cancellation = new CancellationTokenSource();
  const cancel = () => cancellation.cancel();
  signal.addEventListener('abort', cancel);
  try {
    return await connection.sendRequest<Answer>(requests.context, params, cancellation.token);
  } finally {
    signal.removeEventListener('abort', cancel);
    cancellation.dispose();
  }
}
