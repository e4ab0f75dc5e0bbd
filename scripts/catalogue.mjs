// Packs facts/*.json into the compact tables that the catalogue reads.
//   node scripts/catalogue.mjs --write    rewrites server/src/core/catalogue/*.generated.json
//   node scripts/catalogue.mjs --check    fails when they are out of step with the facts
// The packed forms are described in docs/catalogue.md; server/src/core/catalogue/unpack.ts reads them.
import { readFileSync, writeFileSync } from 'node:fs';
import { packTags } from './catalogue-tags.mjs';

const root = new URL('../', import.meta.url);
const facts = name => JSON.parse(readFileSync(new URL(`facts/${name}`, root), 'utf8'));

/** Values that repeat are stored once and named by their index; undefined and null are 0. */
function interner() {
  const values = [null];
  const index = new Map([['null', 0]]);
  return {
    values,
    of(value) {
      const key = JSON.stringify(value ?? null);
      const known = index.get(key);
      if (known !== undefined) return known;
      index.set(key, values.length);
      values.push(value);
      return values.length - 1;
    },
  };
}

const present = (object, keys) =>
  Object.fromEntries(keys.flatMap(key => (isEmpty(object[key]) ? [] : [[key, object[key]]])));
const isEmpty = value =>
  value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0);

/** One row per image: repository, tags, and indices of what it shares with others. */
function packImages({ images }) {
  const shared = interner();
  const rows = images.map(image => {
    const official = image.family === 'docker-official';
    const distribution = official
      ? null
      : present(image, ['distro', 'distroVersion', 'codename', 'libc', 'libcVersion']);
    const config = {
      ...present(image, ['user', 'uid', 'workdir', 'entrypoint', 'cmd', 'stopSignal', 'volumes', 'exposes']),
      ...present({ env: environment(image).map(shared.of), users: shared.of(usersOf(image)) || null }, [
        'env',
        'users',
      ]),
    };
    const contents = {
      ...present(image, ['runtimePath', 'caCerts', 'tzdata', 'packages', 'tools', 'extraTools', 'icu']),
      ...(official ? {} : present(image, ['shell', 'packageManager'])),
    };
    const note = /sfw\/compat|multi-platform tags/.test(image.note ?? '') ? null : image.note;
    const support = official
      ? present(image, ['replacement'])
      : present(image, ['status', 'eolDate', 'replacement', 'aliasOf']);
    const row = [
      image.repository,
      tagsOf(image),
      shared.of(present(image, ['family', 'runtime', 'runtimeVersion'])),
      shared.of(distribution),
      shared.of(config),
      shared.of(contents),
      shared.of(support),
      shared.of(
        image.source.replace(/ (images?|src|repos)\/\S*(, README\S*)?$/, '').replace(/ README.*$/, ''),
      ),
      shared.of(note ? note.replace(/\. Old tags.*$/, '') : null),
      shared.of(image.arch.length > 0 ? image.arch : null),
      shared.of(image.sizeMB ? present(image, ['sizeMB', 'sizeNote']) : null),
    ];
    return row;
  });
  return { shared: JSON.stringify(shared.values), rows: foldRows(rows) };
}

/** `NAME=value`, without the versions, which follow from the tag and change with every build. */
function environment({ env, family }) {
  const rolling = family === 'chainguard' || family === 'docker-hardened-images';
  return Object.entries(env ?? {})
    .filter(([name]) => !(rolling && /_VERSION$|^PKG_RELEASE$|SHA256|GPG|^DEBIAN_FRONTEND$/.test(name)))
    .map(([name, value]) => `${name}=${value}`);
}

function usersOf({ users }) {
  return users?.map(({ name, uid, gid, home }) => [name, uid, gid ?? -1, home ?? ''].join(':'));
}

/** `10* 10.0* 10.0.11*~,-debian,-debian13`: hardened images come in every version with every name of their system. */
function tagsOf({ tagPattern, family }) {
  if (family !== 'docker-hardened-images') return tagPattern.replaceAll(/ ?[|,] ?/g, ' ');
  const stems = new Set();
  const systems = new Set();
  for (const tag of tagPattern.split(' | ')) {
    const system = /-(?:debian\d*|alpine[\d.]*)(?=-|$)/.exec(tag)?.[0] ?? '';
    const stem = system ? tag.replace(system, '*') : tag.replace(/(?=(?:-dev|-fpm|-fpm-dev)$)|$/, '*');
    stems.add(stem.replace(/\*(.*)\*/, '*$1'));
    systems.add(system);
  }
  return `${[...stems].join(' ')}~${[...systems].join(',')}`;
}

/** One line per row: repository (empty repeats the one above), tags, indices. */
function foldRows(rows) {
  return rows
    .map(([repository, ...cells], at) =>
      [rows[at - 1]?.[0] === repository ? '' : repository, ...cells].join(';'),
    )
    .join('\n');
}

/** Product → lines `cycle end[ extended][ L<since>]`; `-` where the end is not announced, `ended` where it is undated. */
function packEol({ products }) {
  const wanted = Object.entries(products).filter(([name]) => !unusedProducts.has(name));
  return Object.fromEntries(
    wanted.map(([name, cycles]) => [
      name,
      cycles
        .map(({ releaseCycle, eol, eoes, lts }) => {
          const end = typeof eol === 'string' ? eol : eol ? 'ended' : '-';
          const extended = name === 'debian' && typeof eoes === 'string' ? ` ${eoes}` : '';
          return `${releaseCycle} ${end}${extended}${lts ? ` L${typeof lts === 'string' ? lts : ''}` : ''}`;
        })
        .join('\n'),
    ]),
  );
}

const unusedProducts = new Set([
  'memcached',
  'gradle',
  'apache-maven',
  'deno',
  'bun',
  'centos-stream',
  'rust',
  'composer',
  'spring-boot',
  'django',
  'nextjs',
  'quarkus-framework',
  'kotlin',
  'scala',
  'julia',
  'ghc',
  'traefik',
  'oracle-jdk',
  'azul-zulu',
  'microsoft-build-of-openjdk',
  'graalvm-ce',
]);

/**
 * One line per package and distribution: `name codename package roots cc +base python3 java-base MB`; lists hold
 * indices into `names`, the lists of python3 and java-base only what differs from cc (`-3` is not missing there).
 */
function packApt(apt) {
  const names = interner();
  const lines = [];
  for (const [name, codenames] of Object.entries(apt)) {
    for (const [codename, facts] of Object.entries(codenames ?? {})) {
      const missing = facts?.missingLibPackages;
      if (!missing) continue;
      const cc = missing.cc ?? [];
      const list = packages => packages.map(item => (item.startsWith('+') ? item : names.of(item))).join(',');
      const unlike = packages =>
        packages
          ? [
              ...packages
                .filter(item => !cc.includes(item))
                .map(item => (item.startsWith('+') ? item : String(names.of(item)))),
              ...cc
                .filter(item => !item.startsWith('+') && !packages.includes(item))
                .map(item => `-${names.of(item)}`),
            ].join(',')
          : '?';
      const own = facts.package === name ? '' : facts.package;
      lines.push(
        [
          name,
          codename,
          own,
          list(facts.runtimeRoots ?? []),
          list(cc),
          unlike(missing.base),
          unlike(missing.python3),
          unlike(missing['java-base']),
          facts.extraInstalledMBvsCC ?? '',
        ].join('\t'),
      );
    }
  }
  return { names: names.values.slice(1).join(' '), packages: lines.join('\n') };
}

/** The facts without what was read for them. */
const packClients = ({ rows }) => rows.map(({ source, ...row }) => row);

const outputs = {
  images: packImages(facts('images.json')),
  tags: packTags(facts('official-tags.json'), facts('suffixed-tags.json')),
  eol: packEol(facts('eol.json')),
  apt: packApt(facts('apt-runtime-libs.json')),
  clients: packClients(facts('absent-clients.json')),
};

const mode = process.argv[2];
let stale = 0;
for (const [name, value] of Object.entries(outputs)) {
  const url = new URL(`server/src/core/catalogue/${name}.generated.json`, root);
  const text = `${JSON.stringify(value)}\n`;
  if (mode === '--write') writeFileSync(url, text);
  else if (read(url) !== text) stale += 1;
}
if (mode !== '--write' && mode !== '--check') {
  console.error('usage: node scripts/catalogue.mjs --write | --check');
  process.exitCode = 2;
} else if (stale > 0) {
  console.error(
    `${stale} of the catalogue's tables are out of step with facts/: run node scripts/catalogue.mjs --write`,
  );
  process.exitCode = 1;
}

function read(url) {
  try {
    return readFileSync(url, 'utf8');
  } catch {
    return undefined;
  }
}
