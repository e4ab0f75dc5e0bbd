/** What exists in images whose contents are fully known; nothing else does, outside the opaque directories. */
import type { ImagePath } from './types';

interface Distroless {
  readonly kind: string;
  readonly version: string | undefined;
  readonly debian: string | undefined;
  readonly debug: boolean;
}

const file = (path: string): ImagePath => ({ path, kind: 'file' });
const directory = (path: string): ImagePath => ({ path, kind: 'directory' });
const opaque = (path: string): ImagePath => ({ path, kind: 'directory', opaque: true });
const link = (path: string, target: string): ImagePath => ({ path, kind: 'link', target });

/**
 * base-files, netbase, tzdata, media-types, the CA bundle, passwd, home and tmp: facts/README.md 1.2 and 1.3.
 * `/usr/local`, `/opt`, `/srv`, `/mnt` and `/media` are not there: Debian makes them when it installs base-files,
 * and distroless only unpacks it (file lists of base-files 12.4 and 13.8; cloudfoundry/kind-deployment#162).
 */
const distrolessBase: readonly ImagePath[] = [
  ...[
    '/',
    '/boot',
    '/dev',
    '/etc',
    '/home',
    '/proc',
    '/run',
    '/sys',
    '/usr',
    '/usr/bin',
    '/usr/sbin',
    '/usr/games',
    '/usr/include',
    '/usr/src',
    '/var',
    '/var/run',
    '/etc/skel',
  ].map(directory),
  ...[
    '/etc/default',
    '/etc/dpkg',
    '/etc/profile.d',
    '/etc/update-motd.d',
    '/usr/lib',
    '/usr/share',
    '/var/lib',
    '/var/cache',
    '/var/local',
    '/var/log',
    '/var/spool',
    '/var/backups',
    '/etc/ssl',
  ].map(opaque),
  ...[
    '/etc/passwd',
    '/etc/group',
    '/etc/nsswitch.conf',
    '/etc/os-release',
    '/etc/debian_version',
    '/etc/host.conf',
    '/etc/issue',
    '/etc/issue.net',
    '/etc/services',
    '/etc/protocols',
    '/etc/rpc',
    '/etc/ethertypes',
    '/etc/mime.types',
    '/etc/ssl/certs/ca-certificates.crt',
    '/usr/lib/os-release',
  ].map(file),
  opaque('/usr/share/zoneinfo'),
  { path: '/root', kind: 'directory' },
  { path: '/home/nonroot', kind: 'directory', uid: 65532 },
  { path: '/tmp', kind: 'directory', writable: true },
  { path: '/var/tmp', kind: 'directory', writable: true },
  { path: '/var/lock', kind: 'directory', writable: true },
];

/** Applets of the BusyBox in debug images that people call; the directory holds some three hundred. */
const applets =
  'busybox sh ash cat chmod chown cp cut date df du echo env find grep head hostname id kill less ln ls mkdir mv nc nslookup ping ps pwd rm sed sleep sort stat tail tar test top touch true vi wc wget which whoami xargs';

export function distrolessPaths({ kind, version, debian, debug }: Distroless): readonly ImagePath[] {
  const paths = [
    ...distrolessBase,
    ...systemLinks(kind, Number(debian)),
    ...(kind === 'static' ? [] : [opaque('/etc/ld.so.conf.d')]),
    ...runtimePaths(kind, version, debian, debug),
  ];
  return debug
    ? [...paths, opaque('/busybox'), ...applets.split(' ').map(name => file(`/busybox/${name}`))]
    : paths;
}

/** Debian 13 is merged into /usr; the images before it have a real /lib. */
function systemLinks(kind: string, debian: number): readonly ImagePath[] {
  if (debian >= 13)
    return [
      link('/bin', 'usr/bin'),
      link('/sbin', 'usr/sbin'),
      link('/lib', 'usr/lib'),
      link('/lib64', 'usr/lib64'),
      opaque('/usr/lib64'),
    ];
  // Before, the folder of the loader came with the C library.
  const loader = kind === 'static' ? [] : [opaque('/lib64')];
  return [directory('/bin'), directory('/sbin'), opaque('/lib'), ...loader];
}

function runtimePaths(
  kind: string,
  version: string | undefined,
  debian: string | undefined,
  debug: boolean,
): readonly ImagePath[] {
  const major = version?.split('.')[0] ?? '';
  switch (kind) {
    case 'nodejs':
      return [opaque('/nodejs'), file('/nodejs/bin/node')];
    case 'java':
      return [
        opaque('/etc/ssl/certs/java'),
        opaque('/etc/fonts'),
        opaque('/usr/lib/jvm'),
        link('/usr/bin/java', `/usr/lib/jvm/${jvm(major, debian, debug)}/bin/java`),
      ];
    case 'java-base':
      return [file('/etc/ssl/certs/java/cacerts'), opaque('/etc/fonts')];
    case 'python3':
      return python(version?.split('.').slice(0, 2).join('.') ?? '', debian);
    default:
      return [];
  }
}

const jvm = (major: string, debian: string | undefined, debug: boolean): string =>
  debian === '13' ? `temurin-${major}-${debug ? 'jdk' : 'jre'}-amd64` : `java-${major}-openjdk-amd64`;

function python(minor: string, debian: string | undefined): readonly ImagePath[] {
  const programs =
    debian === '13'
      ? [
          ...'getent getconf iconv ld.so ldd locale localedef pldd tzselect zdump'
            .split(' ')
            .map(name => file(`/usr/bin/${name}`)),
          ...['/usr/sbin/iconvconfig', '/usr/sbin/zic', '/etc/bindresvport.blacklist'].map(file),
          ...['/etc/gai.conf', '/etc/ld.so.conf', '/etc/ld.so.cache', '/usr/sbin/ldconfig'].map(file),
          opaque('/etc/gss'),
        ]
      : [];
  return [
    file(`/usr/bin/python${minor}`),
    link('/usr/bin/python3', `python${minor}`),
    link('/usr/bin/python', `python${minor}`),
    ...programs,
    opaque(`/etc/python${minor}`),
  ];
}

/** A chiselled or distroless .NET image: base-files, the CA bundle, its own user, the runtime. */
export function dotnetPaths(runtime: boolean, timeZones: boolean): readonly ImagePath[] {
  return [
    ...['/', '/etc', '/home', '/usr', '/usr/bin', '/usr/local', '/var', '/root', '/run'].map(directory),
    ...[
      '/usr/lib',
      '/usr/share',
      '/var/lib',
      '/etc/ssl',
      '/usr/local/lib',
      '/usr/local/share',
      '/var/cache',
      '/var/log',
    ].map(opaque),
    ...['/etc/passwd', '/etc/group', '/etc/os-release', '/etc/ssl/certs/ca-certificates.crt'].map(file),
    link('/bin', 'usr/bin'),
    link('/lib', 'usr/lib'),
    link('/sbin', 'usr/sbin'),
    directory('/usr/sbin'),
    { path: '/tmp', kind: 'directory', writable: true },
    { path: '/home/app', kind: 'directory', uid: 1654 },
    ...(timeZones ? [opaque('/usr/share/zoneinfo')] : []),
    ...(runtime
      ? [link('/usr/bin/dotnet', '/usr/share/dotnet/dotnet'), file('/usr/share/dotnet/dotnet')]
      : []),
  ];
}

/** Chainguard's and Docker's static and dynamic bases: the CA bundle, the users, a home. */
export function staticPaths(timeZones: boolean, libc: boolean): readonly ImagePath[] {
  return [
    ...[
      '/',
      '/home',
      '/usr',
      '/usr/bin',
      '/usr/sbin',
      '/bin',
      '/sbin',
      '/usr/local',
      '/usr/local/bin',
      '/root',
      '/run',
      '/dev',
      '/proc',
      '/sys',
    ].map(directory),
    ...['/etc', '/usr/lib', '/usr/share', '/var', ...(libc ? ['/lib', '/lib64', '/opt'] : ['/lib'])].map(
      opaque,
    ),
    ...[
      '/etc/passwd',
      '/etc/group',
      '/etc/os-release',
      '/etc/nsswitch.conf',
      '/etc/ssl/certs/ca-certificates.crt',
    ].map(file),
    ...(timeZones ? [opaque('/usr/share/zoneinfo')] : []),
    { path: '/tmp', kind: 'directory', writable: true },
    { path: '/home/nonroot', kind: 'directory', uid: 65532 },
  ];
}
