/**
 * Stand-ins for images of public projects that the lab has no recipe for, by what it has: OpenJDK on Debian where
 * Oracle's Linux, Amazon's or Alpine has it, a toolchain of another release, Node.js on an older Debian. They have
 * names of their own, or are images of another name: who uses one says so beside what was found on it.
 */
import { tryDocker } from '../engine/daemon.mjs';
import { alpineStandIn, withBusyBox } from './alpine-stand-ins.mjs';
import { ensureImage, recipeFor } from './index.mjs';
import { extractTrust, unpackJava } from './java.mjs';
import { mavenOn } from './maven.mjs';
import { buildImage, digest, plainPath, withFolder } from './recipe.mjs';

const isThere = async (/** @type {string} */ image) =>
  (await tryDocker(['image', 'inspect', image])).code === 0;

/**
 * An image of the same version as one that the lab has no recipe for, or that takes it minutes: Python of the same minor,
 * which is there, be it on another Debian; Node.js on an older Debian than the lab has; Rust that knows the index of
 * crates.io that answers, the next GCC, the Debian after the one whose archive has gone.
 * @param {string} name
 */
function kinOf(name) {
  const [, minor, slim = ''] =
    /^python:(3\.\d+)(?:\.\d+)?(-slim)?(?:-(?:trixie|bookworm|bullseye))?$/.exec(name) ?? [];
  const [, named, plain, nodeSlim = ''] =
    /^node:(?:([\w.]+)-(?:buster|stretch)|(1[0-7][\d.]*))(-slim)?$/.exec(name) ?? [];
  // Up to 17 an image that names no Debian stands on the one whose archive has gone.
  const node = named ?? plain;
  const [, rust, rustSlim = ''] = /^rust:1\.([0-6]\d)(?:\.\d+)?(-slim)?(?:-\w+)?$/.exec(name) ?? [];
  const [, buster] = /^rust:(slim-)?buster$/.exec(name) ?? [];
  const [, debianSlim = ''] = /^debian:(?:buster|10)(?:[\d.]*|-\d{8})(-slim)?$/.exec(name) ?? [];
  return {
    there:
      minor === undefined ? [] : ['', '-bookworm', '-trixie'].map(suite => `python:${minor}${slim}${suite}`),
    made: [
      ...(node === undefined ? [] : [`node:${node}-bullseye${nodeSlim}`]),
      ...(rust === undefined ? [] : [`rust:1.70.0${rustSlim}-bullseye`]),
      ...(buster === undefined ? [] : ['rust:1.79.0-slim-bullseye']),
      ...(/^debian:(?:buster|10)\b/.test(name) ? [`debian:bullseye${debianSlim}`] : []),
      ...(/^gcc:13\b/.test(name) ? ['gcc:12'] : []),
    ],
  };
}

/**
 * Where the images of OpenJDK that stand on no Debian have it.
 * @param {string} name
 */
export function foreignJava(name) {
  const [, corretto, correttoOn] =
    /^(?:public\.ecr\.aws\/amazoncorretto\/)?amazoncorretto:(17|21|25)[\d.]*(-alpine[\d.]*)?(?:-jdk|-al2023|-al2)?$/.exec(
      name,
    ) ?? [];
  if (corretto) {
    const home = `/usr/lib/jvm/${correttoOn ? 'default-jvm' : `java-${corretto}-amazon-corretto`}`;
    return { version: corretto, kind: 'jdk', home, alpine: Boolean(correttoOn), maven: false };
  }
  const [, open, openOn] =
    /^openjdk:(17|21)[\d.]*(?:-jdk)?(-alpine[\d.]*|-oracle|-oraclelinux\d)?$/.exec(name) ?? [];
  if (open) {
    const alpine = Boolean(openOn?.startsWith('-alpine'));
    const home = alpine ? `/opt/openjdk-${open}` : `/usr/java/openjdk-${open}`;
    return { version: open, kind: 'jdk', home, alpine, maven: false };
  }
  const [, temurin, kind = 'jdk'] =
    /^eclipse-temurin:(17|21|25)[\d._]*(?:-(jdk|jre))?-alpine[\d.-]*$/.exec(name) ?? [];
  if (temurin) return { version: temurin, kind, home: '/opt/java/openjdk', alpine: true, maven: false };
  const [, vendor, maven, mavenOn] =
    /^maven:3[\d.]*-(openjdk|amazoncorretto|eclipse-temurin)-(17|21|25)(-slim|-alpine)?$/.exec(name) ?? [];
  if (!maven) return undefined;
  const homes = {
    openjdk: `/usr/local/openjdk-${maven}`,
    amazoncorretto: `/usr/lib/jvm/java-${maven}-amazon-corretto`,
    'eclipse-temurin': '/opt/java/openjdk',
  };
  const home = homes[/** @type {keyof typeof homes} */ (vendor)];
  return { version: maven, kind: 'jdk', home, alpine: mavenOn === '-alpine', maven: true };
}

/**
 * @param {NonNullable<ReturnType<typeof foreignJava>>} wanted
 * @param {(line: string) => void} say
 */
async function makeJava({ version, kind, home, alpine, maven }, say) {
  await ensureImage('debian:trixie-slim', say);
  const lines = [
    'FROM debian:trixie-slim',
    'RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates fontconfig p11-kit p11-kit-modules libharfbuzz0b libjpeg62-turbo liblcms2-2 && rm -rf /var/lib/apt/lists/*',
    `ENV JAVA_HOME=${home} PATH=${home}/bin:${plainPath} LANG=C.UTF-8`,
    `COPY openjdk ${home}`,
    `RUN ${extractTrust('$JAVA_HOME/lib/security/cacerts')}`,
    'CMD ["jshell"]',
  ];
  const name = `distill-lab/stand-in:java-${digest([version, kind, ...lines])}`;
  if (!(await isThere(name))) {
    await withFolder(async folder => {
      say(`${name}: putting Debian's OpenJDK ${version} at ${home}`);
      await unpackJava(/** @type {17} */ (Number(version)), /** @type {'jdk'} */ (kind), folder);
      await buildImage(name, lines, folder);
    });
  }
  const whole = maven ? await mavenOn(name, `${name}-maven`, say) : name;
  return alpine ? withBusyBox(whole, say) : whole;
}

/**
 * Makes sure of an image for one that the lab cannot make.
 * @param {string} reference As it stands in a FROM.
 * @param {boolean} imitating Whether Alpine and the Linux of a vendor may be imitated.
 * @param {(line: string) => void} say
 * @returns {Promise<string | undefined>} Its name; nothing if there is none.
 */
export async function standInFor(reference, imitating, say) {
  const imitation = imitating ? await alpineStandIn(reference, say) : undefined;
  if (imitation !== undefined) return imitation;
  const name = reference.replace(/^(?:docker\.io\/)?(?:library\/)?/, '');
  // What the engine has is taken first: making an interpreter takes minutes.
  if (await isThere(reference)) return undefined;
  const java = imitating && recipeFor(reference) === undefined ? foreignJava(name) : undefined;
  if (java !== undefined) return makeJava(java, say);
  const kin = kinOf(name);
  for (const own of kin.there) if (await isThere(own)) return own;
  for (const own of kin.made) {
    if (own !== name && (await ensureImage(own, say).catch(() => undefined))) return own;
  }
  return undefined;
}

/** Whether an image is of another distribution than the one it stands for. @param {string} own */
export const isImitation = own => /^distill-lab\/(?:alpine-)?stand-in:/.test(own);
