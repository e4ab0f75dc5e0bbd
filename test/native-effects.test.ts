/** What cargo, compilers and git leave in a stage, where no page of a rule shows it. */
import { describe, expect, test } from 'vitest';
import { defaultSettings, unknownContext } from '../server/src/core/analysis';
import { lookup } from '../server/src/core/effects/contents';
import { readCargoConfig, readCargoManifest } from '../server/src/core/manifests/cargo';
import { readSubject } from '../server/src/core/subject';
import { knownContext } from './support/page';

function stageOf(text: string, files?: readonly string[]) {
  const context = files === undefined ? unknownContext : knownContext([...files]);
  const effects = readSubject(text, context, defaultSettings('2026-11-20')).effects[0];
  if (effects === undefined) throw new Error('no stage');
  return effects;
}

const crate = ['Cargo.toml: [package]\\nname = "app"', 'src/main.rs: fn main() {}'];
const rust = (run: string): string => `FROM rust:1-trixie\nWORKDIR /src\nCOPY . .\nRUN ${run}\n`;

describe('cargo', () => {
  test.each([
    ['cargo build', '/src/target/debug/app'],
    ['cargo build --release', '/src/target/release/app'],
    ['cargo b -r --target aarch64-unknown-linux-gnu', '/src/target/aarch64-unknown-linux-gnu/release/app'],
    ['cargo build --profile dist', '/src/target/dist/app'],
    ['CARGO_TARGET_DIR=/out cargo build --release', '/out/release/app'],
    ['cargo +nightly build --release --target-dir=/out', '/out/release/app'],
    ['cd / && cargo build --release --manifest-path src/Cargo.toml', '/src/target/release/app'],
    ['cargo install --path .', '/usr/local/cargo/bin/app'],
    ['cargo install --locked --root /opt/x --path .', '/opt/x/bin/app'],
    ['cargo build --release && strip target/release/app -o /app', '/app'],
    ['cargo build --release && cp target/release/app /usr/bin/', '/usr/bin/app'],
  ])('%s makes %s', (run, path) => {
    const effects = stageOf(rust(run), crate);
    const found = lookup(effects.contents, path);
    expect(found.presence).toBe('yes');
    expect(found.entry?.origin.kind).toBe('built');
    expect(effects.unknown).toEqual([]);
  });

  test.each([
    ['cargo build --release --target x86_64-unknown-linux-musl', false],
    ['cargo build --release', true],
    ['RUSTFLAGS="-C target-feature=+crt-static" cargo build --release', false],
    ['RUSTFLAGS="-C link-arg=-fuse-ld=lld" cargo build --release', true],
    ['RUSTFLAGS="-C link-arg=-static" cargo build --release', undefined],
    ['rustup default stable-x86_64-unknown-linux-musl && cargo build --release', undefined],
  ])('%s links the C library: %s', (run, dynamic) => {
    expect(stageOf(rust(run), crate).artifacts.at(-1)?.dynamic).toBe(dynamic);
  });

  test('names no program where the sources are not known', () => {
    const effects = stageOf(rust('cargo build --release'));
    expect(effects.artifacts[0]).toMatchObject({
      path: undefined,
      dynamic: undefined,
      presumablyDynamic: true,
    });
    expect(lookup(effects.contents, '/src/target/release/app').presence).toBe('maybe');
  });

  test('finds the programs of workspaces, `src/bin` and `[[bin]]`', () => {
    const files = [
      'Cargo.toml: [workspace]\\nmembers = ["crates/*"]',
      'crates/a/Cargo.toml: [package]\\nname = "a"\\n[[bin]]\\nname = "tool"\\npath = "src/tool.rs"',
      'crates/a/src/tool.rs: fn main() {}',
      'crates/b/Cargo.toml: [package]\\nname = "b"',
      'crates/b/src/bin/one.rs: fn main() {}',
      'crates/b/src/bin/two/main.rs: fn main() {}',
      'crates/c/Cargo.toml: [package]\\nname = "c"',
      'crates/c/src/lib.rs: pub fn c() {}',
    ];
    const paths = (run: string) => stageOf(rust(run), files).artifacts.map(({ path }) => path?.slice(20));
    expect(paths('cargo build --release')).toEqual(['tool', 'one', 'two']);
    expect(paths('cargo build --release -p b')).toEqual(['one', 'two']);
    expect(paths('cargo build --release --bin one')).toEqual(['one']);
  });

  test('declines what is no TOML', () => {
    expect(readCargoManifest('[package')).toBeUndefined();
    expect(readCargoConfig('= 1')).toBeUndefined();
    expect(readCargoConfig('include = "other.toml"')).toBeUndefined();
  });
});

describe('C compilers', () => {
  const c = (run: string) => stageOf(`FROM gcc:14-trixie\nWORKDIR /src\nCOPY . .\nRUN ${run}\n`).artifacts;

  test.each([
    ['gcc main.c', { path: '/src/a.out', kind: 'program', dynamic: true }],
    ['gcc -o app main.c -lz -lm', { path: '/src/app', dynamic: true, links: ['z', 'm'] }],
    ['gcc -static -oapp main.c', { path: '/src/app', dynamic: false }],
    ['g++-14 -shared -fPIC -o libx.so x.cpp', { path: '/src/libx.so', kind: 'library' }],
    ['gcc $(cat flags) -o app main.c', { path: '/src/app', dynamic: undefined }],
    ['gcc -o app main.c `pkg-config --libs libcurl`', { path: '/src/app', dynamic: true, links: ['curl'] }],
    ['gcc -o app main.c -Llib -lz', { path: '/src/app', dynamic: true, links: [] }],
  ])('%s', (run, expected) => {
    expect(c(run)[0]).toMatchObject(expected);
  });

  test.each(['gcc -c main.c', 'gcc --version', 'gcc -E main.c -o main.i'])('%s makes no program', run => {
    expect(c(run)).toEqual([]);
  });
});

describe('git clone', () => {
  test.each([
    ['git clone https://example.com/x/tool.git', '/work/tool', '/work/other'],
    ['git clone --depth 1 -b v1 https://example.com/x/tool', '/work/tool', '/work/v1'],
    ['git clone https://example.com/x/tool.git /opt/tool', '/opt/tool', '/work/tool'],
    ['git -C /srv clone git@example.com:tool.git', '/srv/tool', '/work/tool'],
  ])('%s', (run, made, absent) => {
    const { contents } = stageOf(`FROM scratch\nCOPY a /bin/sh\nWORKDIR /work\nRUN ${run}\n`, ['a']);
    expect(lookup(contents, made).entry?.kind).toBe('directory');
    expect(lookup(contents, `${made}/README.md`).presence).toBe('maybe');
    expect(lookup(contents, absent).presence).toBe('no');
  });
});
