/**
 * Compares an image of the lab with what the catalogue says about it. What the catalogue does not know (`undefined`)
 * is not compared; what it knows to be absent must be absent, and where it calls an image closed, nothing may be there
 * that it does not name.
 */
import { resolvePath } from './contents.mjs';

/** @typedef {import('./catalogue.mjs').CatalogueImage} CatalogueImage */
/** @typedef {import('./contents.mjs').Contents} Contents */

const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
const triplet = `${machine}-linux-gnu`;
const bundle = '/etc/ssl/certs/ca-certificates.crt';
const zone = '/usr/share/zoneinfo/Europe/Berlin';

/** Files of an image that the comparison reads. */
export const comparedFiles = [
  '/etc/passwd',
  '/usr/lib/os-release',
  '/etc/os-release',
  '/var/lib/dpkg/status',
  '/var/lib/dpkg/status.d/libc6',
];

/**
 * @param {CatalogueImage} known
 * @param {Contents} contents
 * @param {readonly string[]} variables Names of environment variables that the image has beyond the catalogue's.
 * @returns {string[]} What is not as the catalogue says.
 */
export function againstCatalogue(known, contents, variables = []) {
  return [
    ...settings(known, contents),
    ...environment(known, contents, variables),
    ...accounts(known, contents),
    ...system(known, contents),
    ...paths(known, contents),
    ...(known.closed ? beyond(known, contents) : []),
    ...libraries(known, contents),
  ];
}

/** @param {string} what @param {unknown} wanted @param {unknown} got */
const unequal = (what, wanted, got) =>
  JSON.stringify(wanted) === JSON.stringify(got)
    ? []
    : [`${what} is ${JSON.stringify(got)}, the catalogue says ${JSON.stringify(wanted)}`];

/** @param {CatalogueImage} known @param {Contents} contents */
function settings(known, { config, texts }) {
  if (!known.configKnown) return [];
  const user = config.User.split(':')[0] || '0';
  const account = passwd(texts).find(({ name }) => name === user);
  return [
    ...(known.user ? unequal('USER', known.user.uid, account?.uid ?? Number(user)) : []),
    ...unequal('WORKDIR', known.workdir, config.WorkingDir || '/'),
    ...unequal('ENTRYPOINT', known.entrypoint, config.Entrypoint ?? []),
    ...unequal('CMD', known.cmd, config.Cmd ?? []),
  ];
}

/** @param {CatalogueImage} known @param {Contents} contents @param {readonly string[]} variables */
function environment(known, { config }, variables) {
  const own = Object.fromEntries((config.Env ?? []).map(pair => pair.split(/=(.*)/s)));
  const version = /^[A-Z]+_VERSION$/;
  const ofTheLine = (/** @type {string} */ name) => `${own[name]}.`.startsWith(`${known.version}.`);
  return [
    ...Object.entries(known.env)
      .filter(([name]) => !version.test(name))
      .flatMap(([name, value]) => unequal(`ENV ${name}`, value, own[name])),
    // Patch releases come and go; the line is what the tag promises.
    ...Object.keys(known.env)
      .filter(name => version.test(name) && known.version !== undefined)
      .filter(name => !ofTheLine(name))
      .map(name => `ENV ${name} is ${own[name]}, not of the line ${known.version}`),
    ...Object.keys(own)
      .filter(name => !(name in known.env) && !variables.includes(name))
      // Of a line that has ended the catalogue keeps no release.
      .filter(name => !(version.test(name) && ofTheLine(name)))
      .map(name => `ENV ${name} is there, and neither the catalogue nor the table has it`),
  ];
}

/** @param {Contents['texts']} texts */
const passwd = texts =>
  (texts['/etc/passwd'] ?? '')
    .split('\n')
    .filter(Boolean)
    .map(line => {
      const [name = '', , uid, gid, , home = ''] = line.split(':');
      return { name, uid: Number(uid), gid: Number(gid), home };
    });

/** @param {CatalogueImage} known @param {Contents} contents */
function accounts(known, { texts }) {
  const own = passwd(texts);
  const problems = known.users.flatMap(user => {
    const account = own.find(({ name }) => name === user.name);
    if (!account) return [`account ${user.name} is missing`];
    const wanted = { uid: user.uid, gid: user.gid ?? account.gid, home: user.home ?? account.home };
    return unequal(`account ${user.name}`, wanted, {
      uid: account.uid,
      gid: account.gid,
      home: account.home,
    });
  });
  const surplus = known.usersComplete
    ? own.filter(({ name }) => !known.users.some(user => user.name === name))
    : [];
  return [...problems, ...surplus.map(({ name }) => `account ${name} is not in the catalogue`)];
}

/** @param {CatalogueImage} known @param {Contents} contents */
function system(known, { entries, texts }) {
  const there = (/** @type {string} */ path) => resolvePath(entries, path) !== undefined;
  /** @type {string[]} */ const problems = [];
  const present = (/** @type {boolean | undefined} */ wanted, /** @type {string} */ path) => {
    if (wanted !== undefined && wanted !== there(path))
      problems.push(`${path} is ${wanted ? 'absent' : 'there'}, the catalogue says otherwise`);
  };
  const shell = known.shell;
  if (shell) present(true, shell);
  if (shell === false)
    for (const path of ['/bin/sh', '/bin/bash', '/bin/dash', '/busybox/sh']) present(false, path);
  const managers = { apt: '/usr/bin/apt-get', apk: '/sbin/apk' };
  for (const [name, path] of Object.entries(managers))
    if (known.packageManager !== undefined) present(known.packageManager === name, path);
  present(known.caCerts === undefined ? undefined : known.caCerts !== false, known.caCerts || bundle);
  present(known.tzdata, zone);
  const { libc, distribution } = known;
  const records = texts['/var/lib/dpkg/status'] ?? texts['/var/lib/dpkg/status.d/libc6'] ?? '';
  const version = /^Package: libc6\n(?:.+\n)*?Version: (\d+\.\d+)/m.exec(records)?.[1];
  if (libc?.kind === 'glibc' && libc.version) problems.push(...unequal('glibc', libc.version, version));
  if (libc?.kind === 'none') problems.push(...unequal('glibc', undefined, version));
  if (libc?.kind === 'musl') present(true, `/lib/ld-musl-${machine}.so.1`);
  const release = texts['/usr/lib/os-release'] ?? texts['/etc/os-release'] ?? '';
  const id = /^VERSION_ID="?([^"\n]*)/m.exec(release)?.[1];
  if (distribution?.version && !`${id}.`.startsWith(`${distribution.version}.`))
    problems.push(`VERSION_ID is ${id}, the catalogue says ${distribution.version}`);
  return problems;
}

/** @param {string} path */
const forThisMachine = path => path.replace(/-amd64(?=\/|$)/, machine === 'x86_64' ? '-amd64' : '-arm64');

/** @param {CatalogueImage} known @param {Contents} contents */
function paths(known, { entries }) {
  return known.paths.flatMap(({ path: name, kind, target, uid, writable }) => {
    const path = forThisMachine(name);
    if (path === '/') return [];
    // Where the catalogue lists a folder, the image may have a link to one: /bin on a merged /usr.
    const place = resolvePath(entries, path, kind !== 'link');
    const entry = place === undefined ? undefined : entries.get(place);
    if (!entry) return [`${path} is absent`];
    const is = { d: 'directory', l: 'link', '-': 'file' }[entry.mode[0] ?? ''] ?? 'something else';
    return [
      ...(is === kind ? [] : [`${path} is a ${is}, the catalogue says ${kind}`]),
      ...(target === undefined ? [] : unequal(`target of ${path}`, forThisMachine(target), entry.target)),
      ...unequal(`owner of ${path}`, uid ?? 0, Number(entry.owner.split('/')[0])),
      ...(kind === 'directory' && Boolean(writable) !== (entry.mode[8] === 'w')
        ? [`${path} is ${entry.mode}, the catalogue says ${writable ? 'anyone' : 'not everyone'} may write`]
        : []),
    ];
  });
}

/** What the engine puts into every container. */
const ofTheEngine =
  /^\/(?:$|\.dockerenv$|dev(?:\/|$)|proc(?:\/|$)|sys(?:\/|$)|etc\/(?:hosts|hostname|resolv\.conf|mtab)$)/;

/** @param {CatalogueImage} known @param {Contents} contents */
function beyond(known, { entries }) {
  const listed = new Set(known.paths.map(({ path }) => forThisMachine(path)));
  const opaque = known.paths.filter(entry => entry.opaque).map(({ path }) => `${path}/`);
  const parents = new Set(
    [...listed].flatMap(path => path.split('/').map((_, index, parts) => parts.slice(0, index).join('/'))),
  );
  return [...entries.keys()]
    .filter(path => !ofTheEngine.test(path) && !listed.has(path) && !parents.has(path))
    .filter(path => !opaque.some(folder => path.startsWith(folder)))
    .map(path => `${path} is there, and the catalogue calls the image closed`);
}

/** @param {CatalogueImage} known @param {Contents} contents */
function libraries(known, { entries }) {
  if (!known.libraries) return [];
  const folders = [`/usr/lib/${triplet}`, `/lib/${triplet}`, '/lib64', '/usr/lib64', '/usr/lib', '/lib'];
  const missing = known.libraries
    .filter(name => !name.startsWith('ld-linux') || name.includes(machine.replace('_', '-')))
    .filter(name => !folders.some(folder => resolvePath(entries, `${folder}/${name}`) !== undefined));
  const own = [...entries.keys()].flatMap(path => {
    const [, folder, name] = /^(.*)\/([^/]+\.so(?:\.[\d.]+)?)$/.exec(path) ?? [];
    return folder && name && folders.includes(folder) ? [name] : [];
  });
  const sonames = own.filter(name => /\.so\.\d+$/.test(name) && !known.libraries?.includes(name));
  return [
    ...missing.map(name => `the library ${name} is missing`),
    ...sonames.map(name => `the library ${name} is there, and not in the catalogue's list`),
  ];
}
