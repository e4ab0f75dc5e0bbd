/**
 * Well-known paths of images that are open: what is listed exists, what is not listed may. From the file lists of
 * the distributions' essential packages and the Dockerfiles of the official images.
 */
import type { Distribution, ImagePath, ImageUser } from './types';
import type { PackedImage } from './unpack';

const debianPrograms =
  'sh dash bash cat chgrp chmod chown cp date dd df echo false grep egrep fgrep gzip gunzip ln ls mkdir mknod mktemp mv pwd readlink rm rmdir sed sleep stty sync tar touch true uname zcat';
const debianUsrPrograms =
  'apt apt-get apt-cache awk basename cut dirname dpkg du env expr find head id install mawk md5sum nohup nproc od paste perl printf realpath seq sha256sum sort split stat tail tee test tr tty uniq wc who whoami xargs yes getent timeout update-alternatives';
const debianAdmin = 'chroot groupadd groupdel groupmod useradd userdel usermod';
const busyboxBin =
  'sh ash arch base64 cat chgrp chmod chown cp date dd df echo egrep false fgrep grep gunzip gzip hostname kill ln ls mkdir mknod mktemp mount mv nice pidof ping ps pwd rm rmdir sed sleep stat stty su sync tar touch true umount uname zcat';
const busyboxUsr =
  '[ awk basename cut diff dirname du env expr find free head id install killall less md5sum nc nohup nproc nslookup od paste pgrep pkill printf readlink realpath seq sha1sum sha256sum sort split tail tee test time timeout top tr traceroute tty uniq unzip uptime vi wc wget which who whoami xargs yes';

const files = (folder: string, names: string): ImagePath[] =>
  names.split(' ').map(name => ({ path: `${folder}/${name}`, kind: 'file' }));

/** What apt brought until its version 3, itself or by needing adduser. */
const broughtByApt = [...files('/usr/bin', 'apt-key'), ...files('/usr/sbin', 'addgroup adduser')];

const directories: readonly ImagePath[] = [
  '/bin',
  '/etc',
  '/home',
  '/lib',
  '/opt',
  '/root',
  '/sbin',
  '/usr',
  '/usr/bin',
  '/usr/lib',
  '/usr/local',
  '/usr/local/bin',
  '/usr/local/lib',
  '/usr/sbin',
  '/usr/share',
  '/var',
  '/var/cache',
  '/var/lib',
  '/var/log',
  '/mnt',
  '/srv',
  '/media',
  '/run',
].map(path => ({ path, kind: 'directory', opaque: true }));
const writable: readonly ImagePath[] = ['/tmp', '/var/tmp'].map(path => ({
  path,
  kind: 'directory',
  writable: true,
  opaque: true,
}));
const databases = files('/etc', 'passwd group shadow hostname hosts os-release shells');

function systemPaths(distribution: Distribution | undefined): readonly ImagePath[] {
  switch (distribution?.id) {
    case 'debian':
    case 'ubuntu':
      return [
        ...files('/bin', debianPrograms),
        ...files('/usr/bin', debianUsrPrograms),
        ...files('/usr/sbin', debianAdmin),
        ...(Number(distribution.version) >= (distribution.id === 'debian' ? 13 : 25.04) ? [] : broughtByApt),
        ...files('/etc', 'nsswitch.conf'),
        ...merged(distribution),
      ];
    case 'alpine':
      return [
        ...files('/bin', busyboxBin),
        ...files('/usr/bin', busyboxUsr),
        ...files('/sbin', 'apk'),
        ...files('/usr/sbin', 'addgroup adduser chroot delgroup deluser'),
        ...files('/etc/ssl', 'cert.pem'),
        ...files('/etc/ssl/certs', 'ca-certificates.crt'),
      ];
    default:
      return [
        { path: '/bin/sh', kind: 'file' },
        { path: '/usr/bin/env', kind: 'file' },
      ];
  }
}

/** From bookworm and from the first Ubuntu images on, /bin, /sbin and /lib are links into /usr. */
function merged({ id, version }: Distribution): readonly ImagePath[] {
  const links = id === 'ubuntu' ? version !== undefined && version >= '20.04' : Number(version) >= 12;
  return links ? [...files('/usr/bin', debianPrograms)] : [];
}

const runtimePrograms: Readonly<Record<string, string>> = {
  golang: '/usr/local/go/bin/go /usr/local/go/bin/gofmt',
  node: '/usr/local/bin/node /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/docker-entrypoint.sh',
  python: '/usr/local/bin/python3 /usr/local/bin/python /usr/local/bin/pip /usr/local/bin/pip3',
  rust: '/usr/local/cargo/bin/cargo /usr/local/cargo/bin/rustc /usr/local/cargo/bin/rustup',
  ruby: '/usr/local/bin/ruby /usr/local/bin/gem /usr/local/bin/bundle /usr/local/bin/irb',
  php: '/usr/local/bin/php /usr/local/bin/docker-php-entrypoint /usr/local/bin/docker-php-ext-install',
  'eclipse-temurin': '/opt/java/openjdk/bin/java /__cacert_entrypoint.sh',
  maven: '/usr/bin/mvn /usr/share/maven/bin/mvn /usr/local/bin/mvn-entrypoint.sh',
  gradle: '/usr/bin/gradle /opt/gradle/bin/gradle',
  amazoncorretto: '/usr/bin/java',
  gcc: '/usr/local/bin/gcc /usr/local/bin/g++ /usr/bin/make',
  nginx: '/usr/sbin/nginx /docker-entrypoint.sh',
  httpd: '/usr/local/apache2/bin/httpd /usr/local/bin/httpd-foreground',
  redis: '/usr/local/bin/redis-server /usr/local/bin/redis-cli /usr/local/bin/docker-entrypoint.sh',
  postgres: '/usr/local/bin/docker-entrypoint.sh',
  mysql: '/usr/local/bin/docker-entrypoint.sh',
};

export function openPaths(
  distribution: Distribution | undefined,
  row: PackedImage | undefined,
  users: readonly ImageUser[],
  tools: readonly string[],
  javaHome?: string,
): readonly ImagePath[] {
  const repository = row?.repository ?? '';
  const programs = Object.hasOwn(runtimePrograms, repository) ? (runtimePrograms[repository] ?? '') : '';
  const own = programs ? programs.split(' ').map((path): ImagePath => ({ path, kind: 'file' })) : [];
  const binaries = tools.filter(tool => /^(?:gcc|g\+\+|make|git|curl|wget|python3|pkg-config)$/.test(tool));
  const homes = users
    .filter(({ uid, home }) => uid >= 100 && uid < 60000 && home?.startsWith('/home/'))
    .map(({ uid, home = '' }): ImagePath => ({ path: home, kind: 'directory', uid, opaque: true }));
  const goPath: readonly ImagePath[] =
    repository === 'golang'
      ? ['/go', '/go/src', '/go/bin'].map(path => ({ path, kind: 'directory', writable: true }))
      : [];
  return unique([
    ...directories,
    ...writable,
    ...databases,
    ...systemPaths(distribution),
    ...own,
    ...(binaries.length > 0 ? files('/usr/bin', binaries.join(' ')) : []),
    ...homes,
    ...goPath,
    ...(javaHome ? files(`${javaHome}/bin`, 'java') : []),
  ]);
}

function unique(paths: readonly ImagePath[]): readonly ImagePath[] {
  return [...new Map(paths.map(entry => [entry.path, entry])).values()];
}
