/** Reads the packed tables that scripts/catalogue.mjs writes; docs/catalogue.md gives their grammar. */
import eolData from './eol.generated.json';
import imageData from './images.generated.json';
import tagData from './tags.generated.json';

/** What became of a tag of an official image. */
export interface Fate {
  /** Distribution it pointed to last; `?` where unknown, absent where the tag names it. */
  readonly current?: string;
  readonly since?: string;
  readonly earlier: readonly { readonly codename: string; readonly since: string }[];
  readonly retired?: { readonly on?: string };
}

export interface Cycle {
  readonly cycle: string;
  /** Absent where no end is announced. */
  readonly end?: string;
  readonly extended?: string;
  /** Long-term support, since this date. */
  readonly lts?: string;
}

export interface PackedImage {
  readonly repository: string;
  readonly tags: string;
  readonly family: string;
  readonly runtime: string | undefined;
  readonly version: string | undefined;
  readonly distribution: {
    distro?: string;
    distroVersion?: string;
    codename?: string;
    libc?: string;
    libcVersion?: string;
  };
  readonly config: PackedConfig;
  readonly contents: PackedContents;
  readonly support: { status?: string; eolDate?: string; replacement?: string; aliasOf?: string };
  readonly source: string;
  readonly note: string | undefined;
  readonly architectures: readonly string[];
  readonly size: { sizeMB?: number; sizeNote?: string };
}

export interface PackedConfig {
  readonly user?: string;
  readonly uid?: number;
  readonly workdir?: string;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly env?: readonly number[];
  readonly users?: number;
  readonly stopSignal?: string;
  readonly volumes?: readonly string[];
  readonly exposes?: readonly (string | number)[];
}

export interface PackedContents {
  readonly runtimePath?: string;
  readonly caCerts?: string | boolean;
  readonly tzdata?: boolean;
  readonly packages?: readonly string[];
  readonly tools?: readonly string[];
  readonly extraTools?: readonly string[];
  readonly shell?: string;
  readonly packageManager?: string;
}

function once<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return key => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}

const packedTags = new Map(Object.entries<string>(tagData.tags));
const glibcVersions = new Map(Object.entries<string>(tagData.glibc));

export const officialNames = once((_: 'all') => new Set(tagData.official.split(' ')));

export function glibcOf(codename: string): string | undefined {
  return glibcVersions.get(codename);
}

/** The tags of an official repository, by suffix; versions stay packed until somebody asks. */
export interface RepositoryTags {
  readonly fateOf: (tag: string) => Fate | undefined;
  /** Every version that exists with this suffix: '' for `1.27`, `-alpine` for `1.27-alpine`. */
  readonly versionsWith: (suffix: string) => readonly { readonly version: string; readonly fate: Fate }[];
  readonly suffixes: () => Iterable<string>;
}

type Group = readonly [fate: string, versions: string];

/** Undefined for repositories that the facts do not cover. */
export const tagsOf = once((repository: string): RepositoryTags | undefined => {
  const packed = packedTags.get(repository);
  if (packed === undefined) return undefined;
  const bySuffix = new Map<string, Group[]>();
  for (const line of packed.split('\n')) {
    const [fate = '', ...groups] = line.split(';');
    for (const group of groups) {
      const at = group.indexOf('=');
      const versions = group.slice(at + 1);
      for (const suffix of group.slice(0, at).split(',')) {
        const known = bySuffix.get(suffix);
        if (known) known.push([fate, versions]);
        else bySuffix.set(suffix, [[fate, versions]]);
      }
    }
  }
  const versionsWith = once((suffix: string) =>
    (bySuffix.get(suffix) ?? []).flatMap(([text, versions]) => {
      const fate = readFate(text);
      return versions
        .split(' ')
        .flatMap(readRange)
        .map(version => ({ version, fate }));
    }),
  );
  const fateOf = (tag: string): Fate | undefined => {
    const version = /^\d+(?:\.\d+)*(?:_\d+)?(?=-|$)/.exec(tag)?.[0] ?? '';
    const groups = bySuffix.get(tag.slice(version.length)) ?? [];
    const found = groups.find(([, versions]) => holds(versions, version));
    return found && readFate(found[0]);
  };
  return { fateOf, versionsWith, suffixes: () => bySuffix.keys() };
});

function readFate(text: string): Fate {
  const [moves = '', end] = text.split('!');
  const retired = end === undefined ? {} : { retired: end ? { on: readDate(end) } : {} };
  if (!moves) return { earlier: [], ...retired };
  const [last, ...earlier] = moves.split('<').map(move => {
    const [codename = '?', since = ''] = move.split('@');
    return { codename, since: since && readDate(since) };
  });
  return {
    ...(last ? { current: last.codename, ...(last.since ? { since: last.since } : {}) } : {}),
    earlier,
    ...retired,
  };
}

const readDate = (text: string): string => `20${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4, 6)}`;

const lastPart = (version: string): number =>
  Math.max(version.lastIndexOf('.'), version.lastIndexOf('_')) + 1;

/** Whether packed versions hold one, without unpacking them. */
function holds(versions: string, version: string): boolean {
  const prefix = version.slice(0, lastPart(version));
  const last = version === '' ? '~' : version.slice(prefix.length);
  return versions.split(' ').some(range => {
    if (lastPart(range) !== prefix.length || !range.startsWith(prefix)) return false;
    return range
      .slice(prefix.length)
      .split(',')
      .some(part => part === last || within(part, last));
  });
}

function within(part: string, last: string): boolean {
  const [from, to] = part.split('-');
  return (
    to !== undefined &&
    String(Number(last)) === last &&
    Number(from) <= Number(last) &&
    Number(last) <= Number(to)
  );
}

/** `1.21.0-3,7` → 1.21.0 … 1.21.3, 1.21.7; `~` is no version. */
function readRange(text: string): readonly string[] {
  const cut = lastPart(text);
  const prefix = text.slice(0, cut);
  return text
    .slice(cut)
    .split(',')
    .flatMap(part => {
      if (part === '~') return [''];
      const [from = '', to] = part.split('-');
      if (to === undefined) return [prefix + from];
      const count = Number(to) - Number(from) + 1;
      return Array.from({ length: count }, (_, step) => `${prefix}${Number(from) + step}`);
    });
}

/** The cycles of a product of endoflife.date, newest first. */
export const cyclesOf = once((product: string): readonly Cycle[] => {
  const packed = new Map(Object.entries<string>(eolData)).get(product);
  if (packed === undefined) return [];
  return packed.split('\n').map(line => {
    const [cycle = '', end = '-', ...rest] = line.split(' ');
    const lts = rest.find(part => part.startsWith('L'))?.slice(1);
    const extended = rest.find(part => !part.startsWith('L'));
    return {
      cycle,
      ...(end === '-' || end === 'ended' ? {} : { end }),
      ...(extended === undefined ? {} : { extended }),
      ...(lts === undefined ? {} : { lts }),
    };
  });
});

const shared = once((_: 'all'): readonly unknown[] => JSON.parse(imageData.shared));

function sharedAt<T>(index: string | number | undefined): T | undefined {
  // The script that writes the table is the only author of these values; a test reads every one of them.
  return (shared('all')[Number(index ?? 0)] ?? undefined) as T | undefined;
}

export function environment(config: PackedConfig): Readonly<Record<string, string>> {
  const pairs = (config.env ?? []).map(index => sharedAt<string>(index) ?? '');
  return Object.fromEntries(
    pairs.map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}

export function accounts(
  config: PackedConfig,
): readonly { name: string; uid: number; gid?: number; home?: string }[] {
  return (sharedAt<readonly string[]>(config.users) ?? []).map(text => {
    const [name = '', uid, gid, home] = text.split(':');
    return {
      name,
      uid: Number(uid),
      ...(Number(gid) < 0 ? {} : { gid: Number(gid) }),
      ...(home ? { home } : {}),
    };
  });
}

const lines = once((_: 'all'): ReadonlyMap<string, readonly string[]> => {
  const byRepository = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of imageData.rows.split('\n')) {
    const repository = line.slice(0, line.indexOf(';'));
    if (repository) {
      current = byRepository.get(repository) ?? [];
      byRepository.set(repository, current);
    }
    current.push(line);
  }
  return byRepository;
});

function readImage(repository: string, line: string): PackedImage {
  const [, tags = '', ...indices] = line.split(';');
  const kind = sharedAt<{ family: string; runtime?: string; runtimeVersion?: string }>(indices[0]);
  return {
    repository,
    tags,
    family: kind?.family ?? '',
    runtime: kind?.runtime,
    version: kind?.runtimeVersion,
    distribution: sharedAt(indices[1]) ?? {},
    config: sharedAt(indices[2]) ?? {},
    contents: sharedAt(indices[3]) ?? {},
    support: sharedAt(indices[4]) ?? {},
    source: sharedAt(indices[5]) ?? '',
    note: sharedAt(indices[6]),
    architectures: sharedAt(indices[7]) ?? [],
    size: sharedAt(indices[8]) ?? {},
  };
}

/** The described tags of a repository, in the order of the facts: newest first. */
export const packedImages = once((repository: string): readonly PackedImage[] =>
  (lines('all').get(repository) ?? []).map(line => readImage(repository, line)),
);

export function knownRepositories(): readonly string[] {
  return [...new Set([...lines('all').keys(), ...packedTags.keys()])];
}
