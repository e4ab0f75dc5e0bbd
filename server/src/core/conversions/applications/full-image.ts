/**
 * What the full images of Node.js and Python have and their slim ones lack: programs, and libraries that packages
 * load. From the Dockerfiles of docker-library/buildpack-deps (curl at 4f0449f, scm at 3b4b1fb, bookworm at 84e7e46,
 * trixie at 103e790) and of the slim images.
 */
import { needsOfHex } from '../elixir/packages';
import { needsOfGem } from '../ruby/gems';
import type { Language } from './application';

/** Programs of the full image, and the Debian package that brings each. */
export const programsOfFull: ReadonlyMap<string, string> = new Map(
  [
    'git git',
    'git-lfs git-lfs',
    'curl curl',
    'wget wget',
    'openssh-client ssh scp sftp ssh-keygen ssh-keyscan ssh-agent ssh-add',
    'gnupg gpg gpg2',
    'subversion svn svnadmin',
    'mercurial hg',
    'make make',
    'gcc gcc cc',
    'g++ g++ c++',
    'patch patch',
    'file file',
    'xz-utils xz unxz xzcat',
    'bzip2 bzip2 bunzip2 bzcat',
    'unzip unzip zipinfo',
    'imagemagick convert identify mogrify composite montage magick',
    'procps ps top pgrep pkill free uptime vmstat watch sysctl pidof w',
    'openssl openssl',
    'perl perl',
    'autoconf autoconf',
    'automake automake aclocal',
    'libtool libtoolize',
    'libpq-dev pg_config',
    'python3 python3',
  ].flatMap(line => {
    const [name = '', ...programs] = line.split(' ');
    return programs.map((program): [string, string] => [program, name]);
  }),
);

/** Packages of a language that need more than the slim image has: Debian packages, or false where nobody knows. */
export function needsOfPackage(language: Language, name: string): readonly string[] | false {
  if (language === 'ruby') return needsOfGem(name);
  if (language === 'elixir') return needsOfHex(name);
  if (language !== 'node' && language !== 'python') return false;
  const table = language === 'node' ? nodeNeeds : pythonNeeds;
  return table.get(name) ?? [];
}

/**
 * Programs that commands of packages start, whose names are not those of the packages: @nestjs/cli ends what it has
 * started with `ps` (11.0, lib/utils/tree-kill.js, which fails without it), npm-run-all asks pidtree, concurrently
 * tree-kill.
 */
export function programsOfCommand(text: string): readonly string[] {
  return /\bnest\s+start\b|\b(?:run-[ps]|conc)\s/.test(text) ? ['ps'] : [];
}

const nodeNeeds = tableOf([
  'openssl,ca-certificates prisma @prisma/client',
  'fontconfig sharp canvas @napi-rs/canvas @resvg/resvg-js skia-canvas chartjs-node-canvas',
  'libpq5 pg-native libpq',
  'libgssapi-krb5-2 kerberos',
  'libcurl4 node-libcurl',
  'imagemagick gm imagemagick easyimage',
  'git,ca-certificates simple-git simple-git-promise git-clone gitlog git-url-clone degit',
  'python3 youtube-dl-exec yt-dlp-exec youtube-dl',
  'procps ps-list ps-node ps-tree tree-kill find-process pidtree concurrently npm-run-all npm-run-all2 systeminformation node-os-utils',
  '- ffi-napi ffi-rs koffi node-pty node-pty-prebuilt-multiarch nodegit node-rdkafka ibm_db odbc opencv4nodejs @u4/opencv4nodejs robotjs iohook gl pcap mdns java edge-js zeromq-ng',
]);

const pythonNeeds = tableOf([
  'libpq5 psycopg2 psycopg psycopg-c pygresql py-postgresql aiopg',
  'libmariadb3 mysqlclient mariadb',
  'libmagic1 python-magic filemagic',
  'libglib2.0-0 opencv-python opencv-python-headless opencv-contrib-python opencv-contrib-python-headless ultralytics easyocr paddleocr albumentations imgaug mediapipe insightface deepface supervision',
  'libpango-1.0-0,libpangoft2-1.0-0,libgdk-pixbuf-2.0-0,fontconfig weasyprint django-weasyprint',
  'libcairo2 cairosvg cairocffi pycairo svglib xhtml2pdf',
  'imagemagick wand',
  'git,ca-certificates gitpython pygit2 dvc mlflow pre-commit',
  'libgomp1 lightgbm paddlepaddle pycaret',
  'libgssapi-krb5-2 gssapi pykerberos kerberos requests-kerberos',
  'libcurl4 pycurl',
  'libsasl2-2,libsasl2-modules sasl pure-sasl pyhive',
  'libgmp10 pycrypto',
  'openssh-client ansible ansible-core',
  'fontconfig matplotlib-fontja reportlab-fonts',
  '- uwsgi python-ldap django-auth-ldap pyicu ibm-db dlib face-recognition turbodbc rpy2 pygobject pysqlcipher3 mod-wsgi cx-oracle pygraphviz xmlsec python3-saml pylibmc',
]);

/** The Debian packages with libraries that the full images have, by soname; the rest comes with what is installed. */
export const librariesOfFull: ReadonlyMap<string, readonly string[]> = new Map([
  ['libpq.so.5', ['libpq5']],
  ['libmariadb.so.3', ['libmariadb3']],
  ['libmagic.so.1', ['libmagic1']],
  ['libexpat.so.1', ['libexpat1']],
  ['libglib-2.0.so.0', ['libglib2.0-0']],
  ['libgobject-2.0.so.0', ['libglib2.0-0']],
  ['libpango-1.0.so.0', ['libpango-1.0-0', 'libpangoft2-1.0-0', 'fontconfig']],
  ['libcairo.so.2', ['libcairo2']],
  ['libMagickWand-6.Q16.so.6', ['imagemagick']],
]);

/** Packages that fetch a browser when they are installed, which links libraries of a desktop. */
export const browserPackages: ReadonlySet<string> = new Set(
  'puppeteer playwright pyppeteer cypress html-pdf html-pdf-node camoufox'.split(' '),
);

function tableOf(lines: readonly string[]): ReadonlyMap<string, readonly string[] | false> {
  return new Map(
    lines.flatMap(line => {
      const [packages = '', ...names] = line.split(' ');
      const needs = packages === '-' ? false : packages.split(',');
      return names.map((name): [string, readonly string[] | false] => [name, needs]);
    }),
  );
}
