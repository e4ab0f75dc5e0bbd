// Reads every tag that names a distribution out of the history of docker-library/official-images, which
// official-tags.json leaves out, and writes suffixed-tags.json. Needs a clone; run it when the facts are renewed:
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
    let text;
    try {
      text = git('show', `${hash}:library/${repository}`);
    } catch {
      text = '';
    }
    const now = new Set();
    for (const row of text.split('\n')) {
      // Before 2017 a row was `tag: url@commit directory`.
      const tags = /^(?:Tags|SharedTags):(.*)$/.exec(row)?.[1]?.split(',') ?? [/^([\w.-]+): (?:git|https?):/.exec(row)?.[1]];
      for (const tag of tags) if (tag?.trim()) now.add(tag.trim());
    }
    for (const tag of now) seen.set(tag, null);
    for (const tag of live) if (!now.has(tag)) seen.set(tag, date);
    live = now;
  }
  return seen;
}

const tags = {};
for (const repository of repositories) {
  const plain = extra.includes(repository);
  const rows = [...history(repository)].filter(([tag]) => {
    if (/windows|nanoserver/.test(tag)) return false;
    if (tag in (floating[repository] ?? {})) return false;
    return plain || distribution.test(tag);
  });
  tags[repository] = Object.fromEntries(rows);
}
const names = new Set(git('log', '--format=', '--name-only', '--diff-filter=A', '--', 'library').trim().split('\n'));
const official = [...names].map(path => path.replace(/^library\//, '')).filter(name => /^[a-z0-9][a-z0-9._-]*$/.test(name));
const head = git('log', '-1', '--format=%H %cs').trim();
const out = {
  _meta: {
    source: `docker-library/official-images git history, library/<repository>, HEAD ${head}`,
    meaning:
      'every Linux tag that names its distribution (for centos, fedora, almalinux, rockylinux, oraclelinux: every tag), with the date it left the library file, or null while it is built; official = every name that library/ ever held',
  },
  official: official.sort(),
  tags,
};
writeFileSync(here('suffixed-tags.json'), `${JSON.stringify(out).replaceAll('},"', '},\n"')}\n`);
for (const [name, rows] of Object.entries(tags)) console.log(name, Object.keys(rows).length);
