/**
 * `rust:*` and `gcc:*`: Debian's compilers where the official images have theirs. The versions are Debian's, and so
 * say RUST_VERSION and GCC_VERSION; a tag that names another release of Rust is for rust-releases.mjs.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'smol-toml';
import { buildImage, digest, plainPath, withFolder } from './recipe.mjs';

/**
 * The newest Rust that both suites have: it comes with Debian's security updates, for the sake of browsers. A machine
 * whose archive has no security updates gets no image of Rust, with apt's own words.
 */
const rustVersion = '1.96';
const rustPackages = ['rustc-web', 'cargo-web'];

/** Debian's GCC by major version. */
const compilers = /** @type {const} */ ({ 14: 'trixie', 12: 'bookworm' });
/** @typedef {keyof typeof compilers} GccVersion */

/** What of cargo's settings says how registries are reached. */
const carried = ['source', 'registry', 'registries', 'http', 'net'];
/** Not even there: passwords, and paths that this machine alone has. */
const heldBack = /^(token|secret-key|secret-key-subject|credential-provider|cainfo|proxy-cainfo)$/;

/**
 * What an image gets of this machine's own settings of cargo.
 * @param {string} text The machine's config.toml.
 * @returns {string} TOML; empty where there is nothing to carry.
 */
export function cargoSettings(text) {
  const settings = Object.fromEntries(Object.entries(parse(text)).filter(([name]) => carried.includes(name)));
  /** @type {Record<string, unknown>} */
  const clean = JSON.parse(
    JSON.stringify(settings, (name, value) => (heldBack.test(name) ? undefined : value)),
  );
  return Object.keys(clean).length > 0 ? stringify(clean) : '';
}

/** What an image gets of the settings of cargo on this machine. */
export function hostCargoSettings() {
  const folder = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
  const file = ['config.toml', 'config'].map(name => join(folder, name)).find(path => existsSync(path));
  return file ? cargoSettings(readFileSync(file, 'utf8')) : '';
}

/** Says so where a Dockerfile wants what the lab cannot give. */
export const rustup = `#!/bin/sh
# The lab's stand-in for rustup: it has the one toolchain that the image has.
case "$1" in
  show|--version) echo "the lab's stand-in for rustup" ;;
  default|update) ;;
  *) echo "rustup $*: the lab's Rust is Debian's, nothing can be added to it" >&2; exit 99 ;;
esac
`;

/**
 * @param {string} suite
 * @param {boolean} slim
 * @returns {import('./recipe.mjs').Recipe}
 */
export function rustRecipe(suite, slim) {
  const name = `rust:1-${slim ? 'slim-' : ''}${suite}`;
  const base = slim ? `debian:${suite}-slim` : `distill-lab/buildpack-deps:${suite}`;
  const settings = hostCargoSettings();
  const packages = [...(slim ? ['ca-certificates', 'gcc', 'libc6-dev', 'wget'] : []), ...rustPackages];
  const lines = [
    `FROM ${base}`,
    `ENV RUSTUP_HOME=/usr/local/rustup CARGO_HOME=/usr/local/cargo PATH=/usr/local/cargo/bin:${plainPath}`,
    `RUN apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')} && rm -rf /var/lib/apt/lists/*`,
    // Official images have rustup's proxies on the PATH, and the toolchain below RUSTUP_HOME.
    'RUN set -e; host=$(rustc -vV | sed -n "s/^host: //p"); release=$(rustc -vV | sed -n "s/^release: //p"); \\',
    '  bin=/usr/local/rustup/toolchains/$release-$host/bin; mkdir -p $bin $CARGO_HOME/bin; \\',
    '  for program in rustc cargo rustdoc; do \\',
    '    [ ! -e /usr/bin/$program ] || mv /usr/bin/$program $bin/; \\',
    '    [ ! -e $bin/$program ] || ln -s $bin/$program $CARGO_HOME/bin/; \\',
    '  done; chmod -R a+w $RUSTUP_HOME $CARGO_HOME',
    'COPY --chmod=755 rustup /usr/local/cargo/bin/',
    ...(settings ? ['COPY config.toml /usr/local/cargo/'] : []),
    `ENV RUST_VERSION=${rustVersion}.0`,
  ];
  return {
    name,
    uses: [base],
    key: ['rust-1', ...lines, rustup, digest([settings])].join('\n'),
    make: say =>
      withFolder(async folder => {
        say(`installing Rust ${rustVersion} on ${suite}`);
        writeFileSync(join(folder, 'rustup'), rustup);
        if (settings) writeFileSync(join(folder, 'config.toml'), settings);
        await buildImage(name, lines, folder);
      }),
  };
}

/**
 * @param {GccVersion} version
 * @returns {import('./recipe.mjs').Recipe}
 */
export function gccRecipe(version) {
  const suite = compilers[version];
  const name = `gcc:${version}`;
  const base = `distill-lab/buildpack-deps:${suite}`;
  const lines = [
    `FROM ${base}`,
    // The drivers are Debian's, and find headers and compilers relative to where they are; the libraries, which a
    // program takes along, are in /usr/local/lib64 and come first, as in the official image.
    'RUN set -e; triplet=$(gcc -dumpmachine); cd /usr/local; mkdir -p lib64 libexec lib/gcc include/c++; \\',
    '  for program in gcc g++ cpp gcov gcc-ar gcc-nm gcc-ranlib; do \\',
    `    cp /usr/bin/$triplet-$program-${version} bin/$program; done; \\`,
    '  ln -s g++ bin/c++; ln -s gcc bin/cc; ln -s gcc bin/$triplet-gcc; ln -s g++ bin/$triplet-g++; \\',
    `  ln -s /usr/lib/gcc/$triplet lib/gcc/$triplet; ln -s /usr/include/c++/${version} include/c++/${version}; \\`,
    '  [ ! -d /usr/libexec/gcc ] || ln -s /usr/libexec/gcc libexec/gcc; \\',
    '  for library in libstdc++ libgcc_s libgomp libatomic; do \\',
    '    cp -a /usr/lib/$triplet/$library.so.* lib64/ 2>/dev/null || cp -a /lib/$triplet/$library.so.* lib64/; done; \\',
    '  for library in libstdc++.so.6 libgomp.so.1 libatomic.so.1; do ln -s $library lib64/${library%.*}; done; \\',
    "  printf '/usr/local/lib64\\n/usr/local/lib\\n' > /etc/ld.so.conf.d/000-local-lib.conf; ldconfig; \\",
    '  for program in gcc g++; do dpkg-divert --divert /usr/bin/$program.orig --rename /usr/bin/$program; done; \\',
    '  update-alternatives --install /usr/bin/cc cc /usr/local/bin/gcc 999; \\',
    '  update-alternatives --install /usr/bin/c++ c++ /usr/local/bin/g++ 999',
    `ENV GCC_VERSION=${version}.2.0`,
  ];
  return {
    name,
    uses: [base],
    key: ['gcc-1', ...lines].join('\n'),
    make: say =>
      withFolder(async folder => {
        say(`putting GCC ${version} of Debian's ${suite} into /usr/local`);
        await buildImage(name, lines, folder);
      }),
  };
}

/**
 * Reads a tag of `rust` or `gcc` that the lab has something for.
 * @param {string} repository
 * @param {string} tag
 * @returns {import('./recipe.mjs').Recipe | undefined}
 */
export function nativeRecipe(repository, tag) {
  if (repository === 'rust') {
    const found = /^(latest|1(?:\.\d+){0,2})?(-?slim)?(?:-?(trixie|bookworm))?$/.exec(tag);
    if (!found || (found[1] && !/^(latest|1|1\.96(\.0)?)$/.test(found[1]))) return undefined;
    return rustRecipe(found[3] ?? 'trixie', Boolean(found[2]));
  }
  const found = /^(latest|14|12)?(?:\.2(?:\.0)?)?(?:-?(trixie|bookworm))?$/.exec(tag);
  const version = /** @type {GccVersion} */ (found?.[1] === 'latest' || !found?.[1] ? 14 : Number(found[1]));
  return found && (!found[2] || found[2] === compilers[version]) ? gccRecipe(version) : undefined;
}
