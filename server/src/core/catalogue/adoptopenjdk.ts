/**
 * The images of AdoptOpenJDK, which Eclipse Temurin follows: HotSpot in /opt/java/openjdk, no ENTRYPOINT
 * (AdoptOpenJDK/openjdk-docker, 11/jdk/ubuntu/Dockerfile.hotspot.releases.slim at 07b95b6, 11/jre/ubuntu and
 * 11/jdk/alpine at 0e2c7b2; the tags by its README). Those with OpenJ9 stay unknown.
 */
import { packageManagerOf, systemUsers } from './distributions';
import { runtimeEnd } from './end-of-life';
import { defaultPath } from './official-environment';
import { openPaths } from './open-images';
import type { ImageReference } from './reference';
import type { CatalogueImage } from './types';

const home = '/opt/java/openjdk';

/** `adoptopenjdk/openjdk11:alpine-jre`, `adoptopenjdk:11-jre-hotspot`; undefined for all others and for nightly builds. */
export function findAdoptOpenJdk({ repository, tag, digest }: ImageReference): CatalogueImage | undefined {
  if (tag === undefined && digest !== undefined) return undefined;
  const name = tag ?? 'latest';
  const version =
    repository === 'adoptopenjdk'
      ? /^(\d+)[^a-z]*(?:[ub]\d[^a-z]*(?:-b\d+)?)?-(?:(?:jdk|jre)-)?hotspot\b/.exec(name)?.[1]
      : /^adoptopenjdk\/openjdk(\d+)$/.exec(repository)?.[1];
  if (version === undefined || !name.split('-').every(word => plain.test(word))) return undefined;
  const alpine = name.includes('alpine');
  const jdk = !/(?:^|-)jre(?:-|$)/.test(name);
  const end = runtimeEnd('java', version);
  const distribution = alpine
    ? { id: 'alpine' }
    : repository === 'adoptopenjdk'
      ? { id: 'ubuntu' }
      : undefined;
  const users = distribution === undefined ? [] : systemUsers(distribution);
  return {
    repository,
    tag: name,
    family: 'official',
    runtime: 'java',
    javaVersion: version,
    version,
    ...(distribution === undefined ? {} : { distribution }),
    // Alpine has musl, and up to Java 15 glibc beside it.
    ...(alpine ? {} : { libc: { kind: 'glibc' } }),
    shell: '/bin/sh',
    packageManager: distribution && packageManagerOf(distribution),
    user: { name: 'root', uid: 0 },
    users,
    usersComplete: false,
    workdir: '/',
    entrypoint: [],
    cmd: jdk && Number(version) > 8 ? ['jshell'] : [],
    configKnown: true,
    env: { PATH: `${home}/bin:${defaultPath}`, JAVA_HOME: home, LANG: 'en_US.UTF-8' },
    volumes: [],
    exposes: [],
    paths: distribution === undefined ? [] : openPaths(distribution, undefined, users, []),
    closed: false,
    caCerts: undefined,
    tools: [],
    support: {
      status: 'discontinued',
      since: '2021-08-01',
      replacement: `eclipse-temurin:${version}${jdk ? '' : '-jre'}${alpine ? '-alpine' : ''}`,
      replacements: ['eclipse-temurin'],
    },
    eol: end === undefined ? [] : [end],
    variant: 'plain',
    architectures: [],
    notes: [],
    source: 'AdoptOpenJDK/openjdk-docker@0e2c7b2; docker-library/docs@4baab4b adoptopenjdk/deprecated.md',
  };
}

/** No other systems, architectures and builds than those whose files are named above. */
const plain =
  /^(?:latest|ubuntu|bionic|focal|alpine|slim|jdk|jre|hotspot|x86_64|(?:jdk)?\d[\d._+u]*|b\d+|jdk\d+u\d+)$/;
