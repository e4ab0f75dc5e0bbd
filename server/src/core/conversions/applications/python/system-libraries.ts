/**
 * Libraries of the system that Python packages need when they run. Ready-built wheels bring their own; what is compiled
 * when it is installed links those of the builder, and some packages look for a library by its name.
 */
import type { DependencyInstall } from '../../../effects/built';
import { listedRequirements } from '../../../effects/python/packages';
import { type PythonPackage, pythonPackage } from '../../../manifests/python-packages';
import { allowsFrom, lockedVersion } from '../../../manifests/python-versions';
import type { PythonRequirement } from '../../../manifests/requirements';
import type { Application } from '../application';
import { guessedRequirements } from './guessed-packages';

export interface PackageNeed {
  readonly name: string;
  readonly fact: PythonPackage;
  readonly install: DependencyInstall;
  /** What the manifest allows: `==2.9.9`; undefined for any version. */
  readonly versions: string | undefined;
}

export interface LibraryNeed extends PackageNeed {
  /** By soname; empty where the package is compiled and nobody says what it links. */
  readonly libraries: readonly string[];
  /** It is compiled when it is installed: headers and a compiler are needed to build it, and these libraries to run it. */
  readonly compiled: boolean;
}

/** The packages of all stages' installs that the facts know something about, conditions of the requirements aside. */
export function knownPackages({ subject }: Pick<Application, 'subject'>): PackageNeed[] {
  const found = new Map<string, PackageNeed>();
  for (const { dependencies } of subject.effects) {
    for (const install of dependencies) {
      if (install.ecosystem !== 'python') continue;
      const listed = listedRequirements(install);
      for (const requirement of listed) {
        const fact = pythonPackage(requirement.name);
        if (fact === undefined || found.has(fact.name) || bringsItsOwn(requirement, listed, install))
          continue;
        found.set(fact.name, { name: requirement.name, fact, install, versions: requirement.versions });
      }
    }
  }
  const listed = subject.effects.flatMap(({ dependencies }) => dependencies.flatMap(listedRequirements));
  const open = subject.effects.flatMap(({ dependencies }) => dependencies.filter(({ unlisted }) => unlisted));
  const guessed = guessedRequirements(subject, listed);
  for (const requirement of guessed) {
    const fact = pythonPackage(requirement.name);
    const [install] = open;
    if (fact === undefined || install === undefined || found.has(fact.name)) continue;
    if (!bringsItsOwn(requirement, [...listed, ...guessed], install))
      found.set(fact.name, { name: requirement.name, fact, install, versions: requirement.versions });
  }
  return [...found.values()];
}

/** `psycopg[binary]`: the wheel with the library comes along. */
function bringsItsOwn(
  { name, extras }: PythonRequirement,
  listed: readonly PythonRequirement[],
  { by }: DependencyInstall,
): boolean {
  if (name !== 'psycopg') return false;
  return (
    extras.includes('binary') ||
    listed.some(other => other.name === 'psycopg-binary') ||
    /\bpsycopg\[[^\]]*binary/.test(by.body.text)
  );
}

/** What the packages need at run time that a base with nothing but the C and C++ libraries lacks. */
export function neededLibraries(app: Pick<Application, 'subject' | 'image' | 'chain'>): LibraryNeed[] {
  return knownPackages(app).flatMap((need): LibraryNeed[] => {
    const { wheels, libraries = [], opens = [], linksWithout = [] } = need.fact;
    if (wheels === false) return [{ ...need, libraries, compiled: true }];
    const links = isCompiled(need, app) ? linksWithout : [];
    // What the original image does not have either cannot be lost.
    const lost = [...opens, ...links].filter(library => mayHaveLibrary(library, app));
    return lost.length === 0 ? [] : [{ ...need, libraries: lost, compiled: links.length > 0 }];
  });
}

/** The version is older than the wheels for this Python, or wheels are not wanted: it is compiled from its sources. */
function isCompiled(
  { fact, versions, install }: PackageNeed,
  { subject, image }: Pick<Application, 'subject' | 'image'>,
): boolean {
  if (fact.wheelsSince === undefined) return false;
  if (/--no-binary|PIP_NO_BINARY/.test(install.by.body.text)) return true;
  const found = /^3\.\d+/.exec(image.version ?? image.currentVersion ?? '')?.[0] ?? '';
  // A release with wheels for 3.9 had them for the two versions before as well.
  const minor = /^3\.[78]$/.test(found) ? '3.9' : found;
  const since = Object.hasOwn(fact.wheelsSince, minor) ? fact.wheelsSince[minor] : undefined;
  if (since === undefined) return true;
  const locks = /^(?:poetry|uv|pdm|pipenv)$/.test(install.manager)
    ? subject.tree.files('').filter(file => /(?:^|\/)(?:(?:poetry|uv|pdm)\.lock|Pipfile\.lock)$/.test(file))
    : [];
  const locked = locks.flatMap(file => lockedVersion(subject.tree.text(file) ?? '', fact.name) ?? []);
  if (locked.length > 0) return locked.some(version => !allowsFrom(since, `==${version}`));
  return !allowsFrom(since, versions ?? '');
}

/**
 * Whether a package of the distribution with a library is there for nothing that runs: a requirement brings its own
 * (`libpq5` beside psycopg2-binary), and none is known to need it. Only for libraries of which that is known.
 */
export function isUnneeded(
  systemPackage: string,
  app: Pick<Application, 'subject' | 'image' | 'chain'>,
): boolean {
  // Clients and servers bring programs besides.
  const provided = /^(?:default-)?lib/.test(systemPackage)
    ? systemLibraries.filter(({ packages }) => packages.test(systemPackage))
    : [];
  const needed = neededLibraries(app);
  if (provided.length === 0 || needed.some(({ compiled, libraries }) => compiled && libraries.length === 0))
    return false;
  const names = new Set(needed.flatMap(({ libraries }) => libraries));
  const listed = new Set(listedNames(app));
  return provided.every(
    ({ library, instead }) => !names.has(library) && instead?.some(name => listed.has(name)) === true,
  );
}

function listedNames({ subject }: Pick<Application, 'subject'>): string[] {
  return subject.effects.flatMap(({ dependencies }) =>
    dependencies.flatMap(install =>
      listedRequirements(install).flatMap(({ name, extras }) => [
        name,
        ...extras.map(extra => `${name}[${extra}]`),
      ]),
    ),
  );
}

function mayHaveLibrary(library: string, { image, chain }: Pick<Application, 'image' | 'chain'>): boolean {
  const known = systemLibraries.find(item => item.library === library);
  if (known === undefined) return true;
  const small = /slim|alpine/.test(image.tag);
  if (known.full === true && !small) return true;
  return chain.some(({ installs }) =>
    installs.some(({ packages }) =>
      packages.some(name => name === undefined || known.packages.test(name) || broad.test(name)),
    ),
  );
}

/** Packages that bring half a system along. */
const broad =
  /^(?:chromium|firefox|google-chrome|libreoffice|texlive|ffmpeg|imagemagick|graphviz|gstreamer|qt|x11|xvfb|default-jre|postgis|gdal)/;

interface SystemLibrary {
  readonly library: string;
  /** Packages of Debian, Ubuntu and Alpine that bring it, or its headers and with them the library. */
  readonly packages: RegExp;
  /** The full images have it (`buildpack-deps`, Debian 12 and 13, listed in the lab and by its Dockerfile). */
  readonly full?: boolean;
  /** Requirements that do the same with a library of their own, or without one. */
  readonly instead?: readonly string[];
}

const systemLibraries: readonly SystemLibrary[] = [
  {
    library: 'libpq.so.5',
    packages: /^(?:libpq5|libpq|libpq-dev|postgresql.*)$/,
    full: true,
    instead: ['psycopg2-binary', 'psycopg[binary]', 'psycopg-binary', 'asyncpg', 'pg8000'],
  },
  {
    library: 'libmariadb.so.3',
    packages: /^(?:libmariadb.*|default-libmysqlclient-dev|mariadb.*|libmysqlclient.*)$/,
    full: true,
    instead: ['pymysql', 'aiomysql', 'asyncmy', 'mysql-connector-python'],
  },
  { library: 'libjpeg.so.62', packages: /^libjpeg.*$/, full: true, instead: ['pillow'] },
  { library: 'libxml2.so.2', packages: /^libxml2.*$/, full: true, instead: ['lxml'] },
  { library: 'libxslt.so.1', packages: /^libxslt.*$/, full: true, instead: ['lxml'] },
  {
    library: 'libmagic.so.1',
    packages: /^(?:libmagic1(?:t64)?|libmagic-dev|libmagic|file|file-dev)$/,
    full: true,
  },
  {
    library: 'libexpat.so.1',
    packages: /^(?:libexpat1(?:-dev)?|expat|expat-dev|git|libgdal.*|gdal.*|libfontconfig.*)$/,
    full: true,
  },
  {
    library: 'libglib-2.0.so.0',
    packages: /^(?:libglib2\.0-0(?:t64)?|libglib2\.0-dev|glib|glib-dev|libgtk.*|libpango.*)$/,
    full: true,
  },
  {
    library: 'libgobject-2.0.so.0',
    packages: /^(?:libglib2\.0-0(?:t64)?|libglib2\.0-dev|glib|glib-dev|libgtk.*|libpango.*)$/,
    full: true,
  },
  { library: 'libpango-1.0.so.0', packages: /^(?:libpango.*|pango.*|libgtk.*)$/, full: true },
  { library: 'libcairo.so.2', packages: /^(?:libcairo.*|cairo.*|libpango.*|libgtk.*)$/, full: true },
  { library: 'libMagickWand-6.Q16.so.6', packages: /^(?:libmagickwand.*|imagemagick.*)$/, full: true },
  {
    library: 'libGL.so.1',
    packages: /^(?:libgl1.*|libgl-dev|mesa.*|libopengl.*|libglvnd.*|libsm6|libgtk.*|qt.*)$/,
  },
  { library: 'libodbc.so.2', packages: /^(?:unixodbc.*|libodbc.*|msodbcsql.*|mssql-tools.*|tdsodbc)$/ },
  { library: 'libzbar.so.0', packages: /^(?:libzbar.*|zbar.*)$/ },
  { library: 'libportaudio.so.2', packages: /^(?:libportaudio.*|portaudio.*)$/ },
  { library: 'libvips.so.42', packages: /^(?:libvips.*|vips.*)$/ },
  { library: 'libenchant-2.so.2', packages: /^(?:libenchant.*|enchant.*)$/ },
  { library: 'libusb-1.0.so.0', packages: /^(?:libusb.*)$/ },
  { library: 'libespeak.so.1', packages: /^(?:libespeak.*|espeak.*)$/ },
  { library: 'libclntsh.so', packages: /^(?:oracle.*)$/ },
  { library: 'libaio.so.1', packages: /^(?:libaio.*)$/ },
];
