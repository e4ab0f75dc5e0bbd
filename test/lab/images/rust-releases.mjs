/**
 * `rust:*` of a stated release: the project's own toolchain, as rustup would install it, on the Debian that the official
 * image of that release stands on. RUSTUP_DIST_SERVER, which rustup reads, too, says from where; without it there is
 * none, and the lab has the one Rust that Debian has (native.mjs).
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../engine/process.mjs';
import { hostCargoSettings, rustup } from './native.mjs';
import { buildImage, digest, plainPath, withFolder } from './recipe.mjs';

const host = 'x86_64-unknown-linux-gnu';
/** What rustup's minimal profile has. */
const components = ['rustc', 'cargo', 'rust-std'];

/** The Debian of an official image that names none. @param {number} minor */
const suiteOf = minor => (minor >= 89 ? 'trixie' : minor >= 70 ? 'bookworm' : 'bullseye');

/**
 * Reads a tag of `rust` with a release in it.
 * @param {string} tag
 * @returns {import('./recipe.mjs').Recipe | undefined} Nothing without a server to load toolchains from.
 */
export function rustReleaseRecipe(tag) {
  const server = process.env.RUSTUP_DIST_SERVER;
  const found = /^(1\.(\d+)(?:\.\d+)?)(-slim)?(?:-(trixie|bookworm|bullseye))?$/.exec(tag);
  if (server === undefined || !found) return undefined;
  const [, version = '', minor, slim, stated] = found;
  const suite = stated ?? suiteOf(Number(minor));
  const name = `rust:${version}${slim ?? ''}-${suite}`;
  const base = slim ? `debian:${suite}-slim` : `distill-lab/buildpack-deps:${suite}`;
  const settings = hostCargoSettings();
  const lines = [
    `FROM ${base}`,
    `ENV RUSTUP_HOME=/usr/local/rustup CARGO_HOME=/usr/local/cargo PATH=/usr/local/cargo/bin:${plainPath}`,
    ...(slim
      ? [
          'RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates gcc libc6-dev && rm -rf /var/lib/apt/lists/*',
        ]
      : []),
    'COPY toolchain /usr/local/rustup/toolchains/stable',
    'RUN set -e; release=$(/usr/local/rustup/toolchains/stable/bin/rustc -vV | sed -n "s/^release: //p"); \\',
    `  mv /usr/local/rustup/toolchains/stable /usr/local/rustup/toolchains/$release-${host}; mkdir -p $CARGO_HOME/bin; \\`,
    `  ln -s /usr/local/rustup/toolchains/$release-${host}/bin/* $CARGO_HOME/bin/; chmod -R a+w $RUSTUP_HOME $CARGO_HOME`,
    'COPY --chmod=755 rustup /usr/local/cargo/bin/',
    ...(settings ? ['COPY config.toml /usr/local/cargo/'] : []),
  ];
  return {
    name,
    uses: [base],
    key: ['rust-release-1', ...lines, rustup, digest([settings])].join('\n'),
    make: say =>
      withFolder(async folder => {
        const channel = join(folder, 'channel.toml');
        const fetch = ['--fail', '--silent', '--show-error', '--location', '--retry', '3', '--output'];
        await run('curl', [...fetch, channel, `${server}/dist/channel-rust-${version}.toml`]);
        const text = readFileSync(channel, 'utf8');
        for (const component of components) {
          const section = text.split(`[pkg.${component}.target.${host}]`)[1] ?? '';
          const [, url = ''] = /^xz_url = "([^"]*)"/m.exec(section) ?? [];
          const path = new URL(url).pathname;
          say(`fetching ${path}`);
          const archive = join(folder, 'component.tar.xz');
          await run('curl', [...fetch, archive, `${server}${path}`], { timeoutMs: 600_000 });
          const unpacked = join(folder, 'unpacked');
          rmSync(unpacked, { recursive: true, force: true });
          await run('mkdir', [unpacked]);
          await run('tar', ['--extract', '--file', archive, '--directory', unpacked, '--strip-components=1']);
          const to = [`--prefix=${join(folder, 'toolchain')}`, '--disable-ldconfig', '--without=rust-docs'];
          await run('sh', [join(unpacked, 'install.sh'), ...to], { timeoutMs: 300_000 });
          rmSync(archive);
        }
        rmSync(join(folder, 'unpacked'), { recursive: true });
        if (existsSync(join(folder, 'toolchain/share/doc')))
          rmSync(join(folder, 'toolchain/share/doc'), { recursive: true });
        const [, release = version] = /^\[pkg\.rust\]\nversion = "(\S+)/m.exec(text) ?? [];
        writeFileSync(join(folder, 'rustup'), rustup);
        if (settings) writeFileSync(join(folder, 'config.toml'), settings);
        await buildImage(name, [...lines, `ENV RUST_VERSION=${release}`], folder);
      }),
  };
}
