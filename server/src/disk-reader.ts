/** Lets the language server read the build contexts of `file:` documents by itself. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ContextReader } from './lsp/context-reader';
import { defaultBounds, listContext, readTexts } from './read-context';

export const diskReader: ContextReader = {
  list(uri, signal) {
    const dockerfile = fileURLToPath(uri);
    return listContext(dirname(dockerfile), dockerfile, defaultBounds, signal);
  },
  read: (_uri, listing, paths, signal) => readTexts(listing, paths, defaultBounds, signal),
};
