/** Counts the packages that the databases of an image list. */
import type { Header } from 'tar-stream';

/** Takes a chunk of a database's file. */
type Reader = (chunk: Buffer) => void;

const statusFolder = /^var\/lib\/dpkg\/status\.d\/[^/]+$/;
const apkDatabase = /^(?:usr\/)?lib\/apk\/db\/installed$/;
const pacmanPackage = /^var\/lib\/pacman\/local\/[^/]+\/desc$/;

/** Berkeley DB, ndb or SQLite of rpm in its three places, and the compressed list of chiselled images. */
const uncountable = [
  /^(?:var\/lib\/rpm|usr\/lib\/sysimage\/rpm|usr\/share\/rpm)\/(?:Packages|Packages\.db|rpmdb\.sqlite)$/,
  /^var\/lib\/chisel\/manifest\.wall$/,
];

export function packageCounter() {
  let count = 0;
  let known = true;
  const counter = (line: RegExp) =>
    lineReader(text => {
      if (line.test(text)) count++;
    });

  return {
    /** Whoever wants to read this file of the image. Databases that are a file a package are counted by their names. */
    reader(path: string, { type }: Header): Reader | undefined {
      if (type !== 'file' && type !== 'contiguous-file') return undefined;
      if (path === 'var/lib/dpkg/status') return counter(/^Status:.*\sinstalled\s*$/i);
      if (apkDatabase.test(path)) return counter(/^P:/);
      if (statusFolder.test(path) && !path.endsWith('.md5sums')) count++;
      else if (pacmanPackage.test(path)) count++;
      else if (uncountable.some(pattern => pattern.test(path))) known = false;
      return undefined;
    },
    count: () => (known ? count : undefined),
  };
}

/** No line that is looked for is longer; of those that are, the beginning is kept. */
const maxLine = 4096;

/** Calls back for every line that ends in a line feed, as all do in these files. */
function lineReader(onLine: (line: string) => void): Reader {
  let rest = '';
  return chunk => {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = (lines.pop() ?? '').slice(0, maxLine);
    for (const line of lines) onLine(line);
  };
}
