/**
 * What the full images of Node and Python stand on: the headers and tools of `buildpack-deps`, on top of the compilers
 * that Go's images have. Left out are ImageMagick, MySQL, GLib, Mercurial and Subversion, for their size.
 */
import { buildImage, withFolder } from './recipe.mjs';

const packages = [
  ...[
    'autoconf',
    'automake',
    'bzip2',
    'dpkg-dev',
    'file',
    'libtool',
    'patch',
    'python3',
    'unzip',
    'xz-utils',
  ],
  ...['libbz2-dev', 'libcurl4-openssl-dev', 'libevent-dev', 'libexpat1-dev', 'libffi-dev', 'libgdbm-dev'],
  ...['libjpeg-dev', 'libkrb5-dev', 'liblzma-dev', 'libncurses-dev', 'libpng-dev', 'libpq-dev'],
  ...['libreadline-dev', 'libsqlite3-dev', 'libssl-dev', 'libxml2-dev', 'libxslt1-dev', 'libyaml-dev'],
  ...['uuid-dev', 'zlib1g-dev'],
];

/** @param {string} suite @returns {import('./recipe.mjs').Recipe} */
export function buildpackDepsRecipe(suite) {
  const name = `distill-lab/buildpack-deps:${suite}`;
  const base = `distill-lab/buildpack:${suite}`;
  const lines = [
    `FROM ${base}`,
    `RUN apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')} && rm -rf /var/lib/apt/lists/*`,
  ];
  return {
    name,
    uses: [base],
    key: lines.join('\n'),
    make: say =>
      withFolder(async folder => {
        say(`installing headers and tools on ${suite}`);
        await buildImage(name, lines, folder);
      }),
  };
}
