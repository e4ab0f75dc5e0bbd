/**
 * Which image runs a Java program: Google's of the same version, or `java-base` with the JRE of Temurin carried, whose
 * archives ask for an old C library only.
 */
import { findImage } from '../../catalogue/images';
import { throughMirror } from '../../catalogue/mirrors';
import { parseReference } from '../../catalogue/reference';
import { lineage, type Stage } from '../../model/build';
import type { Application, RuntimePlan } from '../applications/application';
import { asksClosedVendor } from '../applications/closed-vendors';
import { decline, type Ledger, note } from '../decision';
import { keywordStyle } from '../text';
import { closedJava } from './closed-runtime';

export type JavaRuntime = Pick<
  RuntimePlan,
  'image' | 'user' | 'lines' | 'environment' | 'programs' | 'onPath'
> & {
  /** Where the runtime has its trust store. */
  readonly trustStore: string;
  /** The image has an ENTRYPOINT, which is `java -jar`. */
  readonly startsJars: boolean;
};

/** Undefined with a reason where neither is sure. */
export function decideJavaRuntime(app: Application, ledger: Ledger): JavaRuntime | undefined {
  const { image, effects, subject } = app;
  const span = rootStage(effects.stage).imageSpan;
  if (image.repository === 'ibm-semeru-runtimes')
    return decline(
      ledger,
      `\`${image.repository}\` is the virtual machine OpenJ9, with options of its own: no image without a shell has it.`,
      span,
    );
  const version = image.javaVersion;
  if (version === undefined)
    return decline(
      ledger,
      `Which version of Java \`${rootStage(effects.stage).imageText ?? ''}\` has cannot be told: a tag with a version would say it.`,
      span,
    );
  if (asksClosedVendor(app)) return closedJava(app, version, ledger);
  const vendor = vendorImage(app, version, ledger.keepsRoot);
  if (vendor !== undefined) {
    if (image.repository === 'amazoncorretto' || image.repository === 'sapmachine')
      note(
        ledger,
        `\`${vendor}\` has Eclipse Temurin's build of Java ${version} in place of that of \`${image.repository}\`.`,
        span,
      );
    return {
      image: vendor,
      lines: [],
      environment: [],
      programs: ['/usr/bin/java'],
      trustStore: '/etc/ssl/certs/java/cacerts',
      startsJars: true,
    };
  }
  const from = carriedFrom(app, version);
  if (from === undefined)
    return decline(
      ledger,
      `There is no distroless image of Java ${version}, and which JRE could be carried cannot be told.`,
      span,
    );
  const shown = `\`${from === '{image}' ? (rootStage(effects.stage).imageText ?? '') : from}\``;
  note(
    ledger,
    `${whyCarried(app, version)}: the JRE is carried from ${shown}, whose tag decides about its updates.`,
    span,
  );
  const home = '/opt/java/openjdk';
  const name = `gcr.io/distroless/java-base-debian13:${ledger.keepsRoot ? 'latest' : 'nonroot'}`;
  return {
    image: throughMirror(name, subject.settings.imageMirrors),
    lines: [`${keywordStyle(subject.dockerfile)('COPY')} --from=${from} ${home}/ ${home}/`],
    environment: [`JAVA_HOME=${home}`, `PATH=${home}/bin:$PATH`],
    programs: [`${home}/bin/java`],
    onPath: [`${home}/bin`],
    trustStore: `${home}/lib/security/cacerts`,
    startsJars: false,
  };
}

function whyCarried({ effects }: Application, version: string): string {
  const root = rootStage(effects.stage);
  const reference = parseReference(`gcr.io/distroless/java${version}-debian13:nonroot`);
  if (reference === undefined || findImage(reference)?.support.status !== 'current')
    return 'There is no distroless image of this version of Java';
  return root.from.words[0]?.text.includes('$') === true
    ? 'A build argument says the version of Java, which no distroless image would follow'
    : `\`${root.imageText ?? ''}\` fixes more than the version of Java, which no distroless image does`;
}

/** The stage whose FROM names the image. */
export function rootStage(stage: Stage): Stage {
  return lineage(stage).at(-1) ?? stage;
}

/** A patch release, a digest or a build argument stays in force: only a tag that names the version alone moves within it. */
function vendorImage(app: Application, version: string, keepsRoot: boolean): string | undefined {
  const { effects, subject, image } = app;
  const root = rootStage(effects.stage);
  if (root.base.kind !== 'image' || root.base.reference.digest !== undefined) return undefined;
  if (root.from.words[0]?.text.includes('$') === true) return undefined;
  // `21.0.5_11-jre`; what `maven:3.9.9-eclipse-temurin-21` names to the patch is Maven.
  const isPatch = image.runtime === 'java' && /^\d+[.u]\d/.test(image.tag);
  if (isPatch && image.repository === 'eclipse-temurin') return undefined;
  const name = `gcr.io/distroless/java${version}-debian13:${keepsRoot ? 'latest' : 'nonroot'}`;
  const reference = parseReference(name);
  const known = reference === undefined ? undefined : findImage(reference);
  return known?.support.status === 'current' ? throughMirror(name, subject.settings.imageMirrors) : undefined;
}

/** An image that has Temurin's JRE of the same version, for glibc: the build stage itself, or one by its tag. */
function carriedFrom({ image, effects, subject }: Application, version: string): string | undefined {
  const root = rootStage(effects.stage);
  if (root.base.kind !== 'image') return undefined;
  const { tag } = image;
  const temurin = image.repository === 'eclipse-temurin';
  const moves = root.base.reference.digest !== undefined || root.from.words[0]?.text.includes('$') === true;
  if (temurin && /(?:^|-)jre(?:-|$)/.test(tag) && image.libc?.kind === 'glibc') return '{image}';
  if (moves) return undefined;
  const patch = temurin ? /^[\d._u]+/.exec(tag)?.[0] : undefined;
  for (const wanted of [patch, version]) {
    if (wanted === undefined) continue;
    const name = `eclipse-temurin:${wanted}-jre`;
    const reference = parseReference(name);
    const found = reference === undefined ? undefined : findImage(reference);
    if (found === undefined || found.notes.some(text => text.startsWith('newer than the facts'))) continue;
    return throughMirror(name, subject.settings.imageMirrors);
  }
  return undefined;
}
