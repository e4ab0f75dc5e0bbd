/** What `verify` counts in an image, on archives that are made here. */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { type Contents, readContents } from '../cli/src/verify/contents/contents';

/** `path` (a folder where it ends in a slash), and what it holds or where it leads. */
type Entry = readonly [path: string, what?: string | { to: string } | { same: string } | { program: string }];

function archive(entries: readonly Entry[]): Readable {
  const tar = pack();
  for (const [name, what = ''] of entries) {
    if (name.endsWith('/')) tar.entry({ name, type: 'directory' });
    else if (typeof what === 'string') tar.entry({ name, mode: 0o644 }, what);
    else if ('to' in what) tar.entry({ name, type: 'symlink', linkname: what.to, mode: 0o777 });
    else if ('same' in what) tar.entry({ name, type: 'link', linkname: what.same, mode: 0o755 });
    else tar.entry({ name, mode: 0o755 }, what.program);
  }
  tar.finalize();
  return Readable.from(tar);
}

const dpkg = (...states: readonly string[]) =>
  states
    .map((state, at) => `Package: p${at}\nStatus: ${state}\nDescription: x\n Status: installed\n\n`)
    .join('');
const program = { program: '\u007fELF' };

const cases: Readonly<Record<string, readonly [readonly Entry[], Partial<Contents>]>> = {
  'nothing of a distribution': [
    [['server', program]],
    { packages: 0, shell: undefined, packageManager: undefined },
  ],
  'Debian with merged /usr': [
    [
      ['./bin', { to: 'usr/bin' }],
      ['./usr/bin/'],
      ['./usr/bin/dash', program],
      ['./usr/bin/sh', { to: 'dash' }],
      ['./usr/bin/apt-get', program],
      [
        './var/lib/dpkg/status',
        dpkg('install ok installed', 'deinstall ok config-files', 'hold ok installed', 'install ok unpacked'),
      ],
    ],
    { packages: 2, shell: '/bin/sh', packageManager: '/bin/apt-get' },
  ],
  distroless: [
    [
      ['var/lib/dpkg/status.d/'],
      ['var/lib/dpkg/status.d/base-files', 'Package: base-files\n'],
      ['var/lib/dpkg/status.d/base-files.md5sums', '0  etc/x\n'],
      ['var/lib/dpkg/status.d/libc6', 'Package: libc6\n'],
    ],
    { packages: 2, shell: undefined, packageManager: undefined },
  ],
  'a debug variant': [
    [
      ['busybox/sh', { same: 'busybox/busybox' }],
      ['busybox/busybox', program],
    ],
    { shell: '/busybox/sh' },
  ],
  'Alpine, its links absolute': [
    [
      ['bin/busybox', program],
      ['bin/sh', { to: '/bin/busybox' }],
      ['bin/rpm', { to: '/bin/busybox' }],
      ['sbin/apk', program],
      ['lib/apk/db/installed', 'C:Q1\nP:musl\nV:1\np:so:x=1\n\nP:busybox\nV:1\nF:bin\nR:P:x\n\n'],
    ],
    { packages: 2, shell: '/bin/sh', packageManager: '/sbin/apk' },
  ],
  'Alpine and Wolfi with the database below /usr': [
    [
      ['lib', { to: 'usr/lib' }],
      ['usr/lib/apk/db/installed', 'P:a\n\nP:b\n\nP:c\n\n'],
    ],
    { packages: 3 },
  ],
  Arch: [
    [
      ['var/lib/pacman/local/ALPM_DB_VERSION', '9\n'],
      ['var/lib/pacman/local/bash-5/desc', '%NAME%\nbash\n'],
      ['var/lib/pacman/local/bash-5/files', 'x'],
      ['usr/bin/pacman', program],
    ],
    { packages: 1, packageManager: '/usr/bin/pacman' },
  ],
  'rpm, which nobody counts without rpm': [
    [
      ['usr/lib/sysimage/rpm/rpmdb.sqlite', 'SQLite format 3\u0000'],
      ['usr/bin/microdnf', program],
    ],
    { packages: undefined, packageManager: '/usr/bin/microdnf' },
  ],
  'a chiselled image': [[['var/lib/chisel/manifest.wall', '\u0028']], { packages: undefined }],
  'busybox alone, whose rpm manages no packages': [
    [
      ['bin/busybox', program],
      ['bin/dpkg', { to: 'busybox' }],
      ['bin/rpm', { to: 'busybox' }],
    ],
    { packages: 0, shell: '/bin/busybox', packageManager: undefined },
  ],
  'a shell that is not executable': [[['bin/sh', 'text']], { shell: undefined }],
  'a link to nowhere, and a shell further on': [
    [
      ['bin/sh', { to: 'dash' }],
      ['usr/bin/bash', program],
    ],
    { shell: '/usr/bin/bash' },
  ],
  'links in a circle': [
    [
      ['bin', { to: 'usr/bin' }],
      ['usr/bin', { to: '../bin' }],
    ],
    { shell: undefined },
  ],
  'links that climb above the root': [
    [
      ['bin/sh', { to: '../../../opt/tools/sh' }],
      ['opt/tools', { to: './real/../real/.' }],
      ['opt/real/sh', program],
    ],
    { shell: '/bin/sh' },
  ],
  'folders, biggest first, three levels deep': [
    [
      ['top', 'x'],
      ['usr/local/go/bin/go', 'x'.repeat(3000)],
      ['usr/local/go/src/a/b/c.go', 'x'.repeat(10)],
      ['usr/bin/a', 'x'.repeat(500)],
      ['usr/bin/same', { same: 'usr/bin/a' }],
      ['app/', ''],
      ['app/x', 'x'.repeat(700)],
      ['a/x', 'xx'],
      ['b/x', 'xx'],
      ['c/x', ''],
    ],
    {
      bytes: 4215,
      folders: [
        { path: '/usr/local/go', bytes: 3010 },
        { path: '/app', bytes: 700 },
        { path: '/usr/bin', bytes: 500 },
        { path: '/a', bytes: 2 },
        { path: '/b', bytes: 2 },
      ],
    },
  ],
};

describe('contents of', () => {
  test.each(Object.entries(cases))('%s', async (_, [entries, expected]) => {
    expect(await readContents(archive(entries))).toMatchObject(expected);
  });

  test('a database that comes in small pieces', async () => {
    const bytes = await buffer(
      archive([['var/lib/dpkg/status', dpkg(...Array(500).fill('install ok installed'))]]),
    );
    const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) =>
      bytes.subarray(at * 7, at * 7 + 7),
    );
    expect((await readContents(Readable.from(pieces))).packages).toBe(500);
  });
});

describe('an archive is refused that', () => {
  const long: readonly Entry[] = [['var/lib/dpkg/status', dpkg(...Array(500).fill('install ok installed'))]];
  const refused: Readonly<Record<string, () => Promise<Readable>>> = {
    'is empty': async () => Readable.from([]),
    'is no tar': async () => Readable.from([Buffer.alloc(2048, 'not a tar ')]),
    'ends early': async () => Readable.from([(await buffer(archive(long))).subarray(0, 4000)]),
    'breaks off': async () =>
      Readable.from(
        (async function* () {
          yield (await buffer(archive(long))).subarray(0, 4000);
          throw new Error('the engine has gone.');
        })(),
      ),
  };

  test.each(Object.entries(refused))('%s', async (_, make) => {
    await expect(readContents(await make())).rejects.toThrow(
      /^The file system of the image cannot be read as a tar: .*[^.]\.$/,
    );
  });
});

test('headers of devices and sockets are left alone', async () => {
  const tar = pack();
  tar.entry({ name: 'bin/sh', type: 'character-device', mode: 0o777 });
  tar.finalize();
  expect((await readContents(Readable.from(tar))).shell).toBeUndefined();
});
