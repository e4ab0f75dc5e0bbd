/**
 * Stand-ins for `node:*-alpine` and `python:*-alpine`, which the lab cannot make for want of their interpreters for
 * musl: the slim image of the same version on Debian, with the programs of BusyBox that it lacks and BusyBox's way to
 * add users. They have names of their own, so that nothing takes one for the real image unasked: everything but the C
 * library and `apk` can be tried on them.
 */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDirectory } from '../engine/cache.mjs';
import { tryDocker } from '../engine/daemon.mjs';
import { ensureImage } from './index.mjs';
import { buildImage, digest, withFolder } from './recipe.mjs';

/** BusyBox's `adduser` and `addgroup`, which Debian's BusyBox leaves out, in terms of Debian's programs. */
const accounts = {
  addgroup: `#!/bin/sh
set -e
options=
while [ $# -gt 0 ]; do
  case "$1" in
    -g|--gid) options="$options --gid $2"; shift ;;
    -S|--system) options="$options --system" ;;
    -*) echo "addgroup: $1: not known to the lab's stand-in" >&2; exit 99 ;;
    *) break ;;
  esac
  shift
done
[ -z "$2" ] || exec usermod --append --groups "$2" "$1"
exec groupadd $options "$1"
`,
  adduser: `#!/bin/sh
set -e
home= group= user= other= system= number= create=--create-home shell=/bin/sh
while [ $# -gt 0 ]; do
  case "$1" in
    -h|--home) home=$2; shift ;;
    -g|--gecos|-k|--skel) shift ;;
    -s|--shell) shell=$2; shift ;;
    -G|--ingroup) group=$2; shift ;;
    -u|--uid) number=$2; shift ;;
    -S|--system) system=--system ;;
    -H|--no-create-home) create=--no-create-home ;;
    -D|--disabled-password) ;;
    -*) echo "adduser: $1: not known to the lab's stand-in" >&2; exit 99 ;;
    *) [ -z "$user" ] && user=$1 || other=$1 ;;
  esac
  shift
done
[ -z "$other" ] || exec usermod --append --groups "$other" "$user"
# BusyBox puts a system user without a group of its own into nogroup.
[ -n "$group" ] || [ -z "$system" ] || group=nogroup
[ -z "$number" ] || system="$system --uid $number"
[ -n "$group" ] && group="--gid $group" || group=--user-group
exec useradd $system $create $group --shell "$shell" --home-dir "\${home:-/home/$user}" "$user"
`,
};

/**
 * The image of Debian whose version is that of an image on Alpine.
 * @param {string} reference As it stands in a FROM.
 * @returns {string[]} The names that come into question, best first; none for what is no image of Node or Python on
 * Alpine, and for one that is named by its digest.
 */
export function debianCounterparts(reference) {
  const found = /^(?:docker\.io\/)?(?:library\/)?(node|python):(?:([\w.]+)-)?alpine(?:\d+\.\d+)?$/.exec(
    reference,
  );
  if (!found) return [];
  const [, repository, version] = found;
  const word = version === undefined ? '' : `${version}-`;
  // An unsuffixed tag may stand on a Debian that the lab has not.
  const suites = ['bookworm', 'bullseye'].map(suite =>
    repository === 'node' ? `${word}${suite}-slim` : `${word}slim-${suite}`,
  );
  // The lab has one patch release of a minor of Python.
  const minor = repository === 'python' ? version?.replace(/^(3\.\d+)\.\d+$/, '$1') : version;
  const kin = minor === version ? [] : [`${minor}-slim`];
  return [`${word}slim`, ...suites, ...kin].map(tag => `${repository}:${tag}`);
}

/**
 * Makes sure that the stand-in of an image on Alpine is there.
 * @param {string} reference As it stands in a FROM.
 * @param {(line: string) => void} say
 * @returns {Promise<string | undefined>} Its name; nothing if there is none.
 */
export async function alpineStandIn(reference, say) {
  const bases = debianCounterparts(reference);
  const idOf = (/** @type {string} */ base) => tryDocker(['image', 'inspect', '--format', '{{.Id}}', base]);
  // What is there is taken first: to compile an interpreter takes minutes.
  for (const base of bases) {
    const { code, stdout } = await idOf(base);
    if (code === 0) return makeStandIn(base, stdout.trim(), say);
  }
  for (const base of bases) {
    if (!(await ensureImage(base, say).catch(() => undefined))) continue;
    return makeStandIn(base, (await idOf(base)).stdout.trim(), say);
  }
  return undefined;
}

/**
 * Makes sure of an image with the programs of BusyBox on top of another.
 * @param {string} base
 * @param {(line: string) => void} say
 * @returns {Promise<string>} Its name.
 */
export async function withBusyBox(base, say) {
  const { stdout } = await tryDocker(['image', 'inspect', '--format', '{{.Id}}', base]);
  return makeStandIn(base, stdout.trim(), say);
}

/** @param {string} base @param {string} id Of the base. @param {(line: string) => void} say */
async function makeStandIn(base, id, say) {
  await ensureImage('alpine:3', say);
  const lines = [
    `FROM ${base}`,
    'COPY --from=alpine:3 /bin/busybox /bin/busybox',
    'RUN for program in $(busybox --list); do command -v "$program" > /dev/null || ln -s /bin/busybox "/usr/bin/$program"; done',
    'COPY sbin/ /usr/local/sbin/',
  ];
  const recipe = digest([id, ...lines, ...Object.values(accounts)]);
  const name = `distill-lab/alpine-stand-in:${base.replace(/[:/]/g, '-')}-${recipe}`;
  if ((await tryDocker(['image', 'inspect', name])).code === 0) return name;
  await withFolder(async folder => {
    say(`${name}: putting BusyBox on ${base}`);
    const programs = ensureDirectory(join(folder, 'sbin'));
    for (const [program, text] of Object.entries(accounts)) {
      writeFileSync(join(programs, program), text);
      chmodSync(join(programs, program), 0o755);
    }
    await buildImage(name, lines, folder);
  });
  return name;
}
