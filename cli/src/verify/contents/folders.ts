/** What takes the space in an image. */
import type { Header } from 'tar-stream';

export interface Folder {
  readonly path: string;
  readonly bytes: number;
}

/** Deep enough to tell `/usr/local/go` from `/usr/local/lib`, and no deeper: what is below is theirs. */
const depth = 3;

/** Adds up files by the folder that they lie in, at most three levels deep; hard links take no space. */
export function folderSizes() {
  const sizes = new Map<string, number>();
  let total = 0;
  return {
    add(path: string, { size, type }: Header): void {
      if (type !== 'file' && type !== 'contiguous-file') return;
      const folder = `/${path.split('/').slice(0, -1).slice(0, depth).join('/')}`;
      total += size;
      sizes.set(folder, (sizes.get(folder) ?? 0) + size);
    },

    total: () => total,

    /** Biggest first; by name where they are equal, so that the same image gives the same list. */
    biggest(count: number): readonly Folder[] {
      return [...sizes]
        .map(([path, bytes]) => ({ path, bytes }))
        .filter(({ bytes }) => bytes > 0)
        .sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1))
        .slice(0, count);
    },
  };
}
