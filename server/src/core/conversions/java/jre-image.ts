/** The image with the JRE that belongs to one with a JDK: the same vendor, version and distribution, or else Temurin's. */
import { findImage } from '../../catalogue/images';
import { throughMirror } from '../../catalogue/mirrors';
import { parseReference } from '../../catalogue/reference';
import type { Application } from '../applications/application';
import type { SlimImage } from '../applications/slim-image';
import { decline, type Ledger, note } from '../decision';
import { rootStage } from './java-runtime';
import { temurinJre } from './temurin-jre';

/** As it is written after FROM; the image itself where it has a JRE already. Undefined with a reason where there is none. */
export function jreImage(app: Application, ledger: Ledger): SlimImage | undefined {
  const { effects, image, subject, to } = app;
  const root = rootStage(effects.stage);
  const text = root.from.words[0]?.text;
  const alpine = image.distribution?.id === 'alpine';
  if (text === undefined) return undefined;
  if (to === 'alpine' && !alpine)
    return decline(
      ledger,
      `\`${text}\` is not on Alpine: convert to slim, or build on Alpine.`,
      root.imageSpan,
    );
  if (/(?:^|[-:])jre(?:-|\d|$)/.test(image.tag)) return { text, full: false };
  const name = nameOf(text, image.repository, image.tag);
  const written = name?.includes('$') === true ? name.replace(/\$\{?\w+\}?/, image.javaVersion ?? '') : name;
  const reference = written === undefined ? undefined : parseReference(written);
  const found = reference === undefined ? undefined : findImage(reference);
  if (name === undefined || found === undefined || found.javaVersion !== image.javaVersion) {
    const other = temurinJre(app);
    if (other !== undefined) {
      note(
        ledger,
        `\`${other}\` has Eclipse Temurin's build of Java ${image.javaVersion ?? ''}, on a system of its own: \`${image.repository}\` has no image with a JRE alone.`,
        root.imageSpan,
      );
      return { text: throughMirror(other, subject.settings.imageMirrors), full: true };
    }
    return decline(
      ledger,
      `There is no image with a JRE that belongs to \`${text}\`: the same vendor, version and distribution.`,
      root.imageSpan,
    );
  }
  const moved = image.repository === 'maven' || image.repository === 'gradle';
  return { text: moved ? throughMirror(name, subject.settings.imageMirrors) : name, full: true };
}

function nameOf(text: string, repository: string, tag: string): string | undefined {
  const own = repository === 'eclipse-temurin' || /^(?:8|11)\b/.test(tag);
  if (own && /^(?:eclipse-temurin|openjdk)$/.test(repository)) {
    if (text.includes('@')) return undefined;
    if (text.includes('-jdk')) return text.replace(/-jdk(?=-|$)/, '-jre');
    const [whole = '', version = ''] = /:([\d._u]+|\$\{?\w+\}?)(?=-|$)/.exec(text) ?? [];
    return whole === '' ? undefined : text.replace(whole, `:${version}-jre`);
  }
  // Both are made on Temurin's images: `maven:3.9-eclipse-temurin-21-alpine`, `gradle:8-jdk21-noble`.
  const built =
    repository === 'maven'
      ? /^[\d.]+-eclipse-temurin-(\d+)(-[a-z]+)?$/.exec(tag)
      : repository === 'gradle'
        ? /^(?:[\d.]+-)?jdk-?(\d+)(-[a-z]+)?$/.exec(tag)
        : null;
  return built === null || text.includes('$')
    ? undefined
    : `eclipse-temurin:${built[1]}-jre${built[2] ?? ''}`;
}

/**
 * The image of the JDK alone, of the same version, that a stage has below it: itself, or Temurin's below Maven's and
 * Gradle's. Undefined where the reference has a variable, a digest or a JRE, and where Alpine is asked for.
 */
export function jdkImage({ effects, image, subject, to }: Application): SlimImage | undefined {
  const { text } = rootStage(effects.stage).from.words[0] ?? {};
  const { repository, tag } = image;
  if (to === 'alpine' && image.distribution?.id !== 'alpine') return undefined;
  if (text === undefined || /[$@]/.test(text) || /(?:^|[-:])jre(?:-|\d|$)/.test(tag)) return undefined;
  if (repository !== 'maven' && repository !== 'gradle') return { text, full: false };
  const name = nameOf(text, repository, tag)?.replace('-jre', '-jdk');
  return name === undefined
    ? undefined
    : { text: throughMirror(name, subject.settings.imageMirrors), full: true };
}
