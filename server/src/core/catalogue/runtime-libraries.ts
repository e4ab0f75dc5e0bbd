/**
 * What a program that is linked with a library needs when it runs: the packages beside the `-dev` one. Debian's from
 * `facts/apt-runtime-libs.json` and the packages' own dependencies, the same name in all releases that images stand on
 * (a renamed package provides the old name); Alpine's from the `subpackages` of the aports.
 */

/** Packages to install for a `-dev` package; none where every image has them, undefined where it is not known. */
export function runtimeLibraries(
  packageName: string,
  system: 'debian' | 'alpine',
): readonly string[] | undefined {
  return (system === 'alpine' ? alpine : debian).get(packageName);
}

const debian = tableOf([
  'libc6-dev',
  'zlib1g-dev',
  'libffi-dev',
  'libudev-dev',
  'libbz2-dev libbz2-1.0',
  'liblzma-dev liblzma5',
  'libpq-dev libpq5',
  'default-libmysqlclient-dev libmariadb3',
  'libmariadb-dev libmariadb3',
  'libmariadb-dev-compat libmariadb3',
  'libsqlite3-dev libsqlite3-0',
  'libxml2-dev libxml2',
  'libxslt1-dev libxslt1.1',
  'libxslt-dev libxslt1.1',
  'libxmlsec1-dev libxmlsec1 libxmlsec1-openssl',
  'libyaml-dev libyaml-0-2',
  'libjpeg-dev libjpeg62-turbo',
  'libjpeg62-turbo-dev libjpeg62-turbo',
  'libpng-dev libpng16-16',
  'libgif-dev libgif7',
  'libfreetype6-dev libfreetype6',
  'libfreetype-dev libfreetype6',
  'libcairo2-dev libcairo2 libcairo-gobject2',
  'libpango1.0-dev libpango-1.0-0 libpangocairo-1.0-0 libpangoft2-1.0-0',
  'librsvg2-dev librsvg2-2',
  'libpixman-1-dev libpixman-1-0',
  'libglib2.0-dev libglib2.0-0',
  'libgirepository1.0-dev libgirepository-1.0-1',
  'libsasl2-dev libsasl2-2',
  'libkrb5-dev libgssapi-krb5-2 libkrb5-3',
  'libcurl4-openssl-dev libcurl4',
  'unixodbc-dev unixodbc',
  'freetds-dev libsybdb5 libct4',
  'libsodium-dev libsodium23',
  'libgmp-dev libgmp10',
  'libev-dev libev4',
  'libmagic-dev libmagic1',
  'libsndfile1-dev libsndfile1',
  'portaudio19-dev libportaudio2',
  'libopenblas-dev libopenblas0',
  'liblapack-dev liblapack3',
  'libblas-dev libblas3',
  'libzbar-dev libzbar0',
  'libusb-1.0-0-dev libusb-1.0-0',
  'libdbus-1-dev libdbus-1-3',
  'libx11-dev libx11-6',
  'libxext-dev libxext6',
  'libxrender-dev libxrender1',
  'libsm-dev libsm6',
  'libpcre3-dev libpcre3',
  'libsnappy-dev libsnappy1v5',
]);

const alpine = tableOf([
  'musl-dev',
  'libc-dev',
  'linux-headers',
  // The package manager itself is linked with OpenSSL.
  'openssl-dev',
  'zlib-dev zlib',
  'libffi-dev libffi',
  'jpeg-dev libjpeg-turbo',
  'libjpeg-turbo-dev libjpeg-turbo',
  'libpng-dev libpng',
  'giflib-dev giflib',
  'tiff-dev tiff',
  'libwebp-dev libwebp',
  'freetype-dev freetype',
  'lcms2-dev lcms2',
  'openjpeg-dev openjpeg',
  'harfbuzz-dev harfbuzz',
  'fribidi-dev fribidi',
  'cairo-dev cairo cairo-gobject',
  'pango-dev pango',
  'pixman-dev pixman',
  'librsvg-dev librsvg',
  'libxml2-dev libxml2',
  'libxslt-dev libxslt',
  'postgresql-dev libpq',
  'libpq-dev libpq',
  'mariadb-dev mariadb-connector-c',
  'mariadb-connector-c-dev mariadb-connector-c',
  'sqlite-dev sqlite-libs',
  'unixodbc-dev unixodbc',
  'libsodium-dev libsodium',
  'zeromq-dev libzmq',
  'yaml-dev yaml',
  'bzip2-dev libbz2',
  'xz-dev xz-libs',
  'readline-dev readline',
  'curl-dev libcurl',
  'krb5-dev krb5-libs',
  'gmp-dev gmp',
  'snappy-dev snappy',
  'librdkafka-dev librdkafka',
  'geos-dev geos',
  'expat-dev libexpat',
]);

function tableOf(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    lines.map((line): [string, readonly string[]] => {
      const [name = '', ...packages] = line.split(' ');
      return [name, packages];
    }),
  );
}
