/**
 * `gcr.io/distroless/*-debian{12,13}`: the packages and files that section 1 of the facts lists, unpacked as they are
 * unpacked there. Reconstructions, not Google's images.
 */
import {
  chmodSync,
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ensureDirectory } from '../engine/cache.mjs';
import { unpackPackages } from '../engine/install.mjs';
import { run } from '../engine/process.mjs';
import { suites } from './debian.mjs';
import { contents, group, nsswitch, osRelease, passwd, settingsOf } from './distroless-contents.mjs';
import { nodePackage, unpackNpmPackage } from './npm-package.mjs';
import { buildImage, withFolder } from './recipe.mjs';

/** @typedef {import('./debian.mjs').Suite} Suite */

/**
 * The bundle as Debian's package makes it, without this machine's own authorities.
 * @param {Suite} suite
 * @param {string} folder
 */
async function debianBundle(suite, folder) {
  await unpackPackages(suite, ['ca-certificates'], folder);
  const certificates = join(folder, 'usr/share/ca-certificates/mozilla');
  const bundle = readdirSync(certificates)
    .sort()
    .map(file => readFileSync(join(certificates, file), 'utf8').trimEnd());
  rmSync(folder, { recursive: true });
  return `${bundle.join('\n')}\n`;
}

/**
 * The files of `static` that no package brings.
 * @param {Suite} suite
 * @param {string} root
 */
async function addCommonFiles(suite, root) {
  ensureDirectory(join(root, 'etc/ssl/certs'));
  writeFileSync(join(root, 'etc/ssl/certs/ca-certificates.crt'), await debianBundle(suite, `${root}.ca`));
  writeFileSync(join(root, 'etc/passwd'), passwd);
  writeFileSync(join(root, 'etc/group'), group);
  writeFileSync(join(root, 'etc/nsswitch.conf'), nsswitch);
  writeFileSync(join(root, 'usr/lib/os-release'), osRelease(suite));
  /** @type {[path: string, mode: number, owner: number][]} */
  const directories = [
    ['tmp', 0o1777, 0],
    ['root', 0o700, 0],
    ['home', 0o755, 0],
    ['home/nonroot', 0o700, 65532],
  ];
  for (const [path, mode, owner] of directories) {
    const directory = ensureDirectory(join(root, path));
    chmodSync(directory, mode);
    chownSync(directory, owner, owner);
  }
}

/**
 * Node as it stands below /nodejs: the program and its licence, nothing else.
 * @param {string} release
 * @param {string} root
 */
async function addNode(release, root) {
  await withFolder(async folder => {
    await unpackNpmPackage(nodePackage(release), folder);
    ensureDirectory(join(root, 'nodejs/bin'));
    renameSync(join(folder, 'bin/node'), join(root, 'nodejs/bin/node'));
    renameSync(join(folder, 'LICENSE'), join(root, 'nodejs/LICENSE'));
  });
}

/** BusyBox with a link for each of its programs. @param {string} root */
async function addBusybox(root) {
  await withFolder(async folder => {
    await unpackPackages('trixie', ['busybox-static'], folder);
    const program = ['usr/bin/busybox', 'bin/busybox'].map(path => join(folder, path)).find(existsSync);
    if (!program) throw new Error('busybox-static holds no busybox where one was expected.');
    const directory = ensureDirectory(join(root, 'busybox'));
    const applets = (await run(program, ['--list'])).stdout.split('\n').map(line => line.trim());
    renameSync(program, join(directory, 'busybox'));
    for (const applet of applets)
      if (applet && applet !== 'busybox') symlinkSync('busybox', join(directory, applet));
  });
}

/**
 * Makes the one layer of an image from a folder, and the settings on top.
 * @param {string} name
 * @param {string} base
 * @param {readonly string[]} settings
 * @param {(root: string, context: string) => Promise<void | string[]>} fill May give further settings.
 * @param {readonly string[]} [stages] Instructions before the image's own.
 */
async function makeLayer(name, base, settings, fill, stages = []) {
  await withFolder(async folder => {
    const root = ensureDirectory(join(folder, 'root'));
    const context = ensureDirectory(join(folder, 'context'));
    const further = (await fill(root, context)) ?? [];
    await run('tar', [
      ...['--create', '--file', join(context, 'layer.tar'), '--numeric-owner', '--directory', root],
      ...readdirSync(root),
    ]);
    await buildImage(name, [...stages, `FROM ${base}`, 'ADD layer.tar /', ...settings, ...further], context);
  });
}

/**
 * @param {string} kind A key of `contents`.
 * @param {Suite} suite
 * @param {'latest' | 'nonroot' | 'debug' | 'debug-nonroot'} tag
 * @returns {import('./recipe.mjs').Recipe | undefined} Nothing where that image does not stand on that Debian.
 */
export function distrolessRecipe(kind, suite, tag) {
  const layer = contents[kind];
  const packages = layer?.packages[suite];
  if (!layer || !packages) return undefined;
  const repository = (/** @type {string} */ of) => `gcr.io/distroless/${of}-debian${suites[suite]}`;
  const name = `${repository(kind)}:${tag}`;
  const latest = `${repository(kind)}:latest`;
  const settings = settingsOf(layer, tag === 'debug');
  if (tag.endsWith('nonroot')) {
    const below = tag === 'nonroot' ? latest : `${repository(kind)}:debug`;
    const lines = [`FROM ${below}`, 'USER 65532', 'WORKDIR /home/nonroot'];
    return {
      ...{ name, uses: [below], key: lines.join('\n') },
      make: () => withFolder(folder => buildImage(name, lines, folder)),
    };
  }
  if (tag === 'debug') {
    const instead = layer.addition?.debug;
    const below = instead && layer.on ? `${repository(layer.on)}:debug` : latest;
    return {
      ...{ name, uses: [below], key: ['distroless-debug-1', ...settings].join(' ') },
      make: say => {
        say(`making it of ${below}`);
        return makeLayer(name, below, settings, (root, context) =>
          instead ? instead.add(root, context, folder => debianBundle(suite, folder)) : addBusybox(root),
        );
      },
    };
  }
  const { on, node, links = {}, loaderCache, addition } = layer;
  const below = on ? [`${repository(on)}:latest`] : [];
  // Its loader is there, and no shell is needed to call it.
  const last = [
    ...(loaderCache ? ['RUN ["/usr/sbin/ldconfig"]'] : []),
    ...[...(addition?.lines ?? []), ...settings],
  ];
  return {
    name,
    uses: [...below, ...(addition?.uses ?? [])],
    key: [
      ...['distroless-1', kind, packages, last],
      ...(node ? [node] : []),
      ...(addition ? ['addition-1', ...(addition.stages ?? [])] : []),
      ...Object.entries(links).flat(),
      ...(on ? [] : [passwd, group, nsswitch, osRelease(suite)]),
    ].join(' '),
    make: async say => {
      say(`unpacking ${[...packages, ...(node ? [`Node ${node}`] : [])].join(', ') || kind} from ${suite}`);
      await makeLayer(
        name,
        below[0] ?? 'scratch',
        last,
        async (root, context) => {
          if (packages.length > 0) await unpackPackages(suite, packages, root, { status: true });
          if (node) await addNode(node, root);
          for (const [path, target] of Object.entries(links)) symlinkSync(target, join(root, path));
          if (!on) await addCommonFiles(suite, root);
          return addition?.add(root, context, folder => debianBundle(suite, folder));
        },
        addition?.stages,
      );
    },
  };
}
