/** What `docker cp` and its like give: one file, or a folder, as a tar. */
import type { Readable } from 'node:stream';
import { extract } from 'tar-stream';

const longestText = 16 * 1024 * 1024;

/**
 * The text of the file in a tar of one path; for a folder `(directory) ` and the sorted names in it. Undefined for a
 * tar with nothing in it. Very long texts are cut off.
 */
export async function textOfEntry(tar: Readable): Promise<string | undefined> {
  const entries = extract();
  tar.on('error', error => entries.destroy(error));
  tar.pipe(entries);
  const names = new Set<string>();
  let folder: string | undefined;
  let text: string | undefined;
  for await (const entry of entries) {
    const path = entry.header.name.replace(/^\.\//, '').replace(/\/+$/, '');
    if (folder === undefined && text === undefined && entry.header.type === 'directory') folder = path;
    else if (folder !== undefined) {
      const below = folder === '' || folder === '.' ? path : path.slice(folder.length + 1);
      const [name] = below.split('/');
      if (name) names.add(name);
    }
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of entry as AsyncIterable<Buffer>) {
      if (folder === undefined && size < longestText) chunks.push(chunk);
      size += chunk.length;
    }
    if (folder === undefined) text ??= Buffer.concat(chunks).toString();
  }
  return folder === undefined ? text : `(directory) ${[...names].sort().join(' ')}`;
}
