/**
 * What npm, Yarn, pnpm, uv and Poetry say and write themselves when they start a program: a conversion that starts it without them
 * lacks that, and nothing else.
 */
import type { RunReport } from './report';

/** The run without the headings, logs and caches of a package manager; the program's own output stays. */
export function withoutManager(run: RunReport): RunReport {
  const stdout = withoutHeadings(run.stdout);
  const written = run.written?.filter(path => !caches.test(path));
  const same = stdout === run.stdout && written?.length === run.written?.length;
  return same ? run : { ...run, stdout, ...(written === undefined ? {} : { written }) };
}

/** `> name@1.0.0 start` and `> node app.js` of npm and pnpm, `yarn run v1.22.22` and `$ node app.js` of Yarn. */
function withoutHeadings(text: string): string {
  const npm = /(?:^|\n)\n?> (?:@?[\w./-]+@\S* )?[\w:.-]+(?: \/\S*)?\n> [^\n]*\n\n?/g;
  const yarn =
    /(?:^|\n)yarn run v[\d.]+\n(?:\$ [^\n]*\n)?|\n?(?:Done in [\d.]+s\.|info Visit https:\/\/yarnpkg\.com\S* for[^\n]*)\n?/g;
  // When pnpm is told to stop, it reports how its script ended.
  const ended = /\n?\s?ELIFECYCLE\s+Command failed[^\n]*/g;
  return text
    .replace(ended, '')
    .replace(npm, start => (start.startsWith('\n') ? '\n' : ''))
    .replace(yarn, '\n')
    .replace(/^\n+/, '');
}

/** Beside the caches the folder in which Yarn 1 links `node` and `yarn` for a script; it stays when the script fails. */
const caches =
  /^(?:\/(?:root|home\/[^/]+)\/(?:\.npm|\.yarn|\.yarnrc|\.cache\/(?:yarn|node|pnpm|uv|pypoetry)|\.local\/share\/pnpm|\.config\/(?:yarn|configstore|pypoetry))|\/tmp\/yarn--\d+-[\d.]+)(?:\/|$)/;
