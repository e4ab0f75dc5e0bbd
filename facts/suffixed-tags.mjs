// Reads out of the history of docker-library/official-images what official-tags.json leaves out: every tag that
// names a distribution, and the plain tags that were retired before late 2018. Writes suffixed-tags.json. Needs a clone; run it when the facts are renewed:
//   node facts/suffixed-tags.mjs <clone of docker-library/official-images>
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const clone = process.argv[2];
if (!clone) throw new Error('usage: node facts/suffixed-tags.mjs <clone of docker-library/official-images>');
const git = (...args) => execFileSync('git', ['-C', clone, ...args], { maxBuffer: 1 << 30, encoding: 'utf8' });
const here = name => new URL(name, import.meta.url);

const floating = JSON.parse(readFileSync(here('official-tags.json'), 'utf8'));
const extra = ['centos', 'fedora', 'almalinux', 'rockylinux', 'oraclelinux'];
const repositories = [...Object.keys(floating).filter(name => !name.startsWith('_')), ...extra];

const distribution =
  /(?:^|-)(wheezy|jessie|stretch|buster|bullseye|bookworm|trixie|forky|sid|trusty|xenial|bionic|focal|jammy|noble|resolute|questing|alpine\d+\.\d+|al2|al2023|oraclelinux\d+|oracle\d+|ubi\d+|ubi\d+-minimal|ubuntu-\d\d\.\d\d)(?=-|$)/;

function history(repository) {
  const commits = git('log', '--reverse', '--format=%H %cs', '--', `library/${repository}`).trim().split('\n');
  const seen = new Map();
  let live = new Set();
  for (const line of commits) {
    const [hash, date] = line.split(' ');
    const now = new Set();
    for (const [tag, system] of tagsIn(fileAt(hash, repository))) {
      now.add(tag);
      seen.set(tag, { retired: null, distro: system ?? seen.get(tag)?.distro ?? null });
    }
    for (const tag of live) if (!now.has(tag)) seen.set(tag, { ...seen.get(tag), retired: date });
    live = now;
  }
  return seen;
}

function fileAt(hash, repository) {
  try {
    return git('show', `${hash}:library/${repository}`);
  } catch {
    return '';
  }
}

/** Tags of the Linux builds, each with the distribution that a tag or the directory of its paragraph names. */
function tagsIn(text) {
  const out = [];
  for (const paragraph of text.split(/\n\s*\n/)) {
    if (/windows/i.test(paragraph)) continue;
    const rows = paragraph.split('\n');
    const tags = rows
      .filter(row => /^(?:Tags|SharedTags):/.test(row))
      .flatMap(row => row.replace(/^\w+:/, '').split(','))
      .map(tag => tag.trim());
    const directory = rows.find(row => row.startsWith('Directory:')) ?? '';
    const system = [...tags, directory.replace(/^Directory: */, '').replaceAll('/', '-')].map(named).find(Boolean);
    for (const tag of tags) if (tag) out.push([tag, system]);
    // Before 2017 a row was `tag: url@commit directory`.
    for (const row of rows) {
      const old = /^([\w.-]+): (?:git|https?):\S+@\S+ ?(\S*)/.exec(row);
      if (old) out.push([old[1], named(old[1]) ?? named(old[2].replaceAll('/', '-'))]);
    }
  }
  return out;
}

const named = text => distribution.exec(text)?.[1];

const tags = {};
for (const repository of repositories) {
  const rows = [...history(repository)].filter(
    ([tag]) => !/windows|nanoserver/.test(tag) && !(tag in (floating[repository] ?? {})),
  );
  tags[repository] = Object.fromEntries(
    rows.map(([tag, { retired, distro }]) => [tag, named(tag) ? retired : { distro, retired }]),
  );
}
const names = new Set(git('log', '--format=', '--name-only', '--diff-filter=A', '--', 'library').trim().split('\n'));
const official = [...names].map(path => path.replace(/^library\//, '')).filter(name => /^[a-z0-9][a-z0-9._-]*$/.test(name));
const head = git('log', '-1', '--format=%H %cs').trim();
const out = {
  _meta: {
    source: `docker-library/official-images git history, library/<repository>, HEAD ${head}`,
    meaning:
      'tags: for every Linux tag that names its distribution, the date it left the library file, or null while it is built; for plain tags that official-tags.json lacks (retired before late 2018; all of centos, fedora, almalinux, rockylinux, oraclelinux) the same as retired, and distro where another tag or the directory of its paragraph names one; official: every name that library/ ever held',
  },
  official: official.sort(),
  tags,
};
writeFileSync(here('suffixed-tags.json'), `${JSON.stringify(out).replaceAll(/\},"(?=[a-z-]+":\{)/g, '},\n"')}\n`);
for (const [name, rows] of Object.entries(tags)) console.log(name, Object.keys(rows).length);
