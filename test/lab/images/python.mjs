/**
 * `python:*`: an interpreter whose prefix is /usr/local, compiled as the official images do it, from the archive that
 * Python's authors published and that Debian or Ubuntu keep as a source package. There is one patch release of a
 * minor; tags that name another one of the same minor get that.
 */
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDirectory } from '../engine/cache.mjs';
import { docker } from '../engine/daemon.mjs';
import { downloadSource } from '../engine/source-packages.mjs';
import { buildImage, plainPath, withFolder } from './recipe.mjs';
import { pipSettings, uvSettings } from './registries.mjs';

const keys = {
  langa: 'E3FF2839C048B25C084DEBE9B26995E310250568',
  galindo: 'A035C8C19219BA821ECEA86B64E628F8D684696D',
  wouters: '7169605F62C751356D054A26A821E680E5FA6305',
};

/**
 * Where the source of a minor is kept, the key that signs its releases, whether the image sets LANG, which headers the
 * image has beyond those of `buildpack-deps`, and what an unsuffixed tag stood on last, where that is not trixie.
 * @type {Record<string, { source: string, key?: string, lang: boolean, headers?: string, suite?: string }>}
 */
export const minors = {
  3.8: { source: 'focal', key: keys.langa, lang: true, headers: 'libdb-dev', suite: 'bookworm' },
  3.9: { source: 'bullseye', key: keys.langa, lang: true, headers: 'libdb-dev' },
  '3.10': { source: 'jammy', key: keys.galindo, lang: true, headers: 'libdb-dev' },
  3.11: { source: 'bookworm', key: keys.galindo, lang: true },
  3.12: { source: 'noble', key: keys.wouters, lang: true, headers: 'libdb-dev' },
  3.13: { source: 'trixie', key: keys.wouters, lang: false },
  3.14: { source: 'resolute', lang: false, headers: 'libdb-dev libzstd-dev' },
};
/** What `latest` and `3` mean. */
const newest = '3.14';

/**
 * Reads a tag of `python`; nothing for what the lab does not make: Alpine, Windows, older Debian, other minors.
 * @param {string} tag
 * @returns {{ minor: string, suite: string, slim: boolean } | undefined}
 */
export function readPythonTag(tag) {
  const words = tag.split('-');
  const named = /^(?:trixie|bookworm)$/.test(words.at(-1) ?? '') ? words.pop() : undefined;
  const slim = words.at(-1) === 'slim' && Boolean(words.pop());
  if (words.length > 1) return undefined;
  const found = /^(?:latest|3(?:\.(\d+)(?:\.\d+)?)?)$/.exec(words[0] ?? 'latest');
  if (!found) return undefined;
  const minor = found[1] ? `3.${found[1]}` : newest;
  const known = minors[minor];
  return known && { minor, suite: named ?? known.suite ?? 'trixie', slim };
}

/** What `make install` is followed by in the official images: no tests, no byte code, no static library. */
const prune = String.raw`find /out/usr/local -depth \( \( -type d -a \( -name test -o -name tests -o -name idle_test \) \) -o \( -type f -a \( -name '*.pyc' -o -name '*.pyo' -o -name 'libpython*.a' \) \) \) -exec rm -rf '{}' +`;

/** The packages whose libraries the interpreter and its modules load, for images without them. */
const listPackages = String.raw`find /out/usr/local -type f -executable -not -name '*tkinter*' -exec ldd '{}' ';' 2>/dev/null | awk '/=>/ { so = $(NF-1); if (index(so, "/") != 1 || index(so, "/out/") == 1 || index(so, "/usr/local/") == 1) next; gsub("^/(usr/)?", "", so); printf "*%s\n", so }' | sort -u | xargs -rt dpkg-query --search | awk 'sub(":$", "", $1) { print $1 }' | sed 's/:.*//' | sort -u > /out/packages`;

/**
 * The compiled interpreter alone, for the images of one suite: `/usr/local`, and the names of packages in `/packages`.
 * @param {string} minor
 * @param {string} suite
 * @returns {import('./recipe.mjs').Recipe | undefined}
 */
export function interpreterRecipe(minor, suite) {
  const known = minors[minor];
  if (!known) return undefined;
  const name = `distill-lab/cpython:${minor}-${suite}`;
  const base = `distill-lab/buildpack-deps:${suite}`;
  const lines = [
    `FROM ${base} AS build`,
    ...(known.headers
      ? [`RUN apt-get update && apt-get install -y --no-install-recommends ${known.headers}`]
      : []),
    'COPY archive /usr/src/archive',
    'WORKDIR /usr/src/python',
    'RUN tar --extract --strip-components=1 --file ../archive',
    `RUN ./configure --enable-loadable-sqlite-extensions --enable-option-checking=fatal --enable-shared --with-ensurepip > /dev/null`,
    `RUN make -s -j 2 LDFLAGS=-Wl,--strip-all > /dev/null && rm python && make -s LDFLAGS="-Wl,--strip-all,-rpath='\\$\\$ORIGIN/../lib'" python > /dev/null`,
    `RUN make -s install DESTDIR=/out > /dev/null && ${prune}`,
    `RUN for name in idle3 pip3 pydoc3 python3 python3-config; do test -s "/out/usr/local/bin/$name" && ln -sT "$name" "/out/usr/local/bin/$(echo "$name" | tr -d 3)"; done`,
    `RUN export LD_LIBRARY_PATH=/out/usr/local/lib; ${listPackages} && test -s /out/packages`,
    'FROM scratch',
    'COPY --from=build /out/ /',
  ];
  return {
    name,
    uses: [base],
    key: ['cpython-1', ...lines].join('\n'),
    make: say =>
      withFolder(async folder => {
        const { file, version } = await downloadSource(
          known.source,
          `python${minor}`,
          join(folder, 'source'),
        );
        say(`compiling Python ${version}; this takes minutes`);
        const context = ensureDirectory(join(folder, 'context'));
        renameSync(file, join(context, 'archive'));
        const sum = createHash('sha256')
          .update(readFileSync(join(context, 'archive')))
          .digest('hex');
        await buildImage(name, [...lines, `ENV PYTHON_VERSION=${version} PYTHON_SHA256=${sum}`], context);
      }),
  };
}

/**
 * @param {string} minor One of `minors`.
 * @param {string} suite
 * @param {boolean} slim
 * @returns {import('./recipe.mjs').Recipe}
 */
export function pythonRecipe(minor, suite, slim) {
  const name = `python:${minor}${slim ? '-slim' : ''}-${suite}`;
  const base = slim ? `debian:${suite}-slim` : `distill-lab/buildpack-deps:${suite}`;
  const interpreter = `distill-lab/cpython:${minor}-${suite}`;
  const { key, lang } = minors[minor] ?? {};
  const lines = [
    `FROM ${base}`,
    `ENV PATH=/usr/local/bin:${plainPath}`,
    ...(lang ? ['ENV LANG=C.UTF-8'] : []),
    ...(key ? [`ENV GPG_KEY=${key}`] : []),
    ...(slim
      ? [
          `RUN --mount=type=bind,from=${interpreter},source=/packages,target=/tmp/packages apt-get update && apt-get install -y --no-install-recommends ca-certificates netbase tzdata $(cat /tmp/packages) && rm -rf /var/lib/apt/lists/*`,
        ]
      : []),
    `COPY --from=${interpreter} /usr/local/ /usr/local/`,
    'COPY --from=settings etc/ /etc/',
    'RUN ldconfig',
    'CMD ["python3"]',
  ];
  return {
    name,
    uses: [base, interpreter],
    key: ['python-1', ...lines, pipSettings(), uvSettings()].join('\n'),
    make: say =>
      withFolder(async folder => {
        say(`putting Python ${minor} on ${base}`);
        const settings = ensureDirectory(join(folder, 'etc'));
        if (pipSettings()) writeFileSync(join(settings, 'pip.conf'), pipSettings());
        if (uvSettings()) writeFileSync(join(ensureDirectory(join(settings, 'uv')), 'uv.toml'), uvSettings());
        const { stdout } = await docker([
          'image',
          'inspect',
          '--format',
          '{{json .Config.Env}}',
          interpreter,
        ]);
        /** @type {string[]} */ const environment = JSON.parse(stdout);
        const own = environment.filter(pair => pair.startsWith('PYTHON_')).map(pair => `ENV ${pair}`);
        await buildImage(name, [...lines, ...own], folder, { settings: folder });
      }),
  };
}
