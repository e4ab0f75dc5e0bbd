/** Packages of Debian and Alpine that only a build needs, unless the application starts what they bring. */

/** The programs of a package that is there for a build; undefined for one that the application may need. */
export function buildPrograms(name: string): readonly string[] | undefined {
  const known = table.get(name);
  if (known !== undefined) return known;
  if (/^(?:gcc|cpp|clang|clang-tools|lld|llvm|gfortran)-?[\d.]*(?:-dev)?$/.test(name))
    return [name.replace(/-?[\d.]*$/, '')];
  if (/^g\+\+-?[\d.]*$/.test(name)) return ['g++'];
  if (/^(?:linux-headers|kernel-headers|golang|go|openjdk-\d+-jdk-headless-dev)(?:-.*)?$/.test(name))
    return [];
  if (/^postgresql-server-dev-(?:all|\d+)$/.test(name)) return ['pg_config'];
  if (/^python[23]?(?:\.\d+)?-(?:dev|distutils|setuptools|wheel)$/.test(name)) return [];
  return undefined;
}

const table: ReadonlyMap<string, readonly string[]> = new Map(
  [
    'build-essential gcc g++ make cc',
    'build-base gcc g++ make cc',
    'alpine-sdk gcc g++ make cc git',
    'make make',
    'cmake cmake',
    'ninja-build ninja',
    'ninja ninja',
    'samurai ninja samu',
    'meson meson',
    'musl-dev',
    'libc-dev',
    'libc6-dev',
    'autoconf autoconf autoreconf',
    'automake automake',
    'libtool libtool',
    'libtool-bin libtool',
    'pkg-config pkg-config',
    'pkgconf pkg-config pkgconf',
    'pkgconfig pkg-config',
    'nasm nasm',
    'yasm yasm',
    'bison bison',
    'flex flex',
    'swig swig',
    'binutils ld nm objdump strip',
    'patchelf patchelf',
    'dpkg-dev dpkg-buildpackage',
    'fakeroot fakeroot',
    'rustc rustc cargo',
    'cargo cargo rustc',
    'rust rustc cargo',
    'rustup rustup cargo rustc',
    'python2 python2 python',
    'git git',
    'git-lfs git-lfs',
    'mercurial hg',
    'subversion svn',
    'curl curl',
    'wget wget',
    'gnupg gpg',
    'gnupg2 gpg',
    'gpg gpg',
    'gpg-agent gpg-agent',
    'dirmngr dirmngr',
    'apt-transport-https',
    'apt-utils apt-ftparchive',
    'software-properties-common add-apt-repository',
    'lsb-release lsb_release',
    'protobuf-compiler protoc',
    'protoc protoc',
    'protobuf-dev protoc',
    'upx upx',
    'upx-ucl upx',
    'patch patch',
    'yarn yarn',
  ].map((line): [string, readonly string[]] => {
    const [name = '', ...programs] = line.split(' ');
    return [name, programs];
  }),
);

/** Another language's interpreter beside a Node.js program: node-gyp compiles with Python. */
export const pythonForBuilds: ReadonlySet<string> = new Set(
  'python python3 python3-minimal python3-pip python3-venv py3-pip py-pip python3-full py3-setuptools'.split(
    ' ',
  ),
);

/** Node.js beside a Python program: it builds what browsers get. */
export const nodeForBuilds: ReadonlySet<string> = new Set('nodejs npm nodejs-npm node-gyp'.split(' '));

/** Compilers: without them their run-time libraries are gone, too. */
export function isCompiler(name: string): boolean {
  return /^(?:build-essential|build-base|alpine-sdk|gcc|g\+\+|gfortran|clang)(?:-[\d.]+)?$/.test(name);
}
