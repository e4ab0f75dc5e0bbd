/** The run-time side of apt packages, from the Debian archive: which libraries must travel to a distroless image. */
import aptData from './apt.generated.json';

export interface AptRuntime {
  /** What the package is called in this distribution: `libvips42t64`. */
  readonly name: string;
  /** The packages that a program linked with it needs at run time: `libpq5` for `libpq-dev`. */
  readonly packages: readonly string[];
  /** Library packages that must come along because the image lacks them; empty where it has everything. */
  readonly missingFrom: Readonly<Partial<Record<AptTarget, readonly string[]>>>;
  /** True where the facts cut the lists. */
  readonly truncated: boolean;
  /** What all of them add to a cc image, in MB, installed. */
  readonly installedMB?: number;
}

export type AptTarget = 'base' | 'cc' | 'python3' | 'java-base';

/** The run-time side of an apt package; undefined for packages and distributions that the facts do not cover. */
export function aptRuntime(packageName: string, codename: string): AptRuntime | undefined {
  const line = table().get(`${packageName}\t${codename}`);
  return line === undefined ? undefined : read(packageName, line);
}

/** Names are looked up at once, lines are read when asked for. */
const table = (() => {
  const made: { lines?: ReadonlyMap<string, string> } = {};
  return (): ReadonlyMap<string, string> => {
    made.lines ??= new Map(
      aptData.packages.split('\n').map(line => {
        const [name = '', codename = ''] = line.split('\t', 2);
        return [`${name}\t${codename}`, line.slice(name.length + codename.length + 2)];
      }),
    );
    return made.lines;
  };
})();

function read(packageName: string, line: string): AptRuntime {
  const [own, roots = '', cc = '', base = '', python = '', java = '', size] = line.split('\t');
  const names = aptData.names.split(' ');
  const list = (text: string): string[] =>
    text.split(',').flatMap(item => (/^\d+$/.test(item) ? [names[Number(item) - 1] ?? ''] : []));
  const from = list(cc);
  const differing = (text: string): readonly string[] => {
    const gone = new Set(
      text.split(',').flatMap(item => (item.startsWith('-') ? [names[Number(item.slice(1)) - 1]] : [])),
    );
    return [...from.filter(name => !gone.has(name)), ...list(text)].sort();
  };
  return {
    name: own || packageName,
    packages: list(roots),
    missingFrom: {
      cc: from,
      base: differing(base),
      ...(python === '?' ? {} : { python3: differing(python) }),
      ...(java === '?' ? {} : { 'java-base': differing(java) }),
    },
    truncated: [cc, base, python, java].some(text => text.includes('+')),
    ...(size ? { installedMB: Number(size) } : {}),
  };
}
