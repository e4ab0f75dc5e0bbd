/**
 * Writes which packages a program needs at run time that was linked with what `-dev` packages of Debian and Ubuntu
 * bring, per release, from the lists of the archives themselves.
 *
 *     node scripts/linked-packages.mjs NAMES RELEASE=FILE…
 *
 * NAMES lists `-dev` packages, one per line; FILE is what `apt-cache dumpavail` prints for that release. A program may
 * be linked with every library of such a package, and of a `-dev` package that this one depends on where its libraries
 * bring none of that one along. Left out is what another of them brings anyway, and what is the C library's or GCC's.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const target = 'server/src/core/catalogue/linked.generated.json';
const ofDevelopers = /(?:^|\/)(?:libdevel|doc|debug|introspection|java)$/;

const ofCompilers =
  /^(?:libc6(?:-dev)?|libc-dev|linux-libc-dev|libcrypt1?-dev|libgcc.*|libstdc\+\+.*|gcc-.*-base|libgomp1|libatomic1)$/;

const [names, ...lists] = process.argv.slice(2);
if (names === undefined || lists.length === 0) {
  console.error('Say which packages: node scripts/linked-packages.mjs NAMES RELEASE=FILE…');
  process.exit(2);
}
const wanted = readFileSync(names, 'utf8').split(/\s+/).filter(Boolean).sort();
const found = new Map();
for (const list of lists) {
  const [release, file] = list.split('=');
  const archive = readArchive(readFileSync(file, 'utf8'));
  for (const name of wanted) {
    const needs = runtimeOf(name, archive);
    if (needs === undefined) continue;
    const key = `${name} ${needs.join(',')}`;
    found.set(key, [...(found.get(key) ?? []), release]);
  }
}
const packages = [...found]
  .map(([key, releases]) => `${key} ${releases.join(',')}`)
  .sort()
  .join('\n');
writeFileSync(target, `${JSON.stringify({ packages }, null, 1)}\n`);

function readArchive(text) {
  const archive = new Map();
  for (const paragraph of text.split('\n\n')) {
    const field = name => new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1] ?? '';
    const name = field('Package');
    if (name === '' || archive.has(name)) continue;
    archive.set(name, {
      section: field('Section'),
      source: field('Source').replace(/ .*$/, '') || name,
      depends: namesOf(field('Depends')),
      // Where one of several will do, another may be there already.
      sure: namesOf(field('Depends'), item => !item.includes('|')),
    });
  }
  return archive;
}

function namesOf(text, isTaken = () => true) {
  return text
    .split(',')
    .filter(isTaken)
    .map(
      item =>
        item
          .split('|')[0]
          .trim()
          .split(/[\s:(]/)[0],
    )
    .filter(Boolean);
}

/** Undefined where a `-dev` package that it depends on is not in the list: a virtual one may be anything. */
function runtimeOf(name, archive) {
  if (!archive.has(name)) return undefined;
  const libraries = new Set();
  const brought = new Set();
  const seen = new Set();
  const rest = [name];
  while (rest.length > 0) {
    const at = rest.shift();
    if (seen.has(at) || ofCompilers.test(at)) continue;
    seen.add(at);
    const item = archive.get(at);
    if (item === undefined) return undefined;
    const own = item.depends.filter(other => isLibrary(other, archive));
    const family = at === name || item.source === archive.get(name).source;
    if (family || !own.some(other => brought.has(other)))
      for (const library of own) {
        libraries.add(library);
        for (const other of closure(library, archive)) brought.add(other);
      }
    rest.push(...item.depends.filter(other => isForBuilds(other, archive)));
  }
  const spare = new Set();
  for (const library of [...libraries].sort()) {
    if (spare.has(library)) continue;
    for (const other of closure(library, archive)) if (other !== library) spare.add(other);
  }
  return [...libraries].filter(library => !spare.has(library)).sort();
}

function isForBuilds(name, archive) {
  return /-dev$/.test(name) || /(?:^|\/)libdevel$/.test(archive.get(name)?.section ?? '');
}

function isLibrary(name, archive) {
  const item = archive.get(name);
  return (
    item !== undefined &&
    /^lib/.test(name) &&
    !ofCompilers.test(name) &&
    !ofDevelopers.test(item.section) &&
    !/-(?:dev|bin|common|data|tools|utils)$|^libjs-/.test(name)
  );
}

function closure(name, archive) {
  const seen = new Set();
  const rest = [name];
  while (rest.length > 0) {
    const at = rest.pop();
    if (seen.has(at)) continue;
    seen.add(at);
    rest.push(...(archive.get(at)?.sure ?? []));
  }
  return seen;
}
