/** What a program of Cargo is linked with besides the C library: by the lock file, or by what its manifest names. */
import { type CargoDependency, readCargoManifest } from '../../manifests/cargo';
import { type CargoPackage, lockedCrates } from '../../manifests/locks/cargo-lock';
import { baseName } from '../../model/paths';
import type { Subject } from '../../subject';
import type { Application } from '../applications/application';
import { systemPackages } from '../applications/system-packages';
import { crateLinks, insteadOfOwn, ofKnownCrates, selfContained } from './crates';
import { cratesOfProgram, type DirectCrates, directCrates } from './direct-crates';
import { lineageOf, type NativeProgram } from './find-program';
import { ownLinks } from './own-links';

export interface LinkedLibraries {
  /** By soname; `libssl` and `libcrypto` without the version, which the builder decides. */
  readonly libraries: readonly string[];
  /** Why it may need more libraries, unless it is linked statically. */
  readonly obstacles: readonly Obstacle[];
  /** What it needs besides, however it is linked. */
  readonly needs: readonly string[];
}

export interface Obstacle {
  /** A whole sentence. */
  readonly why: string;
  /** What it is linked with, by the package of Debian that has the headers. */
  readonly dev?: string;
  /** The file installs the packages for it. */
  readonly installed?: true;
}

/** Total: what cannot be told is an obstacle. */
export function rustLibraries(
  { subject }: Pick<Application, 'subject'>,
  program: Pick<NativeProgram, 'artifact' | 'builder'>,
): LinkedLibraries {
  const obstacles: Obstacle[] = [];
  const libraries = new Set<string>();
  const needs: string[] = [];
  const settings = [...subject.context.texts].filter(([path]) => /(?:^|\/)\.cargo\/config/.test(path));
  for (const { body } of subject.dockerfile.instructions) settings.push(['', body.text]);
  if (settings.some(([, text]) => /prefer-dynamic/.test(text)))
    needs.push("The program is linked with Rust's own library as a shared one (`prefer-dynamic`).");
  const { workspace, tool, path } = program.artifact;
  const name = path === undefined ? undefined : baseName(path);
  obstacles.push(...ownLinks({ subject }));
  const installed = systemPackages(lineageOf(program, { subject })).packages.map(item => item.name);
  const instead = installed.filter(item => insteadOfOwn.test(item));
  const others = installed.filter(
    item =>
      /-dev(?:el)?$/.test(item) && ![insteadOfOwn, ofKnownCrates, /rdkafka/].some(known => known.test(item)),
  );
  if (others.length > 0) obstacles.push({ why: mayBeLinked(others), installed: true });
  if (tool === 'rustc') return { libraries: [], obstacles: [...obstacles, ...instead.map(insteadOf)], needs };
  if (workspace === undefined)
    return {
      libraries: [],
      obstacles: [
        ...obstacles,
        {
          why: 'Which crates the program consists of cannot be told: its Cargo.toml is not in the build context.',
        },
      ],
      needs,
    };
  const lock = subject.tree.text(workspace === '' ? 'Cargo.lock' : `${workspace}/Cargo.lock`);
  const locked = lock === undefined ? undefined : lockedCrates(lock);
  const crates = locked && cratesOfProgram({ subject }, workspace, name, locked);
  const direct = crates === undefined ? directCrates({ subject }, workspace, name) : undefined;
  const names = crates?.map(crate => crate.name) ?? direct?.own.map(([crate]) => crate) ?? [];
  for (const dev of instead) if (mayLink(dev, crates)) obstacles.push(insteadOf(dev));
  if (names.includes('rdkafka') && asksForSystemKafka(subject, crates))
    obstacles.push({ why: 'The crate `rdkafka` links librdkafka of the system.', dev: 'librdkafka-dev' });
  if (names.some(crate => pythons.has(crate)) && !installed.some(item => pythonHeaders.test(item)))
    needs.push(
      "CPython runs inside of the program (the crate `pyo3`): libpython and Python's own library are of no package that the file installs. `libpython3-dev` has them.",
    );
  if (direct !== undefined) takeManifests(direct, libraries, obstacles);
  for (const crate of crates ?? []) takeLocked(crate, libraries, obstacles, needs);
  return { libraries: [...libraries], obstacles, needs };
}

const pythons: ReadonlySet<string> = new Set(['pyo3', 'pyo3-ffi', 'cpython', 'python3-sys']);
const pythonHeaders = /^(?:lib)?python3(?:\.\d+)?-dev$/;

function insteadOf(dev: string): Obstacle {
  const why = `\`${dev}\` is installed, and a crate that compiles this library by itself may link it instead.`;
  return { why, dev };
}

function mayBeLinked(names: readonly string[]): string {
  const list = names.map(name => `\`${name}\``).join(', ');
  return names.length === 1
    ? `${list} is installed, and a crate may link what it has.`
    : `${list} are installed, and a crate may link what they have.`;
}

/** Crates that link a library have its name in theirs; without a lock file there may be any. */
function mayLink(dev: string, crates: readonly CargoPackage[] | undefined): boolean {
  const library = insteadOfOwn.exec(dev)?.[1] ?? '';
  return crates?.some(({ name }) => name.includes(library)) ?? true;
}

/** Its feature is off by itself (the README of rdkafka); a crate of others may ask for it, whose manifest is not seen. */
function asksForSystemKafka({ context }: Subject, crates: readonly CargoPackage[] | undefined): boolean {
  const manifests = [...context.texts].flatMap(([path, text]) =>
    /(?:^|\/)Cargo\.toml$/.test(path) ? [text] : [],
  );
  if (manifests.some(text => /dynamic[-_]linking/.test(text))) return true;
  const own = new Set(manifests.map(text => readCargoManifest(text)?.package));
  return crates?.some(item => item.dependencies.includes('rdkafka') && !own.has(item.name)) ?? false;
}

/**
 * Members that the program does not depend on, and what build scripts use, are not linked with it; but Cargo unites the
 * features of what it builds at once (the Cargo book, "Feature unification"), and so a crate that both have in common,
 * be it below others, may ask for TLS of the system.
 */
function takeManifests({ own, others }: DirectCrates, libraries: Set<string>, obstacles: Obstacle[]): void {
  for (const dependency of own) takeDirect(dependency, libraries, obstacles);
  const names = new Set(own.map(([name]) => name));
  const plain = own.every(([name]) => selfContained.has(name));
  for (const dependency of others)
    if (!plain || names.has(dependency[0])) takeDirect(dependency, libraries, obstacles);
    else if (!selfContained.has(dependency[0])) for (const name of ofTls) libraries.add(name);
}

const ofTls = ['libssl', 'libcrypto'];

function takeLocked(
  crate: CargoPackage,
  libraries: Set<string>,
  obstacles: Obstacle[],
  needs: string[],
): void {
  const links = crateLinks(crate.name, crate.dependencies);
  if (links === undefined || links.kind === 'nothing') return;
  if (links.unless?.some(name => crate.dependencies.includes(name)) === true) return;
  if (links.kind === 'libraries') for (const name of links.names) libraries.add(name);
  else {
    const why = `The crate \`${crate.name}\` ${links.why}.`;
    if (links.always === true) needs.push(why);
    else obstacles.push({ why, ...(links.dev === undefined ? {} : { dev: links.dev }) });
  }
}

/** Without a lock file Cargo chooses the crates when it builds; what the common ones bring is known all the same. */
function takeDirect(
  [name, { features, defaultFeatures }]: readonly [string, CargoDependency],
  libraries: Set<string>,
  obstacles: Obstacle[],
): void {
  const asked = features.join(' ');
  if (!selfContained.has(name) && !known.test(name)) {
    obstacles.push({
      why: `There is no Cargo.lock, and which libraries the crate \`${name}\` brings along is not known to Distill.`,
    });
    return;
  }
  if (
    /^(?:openssl|native-tls|hyper-tls|postgres-openssl|postgres-native-tls)$/.test(name) ||
    /native-tls|openssl/.test(asked) ||
    (defaultFeatures && /^(?:reqwest|lettre|teloxide)$/.test(name))
  ) {
    for (const library of ofTls) libraries.add(library);
  }
  // BoringSSL, which newer releases compile in, is linked with the library of C++.
  if (name === 'jwt-simple') libraries.add('libstdc++.so.6');
  if (!/^(?:diesel|rocket_sync_db_pools|rusqlite|r2d2_sqlite)/.test(name)) return;
  if (/postgres|mysql/.test(asked))
    obstacles.push({
      why: `There is no Cargo.lock, and \`${name}\` links the client library of its database.`,
      dev: /postgres/.test(asked) ? 'libpq-dev' : 'default-libmysqlclient-dev',
    });
  // Whether another crate asks for a copy of its own does not matter: the library is there to be linked.
  if (/sqlite/.test(name + asked) && !/bundled/.test(asked)) libraries.add('libsqlite3.so.0');
}

/** Common crates whose features decide what they link. */
const known =
  /^(?:openssl|native-tls|tokio-native-tls|hyper-tls|postgres-openssl|postgres-native-tls|reqwest|lettre|ureq|sqlx|sea-orm|sea-orm-migration|teloxide|octocrab|tokio-postgres|postgres|redis|diesel|diesel-async|diesel_migrations|rocket_sync_db_pools|rusqlite|r2d2|r2d2_sqlite|hyper-rustls|tokio-rustls|jwt-simple)$/;
