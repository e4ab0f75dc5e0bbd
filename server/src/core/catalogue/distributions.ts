/** The distributions behind images: how tags name them, their libc and package manager, what every one of them holds. */
import type { Distribution, ImageUser, Libc } from './types';
import { glibcOf } from './unpack';

const debian = ['wheezy', 'jessie', 'stretch', 'buster', 'bullseye', 'bookworm', 'trixie', 'forky'];
const debianVersion = (codename: string): string => String(debian.indexOf(codename) + 7);

const ubuntu: ReadonlyMap<string, string> = new Map([
  ['trusty', '14.04'],
  ['xenial', '16.04'],
  ['bionic', '18.04'],
  ['cosmic', '18.10'],
  ['disco', '19.04'],
  ['eoan', '19.10'],
  ['focal', '20.04'],
  ['groovy', '20.10'],
  ['hirsute', '21.04'],
  ['impish', '21.10'],
  ['jammy', '22.04'],
  ['kinetic', '22.10'],
  ['lunar', '23.04'],
  ['mantic', '23.10'],
  ['noble', '24.04'],
  ['oracular', '24.10'],
  ['plucky', '25.04'],
  ['questing', '25.10'],
  ['resolute', '26.04'],
]);
const ubuntuCodenames: ReadonlyMap<string, string> = new Map(
  [...ubuntu].map(([name, version]) => [version, name]),
);

const byPrefix: readonly (readonly [prefix: string, id: string])[] = [
  ['alpine', 'alpine'],
  ['al', 'amazonlinux'],
  ['amazonlinux', 'amazonlinux'],
  ['oraclelinux', 'oraclelinux'],
  ['oracle', 'oraclelinux'],
  ['ubi', 'rhel'],
  ['centos', 'centos'],
  ['fedora', 'fedora'],
  ['almalinux', 'almalinux'],
  ['rockylinux', 'rockylinux'],
];

/** `trixie`, `noble`, `alpine3.22`, `al2023`, `ubuntu-22.04`; undefined for what names no distribution. */
export function distributionOf(codename: string): Distribution | undefined {
  if (debian.includes(codename)) return { id: 'debian', version: debianVersion(codename), codename };
  if (codename === 'sid' || codename === 'unstable') return { id: 'debian', codename: 'sid' };
  const release = ubuntu.get(codename);
  if (release) return { id: 'ubuntu', version: release, codename };
  const dashed = /^ubuntu-(\d\d\.\d\d)$/.exec(codename)?.[1];
  if (dashed) return { id: 'ubuntu', version: dashed, ...withCodename(ubuntuCodenames.get(dashed)) };
  const match = /^([a-z]+)(\d[\d.]*)?(?:-minimal)?$/.exec(codename);
  const id = byPrefix.find(([prefix]) => prefix === match?.[1])?.[1];
  if (!match || !id || (match[1] === 'al' && !match[2])) return undefined;
  return { id, ...(match[2] ? { version: match[2], codename } : {}) };
}

const withCodename = (codename: string | undefined): { codename?: string } => (codename ? { codename } : {});

/** Debian 12 → bookworm, Ubuntu 24.04 → noble. */
export function codenameOf(id: string, version: string): string | undefined {
  if (id === 'debian') return debian[Number.parseInt(version, 10) - 7];
  if (id === 'ubuntu') return ubuntuCodenames.get(version);
  return undefined;
}

const named =
  /(?:^|-)(wheezy|jessie|stretch|buster|bullseye|bookworm|trixie|forky|sid|trusty|xenial|bionic|focal|jammy|noble|resolute|questing|alpine\d+\.\d+|al2|al2023|oraclelinux\d+|oracle\d+|ubi\d+(?:-minimal)?|ubuntu-\d\d\.\d\d|centos\d|fedora\d+|amazonlinux\d+)(?=-|$)/;

/** The part of a tag that names its distribution: `1.22-alpine3.19` → `alpine3.19`. */
export function namedDistribution(tag: string): string | undefined {
  return named.exec(tag)?.[1];
}

/** EL7 2.17, EL8 2.28, EL9 2.34, EL10 2.39: facts/README.md 5.1. */
const enterprise: ReadonlyMap<string, string> = new Map([
  ['7', '2.17'],
  ['8', '2.28'],
  ['9', '2.34'],
  ['10', '2.39'],
]);
const enterpriseIds = ['rhel', 'centos', 'almalinux', 'rockylinux', 'oraclelinux'];

export function libcOf(distribution: Distribution): Libc | undefined {
  const { id, version, codename } = distribution;
  if (id === 'alpine') return { kind: 'musl' };
  const glibc =
    (codename && glibcOf(codename)) ||
    (id === 'amazonlinux' && glibcOf(`al${version}`)) ||
    (enterpriseIds.includes(id) && enterprise.get((version ?? '').split('.')[0] ?? ''));
  return glibc ? { kind: 'glibc', version: glibc } : { kind: 'glibc' };
}

export function packageManagerOf({ id, version, codename }: Distribution): string | undefined {
  if (id === 'debian' || id === 'ubuntu') return 'apt';
  if (id === 'alpine') return 'apk';
  if (codename?.endsWith('-minimal') || (id === 'oraclelinux' && Number.parseInt(version ?? '', 10) >= 8))
    return 'microdnf';
  const major = Number.parseInt(version ?? '', 10);
  if (id === 'fedora') return 'dnf';
  if (id === 'amazonlinux') return version === undefined ? undefined : major >= 2023 ? 'dnf' : 'yum';
  if (enterpriseIds.includes(id)) return Number.isNaN(major) ? undefined : major >= 8 ? 'dnf' : 'yum';
  return undefined;
}

const user = (name: string, uid: number, gid: number, home: string): ImageUser => ({ name, uid, gid, home });

/** The accounts that rules and Dockerfiles name; system accounts that nobody runs as are left out. */
export function systemUsers({ id, version }: Distribution): readonly ImageUser[] {
  const root = user('root', 0, 0, '/root');
  if (id === 'alpine') {
    return [
      root,
      user('bin', 1, 1, '/bin'),
      user('daemon', 2, 2, '/sbin'),
      user('mail', 8, 12, '/var/mail'),
      user('guest', 405, 100, '/dev/null'),
      user('nobody', 65534, 65534, '/'),
    ];
  }
  if (id !== 'debian' && id !== 'ubuntu') return [root];
  const system = [
    root,
    user('daemon', 1, 1, '/usr/sbin'),
    user('bin', 2, 2, '/bin'),
    user('sys', 3, 3, '/dev'),
    user('games', 5, 60, '/usr/games'),
    user('man', 6, 12, '/var/cache/man'),
    user('mail', 8, 8, '/var/mail'),
    user('www-data', 33, 33, '/var/www'),
    user('nobody', 65534, 65534, '/nonexistent'),
  ];
  const named = id === 'ubuntu' && version !== undefined && version >= '23.04';
  return named ? [...system, user('ubuntu', 1000, 1000, '/home/ubuntu')] : system;
}
