/**
 * `oven/bun:1` and `denoland/deno:2.*`: the programs from npm's registry, where their makers publish them as well, put
 * on Debian as the Dockerfiles of their images do (oven-sh/bun, dockerhub/debian; denoland/deno_docker).
 */
import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDirectory } from '../engine/cache.mjs';
import { entrypoint } from './node.mjs';
import { unpackNpmPackage } from './npm-package.mjs';
import { buildImage, withFolder } from './recipe.mjs';
import { npmBundle, npmSettings } from './registries.mjs';

const processor = process.arch === 'arm64' ? 'arm64' : 'x64';

/** By repository: the tags, the package and the file in it, and what the image has around it. */
const makers = {
  'oven/bun': {
    tags: /^(latest|1|1\.4)$/,
    canonical: 'oven/bun:1',
    specifier: `@oven/bun-linux-${processor === 'arm64' ? 'aarch64' : 'x64'}@1.4.5`,
    file: 'bin/bun',
    program: 'bun',
    base: 'debian:trixie',
    steps: [
      'COPY docker-entrypoint.sh /usr/local/bin/',
      'COPY bun /usr/local/bin/bun',
      'ENV BUN_RUNTIME_TRANSPILER_CACHE_PATH=0 BUN_INSTALL_BIN=/usr/local/bin',
      'RUN groupadd bun --gid 1000 && useradd bun --uid 1000 --gid bun --shell /bin/sh --create-home && ln -s /usr/local/bin/bun /usr/local/bin/bunx',
      'WORKDIR /home/bun/app',
      'ENTRYPOINT ["/usr/local/bin/docker-entrypoint.sh"]',
      'CMD ["/usr/local/bin/bun"]',
    ],
  },
  'denoland/deno': {
    tags: /^(latest|2\.9\.6|debian-2\.9\.6)$/,
    canonical: 'denoland/deno:2.9.6',
    specifier: `@deno/linux-${processor}-glibc@2.9.6`,
    file: 'deno',
    program: 'deno',
    base: 'debian:trixie-slim',
    steps: [
      'RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/* && mv /usr/bin/tini /tini',
      'RUN useradd --uid 1993 --user-group deno && mkdir /deno-dir/ && chown deno:deno /deno-dir/',
      'ENV DENO_DIR=/deno-dir/ DENO_INSTALL_ROOT=/usr/local DENO_VERSION=2.9.6',
      'COPY deno /usr/bin/deno',
      'COPY docker-entrypoint.sh /usr/local/bin/',
      'ENTRYPOINT ["/tini", "--", "docker-entrypoint.sh"]',
    ],
  },
};

/** What the entrypoint of Deno's image does: the program, before its verbs. */
const denoEntrypoint = `#!/bin/sh
set -e
case "$1" in
  -*|bench|bundle|cache|check|compile|eval|fmt|help|info|install|lint|repl|run|serve|task|test|types) exec deno "$@" ;;
esac
exec "$@"
`;

/** @param {string} repository @param {string} tag @returns {import('./recipe.mjs').Recipe | undefined} */
export function makersRecipe(repository, tag) {
  const maker = repository === 'oven/bun' || repository === 'denoland/deno' ? makers[repository] : undefined;
  if (!maker?.tags.test(tag)) return undefined;
  const { canonical, specifier, file, program, base } = maker;
  const script =
    program === 'bun' ? entrypoint.replace('set -- node', 'set -- /usr/local/bin/bun') : denoEntrypoint;
  const steps = [`FROM ${base}`, ...maker.steps];
  return {
    name: canonical,
    uses: [base],
    key: ['makers-1', specifier, script, ...steps].join('\n'),
    make: say =>
      withFolder(async folder => {
        say(`putting ${specifier} on ${base}`);
        await unpackNpmPackage(specifier, join(folder, 'package'));
        const context = ensureDirectory(join(folder, 'context'));
        copyFileSync(join(folder, 'package', file), join(context, program));
        writeFileSync(join(context, 'docker-entrypoint.sh'), script);
        for (const name of [program, 'docker-entrypoint.sh']) chmodSync(join(context, name), 0o755);
        const { npmrc, bundle } = await npmSettings();
        const own = [];
        if (npmrc) {
          writeFileSync(join(context, 'npmrc'), npmrc);
          own.push('COPY npmrc /usr/local/etc/npmrc');
        }
        if (bundle) {
          writeFileSync(join(context, 'bundle'), bundle);
          own.push(`COPY bundle ${npmBundle}`);
        }
        await buildImage(canonical, [...steps, ...own], context);
      }),
  };
}
