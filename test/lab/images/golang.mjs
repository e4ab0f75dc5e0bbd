/** `golang:*`: Go's own toolchain where the official images have it, on Debian or on the imitation of Alpine. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory, ensureDirectory } from '../engine/cache.mjs';
import { debianArchitecture } from '../engine/install.mjs';
import { run } from '../engine/process.mjs';
import { hostBundle } from './debian.mjs';
import { buildImage, digest, plainPath, withFolder } from './recipe.mjs';

/** The releases behind the floating tags, as published in November 2026. */
export const releases = {
  1.21: '1.21.13',
  1.22: '1.22.12',
  1.23: '1.23.12',
  1.24: '1.24.13',
  1.25: '1.25.14',
  1.26: '1.26.11',
  1.27: '1.27.4',
};
const newest = '1.27';

/** What buildpack-deps:scm and the golang image add to Debian; Mercurial and Subversion are left out. */
const debianTools = [
  ...['ca-certificates', 'curl', 'gnupg', 'netbase', 'tzdata', 'wget', 'git', 'openssh-client', 'procps'],
  ...['g++', 'gcc', 'libc6-dev', 'make', 'pkg-config'],
];

/**
 * Which distribution an unsuffixed golang tag stands on (facts, 5.1).
 * @param {string} minor
 */
const distributionOf = minor => (Number(minor.split('.')[1]) >= 24 ? 'trixie' : 'bookworm');

/**
 * Reads a tag of `golang`.
 * @param {string} tag
 */
export function readTag(tag) {
  const found = /^(?:(latest)|(\d+)(?:\.(\d+))?(?:\.(\d+))?)(?:-(trixie|bookworm|alpine)(\d+\.\d+)?)?$/.exec(
    /^(trixie|bookworm|alpine)/.test(tag) ? `latest-${tag}` : tag,
  );
  if (!found) return undefined;
  const [, , major, minorPart, patch, distribution] = found;
  if (major && major !== '1') return undefined;
  const minor = minorPart ? `1.${minorPart}` : newest;
  const release =
    patch === undefined ? /** @type {Record<string, string>} */ (releases)[minor] : `${minor}.${patch}`;
  if (!release || Number(minor.split('.')[1]) < 21) return undefined;
  return { release, minor, distribution: distribution ?? distributionOf(minor) };
}

/** @param {string} suite @returns {import('./recipe.mjs').Recipe} */
export function buildpackRecipe(suite) {
  const name = `distill-lab/buildpack:${suite}`;
  const lines = [
    `FROM debian:${suite}`,
    `RUN apt-get update && apt-get install -y --no-install-recommends ${debianTools.join(' ')} && rm -rf /var/lib/apt/lists/*`,
    // The one thing a builder of the lab has that the real one has not: it trusts what this machine trusts.
    ...(existsSync(hostBundle) ? ['COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt'] : []),
  ];
  return {
    name,
    uses: [`debian:${suite}`],
    key: [...lines, existsSync(hostBundle) ? digest([readFileSync(hostBundle, 'utf8')]) : ''].join('\n'),
    make: say =>
      withFolder(async folder => {
        say(`installing the compilers of golang:*-${suite}`);
        if (existsSync(hostBundle)) copyFileSync(hostBundle, join(folder, 'ca-certificates.crt'));
        await buildImage(name, lines, folder);
      }),
  };
}

/**
 * Go's settings of this machine that differ from what the toolchain itself says: a module proxy of one's own.
 * @param {string} toolchain
 */
async function hostSettings(toolchain) {
  const file = join(toolchain, 'go.env');
  const own = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const { stdout } = await run(
    'go',
    ['env', '-json', 'GOPROXY', 'GOSUMDB', 'GONOSUMDB', 'GONOSUMCHECK', 'GOPRIVATE', 'GONOPROXY'],
    {
      env: { GOTOOLCHAIN: 'local' },
      cwd: cacheDirectory,
    },
  );
  /** @type {Record<string, string>} */ const settings = JSON.parse(stdout);
  return Object.entries(settings)
    .filter(([name, value]) => value && value !== own.match(new RegExp(`^${name}=(.*)$`, 'm'))?.[1])
    .map(([name, value]) => `${name}=${value}`);
}

/**
 * Downloads a toolchain from the Go module proxy, which verifies it, and puts right what a module cannot hold.
 * @param {string} release
 */
async function toolchain(release) {
  const architecture = (await debianArchitecture()) === 'arm64' ? 'arm64' : 'amd64';
  const { stdout } = await run(
    'go',
    ['mod', 'download', '-json', `golang.org/toolchain@v0.0.1-go${release}.linux-${architecture}`],
    {
      cwd: ensureDirectory(join(cacheDirectory, 'go')),
      env: {
        GOMODCACHE: join(cacheDirectory, 'go', 'modules'),
        GOFLAGS: '-modcacherw',
        GOTOOLCHAIN: 'local',
        GO111MODULE: 'on',
      },
      timeoutMs: 600_000,
    },
  );
  /** @type {string} */ const directory = JSON.parse(stdout).Dir;
  for (const path of ['bin', join('pkg/tool', `linux_${architecture}`)]) {
    for (const entry of existsSync(join(directory, path)) ? readdirSync(join(directory, path)) : []) {
      chmodSync(join(directory, path, entry), 0o755);
    }
  }
  for (const entry of readdirSync(directory, { recursive: true })) {
    const path = join(directory, String(entry));
    if (path.endsWith('/_go.mod')) renameSync(path, join(path, '../go.mod'));
    else if (path.endsWith('.bash') && statSync(path).isFile()) chmodSync(path, 0o755);
  }
  return directory;
}

/**
 * @param {string} release
 * @param {string} distribution
 * @returns {import('./recipe.mjs').Recipe}
 */
export function golangRecipe(release, distribution) {
  const name = `golang:${release}-${distribution}`;
  const base = distribution === 'alpine' ? 'alpine:3' : `distill-lab/buildpack:${distribution}`;
  const lines = [
    `FROM ${base}`,
    `ENV PATH=/usr/local/go/bin:${plainPath}`,
    `ENV GOLANG_VERSION=${release}`,
    'COPY . /usr/local/go/',
    'COPY --from=settings go.env /usr/local/go/',
    'ENV GOTOOLCHAIN=local',
    'ENV GOPATH=/go',
    'ENV PATH=$GOPATH/bin:$PATH',
    'RUN mkdir -p "$GOPATH/src" "$GOPATH/bin" && chmod -R 1777 "$GOPATH"',
    'WORKDIR $GOPATH',
  ];
  return {
    name,
    uses: [base],
    key: ['golang-1', ...lines].join('\n'),
    make: say =>
      withFolder(async folder => {
        say(`putting Go ${release} on ${distribution}`);
        const directory = await toolchain(release);
        const settings = await hostSettings(directory);
        const own = existsSync(join(directory, 'go.env'))
          ? readFileSync(join(directory, 'go.env'), 'utf8')
          : '';
        const kept = own
          .split('\n')
          .filter(line => !settings.some(setting => line.split('=')[0] === setting.split('=')[0]));
        writeFileSync(join(folder, 'go.env'), [...kept, ...settings, ''].join('\n'));
        await buildImage(name, lines, directory, { settings: folder });
      }),
  };
}
