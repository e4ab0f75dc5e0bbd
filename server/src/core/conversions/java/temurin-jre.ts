/**
 * Temurin's image of the JRE for JDKs whose vendor has none: the official `openjdk` since version 12, Maven's images on
 * those, and Amazon Corretto. Both are builds of OpenJDK; what differs is the system around them.
 */
import { findImage } from '../../catalogue/images';
import { resolveTag } from '../../catalogue/official-tags';
import { parseReference } from '../../catalogue/reference';
import type { Application } from '../applications/application';
import { startTexts } from '../applications/start-texts';
import { rootStage } from './java-runtime';

/**
 * As it is written after FROM; undefined where the file does anything to the system of the image, or where the start
 * names what only that has. On Alpine it stays on Alpine.
 */
export function temurinJre(app: Application): string | undefined {
  const { chain, effects, image } = app;
  const { text = '' } = rootStage(effects.stage).from.words[0] ?? {};
  const version = image.javaVersion;
  if (version === undefined || /[$@]/.test(text) || !isOther(image.repository, image.tag, version))
    return undefined;
  const untouched = chain.every(
    ({ installs, users, system }) => installs.length + users.length + system.length === 0,
  );
  const { texts } = startTexts(app);
  if (!untouched || texts.some(start => ofTheSystem.test(start))) return undefined;
  const isAlpine = image.distribution?.id === 'alpine';
  // Temurin's older versions for Alpine are for amd64 alone, and so are those of `openjdk`.
  if (isAlpine && image.repository !== 'openjdk' && Number(version) < 21) return undefined;
  const tag = `${version}-jre${isAlpine ? '-alpine' : ''}`;
  const reference = parseReference(`eclipse-temurin:${tag}`);
  const found = reference === undefined ? undefined : findImage(reference);
  const isKnown = found?.javaVersion === version && resolveTag('eclipse-temurin', tag) !== undefined;
  return isKnown ? `eclipse-temurin:${tag}` : undefined;
}

function isOther(repository: string, tag: string, version: string): boolean {
  // Corretto 8 has JavaFX as well.
  if (repository === 'amazoncorretto') return version !== '8';
  return repository === 'openjdk' || (repository === 'maven' && /(?:^|-)(?:open)?jdk-?\d/.test(tag));
}

/** Folders of the JDK by their names, and programs of Oracle's and Amazon's Linux. */
const ofTheSystem = /\/usr\/(?:java|lib\/jvm|local\/openjdk)|\b(?:microdnf|dnf|yum|rpm)\b/;
