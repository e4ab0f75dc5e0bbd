/**
 * An imitation of `alpine:3`, for want of Alpine's packages: Debian's musl as the only C library and a static BusyBox
 * for everything else. It shows a libc mismatch and builds Go programs without cgo; `apk` can add nothing but what
 * the imitation already has, and says so.
 */
import { chmodSync, copyFileSync, existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDirectory } from '../engine/cache.mjs';
import { unpackPackages } from '../engine/install.mjs';
import { run } from '../engine/process.mjs';
import { hostBundle } from './debian.mjs';
import { buildImage, plainPath, withFolder } from './recipe.mjs';

const files = {
  'etc/passwd': `root:x:0:0:root:/root:/bin/sh
bin:x:1:1:bin:/bin:/sbin/nologin
daemon:x:2:2:daemon:/sbin:/sbin/nologin
guest:x:405:100:guest:/dev/null:/sbin/nologin
nobody:x:65534:65534:nobody:/:/sbin/nologin
`,
  'etc/group': 'root:x:0:root\nbin:x:1:\ndaemon:x:2:\nusers:x:100:\nnogroup:x:65533:\nnobody:x:65534:\n',
  'etc/shadow': 'root:*::0:::::\nnobody:!::0:::::\n',
  'etc/alpine-release': '3.24.0\n',
  'etc/os-release':
    'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.24.0\nPRETTY_NAME="Alpine Linux v3.24 (imitation)"\n',
  'etc/nsswitch.conf': 'hosts: files dns\n',
  'sbin/apk': `#!/bin/sh
# The lab's stand-in for apk: it has what the image has.
[ "$1" = update ] || [ "$1" = upgrade ] && exit 0
for word in "$@"; do
  case "$word" in
    -*|add|del|ca-certificates|ca-certificates-bundle|busybox|musl) ;;
    *) echo "apk: $word: the lab's imitation of Alpine has no packages" >&2; exit 99 ;;
  esac
done
`,
};

/** @returns {import('./recipe.mjs').Recipe} */
export function alpineRecipe() {
  const settings = [`ENV PATH=${plainPath}`, 'CMD ["/bin/sh"]'];
  return {
    name: 'alpine:3',
    uses: [],
    key: ['alpine-2', ...Object.entries(files).flat(), ...settings].join('\n'),
    make: say =>
      withFolder(async folder => {
        say('making the imitation of Alpine');
        const packages = join(folder, 'packages');
        await unpackPackages('trixie', ['musl', 'busybox-static'], packages);
        const root = ensureDirectory(join(folder, 'root'));
        for (const path of [
          'bin',
          'sbin',
          'lib',
          'usr/bin',
          'usr/sbin',
          'usr/lib',
          'usr/local/bin',
          'etc/ssl/certs',
        ]) {
          ensureDirectory(join(root, path));
        }
        for (const path of ['root', 'home', 'var/log', 'var/cache/apk', 'opt', 'srv', 'mnt', 'run'])
          ensureDirectory(join(root, path));
        for (const path of ['tmp', 'var/tmp']) chmodSync(ensureDirectory(join(root, path)), 0o1777);
        chmodSync(join(root, 'root'), 0o700);
        for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
        chmodSync(join(root, 'sbin/apk'), 0o755);
        const busybox = ['usr/bin/busybox', 'bin/busybox']
          .map(path => join(packages, path))
          .find(path => existsSync(path));
        if (!busybox) throw new Error('busybox-static holds no busybox where one was expected.');
        copyFileSync(busybox, join(root, 'bin/busybox'));
        chmodSync(join(root, 'bin/busybox'), 0o755);
        const applets = new Set(
          (await run(busybox, ['--list-full'])).stdout.split('\n').map(line => line.trim()),
        );
        for (const applet of applets.add('bin/sh')) {
          if (!applet || applet === 'bin/busybox') continue;
          ensureDirectory(join(root, applet, '..'));
          symlinkSync('/bin/busybox', join(root, applet));
        }
        const loaders = [
          ['x86_64', 'amd64'],
          ['aarch64', 'arm64'],
        ];
        for (const [machine] of loaders) {
          const libc = join(packages, `usr/lib/${machine}-linux-musl/libc.so`);
          if (!existsSync(libc)) continue;
          copyFileSync(libc, join(root, `lib/ld-musl-${machine}.so.1`));
          chmodSync(join(root, `lib/ld-musl-${machine}.so.1`), 0o755);
          symlinkSync(`ld-musl-${machine}.so.1`, join(root, `lib/libc.musl-${machine}.so.1`));
        }
        if (existsSync(hostBundle)) copyFileSync(hostBundle, join(root, 'etc/ssl/certs/ca-certificates.crt'));
        symlinkSync('certs/ca-certificates.crt', join(root, 'etc/ssl/cert.pem'));
        const context = ensureDirectory(join(folder, 'context'));
        await run('tar', [
          '--create',
          '--file',
          join(context, 'layer.tar'),
          '--numeric-owner',
          '--directory',
          root,
          '.',
        ]);
        await buildImage('alpine:3', ['FROM scratch', 'ADD layer.tar /', ...settings], context);
      }),
  };
}
