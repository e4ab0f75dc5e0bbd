/** Java on a hardened image, where that is asked for; of Chainguard's free one there is the newest version alone. */
import { findImage } from '../../catalogue/images';
import { throughMirror } from '../../catalogue/mirrors';
import { parseReference } from '../../catalogue/reference';
import { lineage } from '../../model/build';
import type { Application } from '../applications/application';
import { decline, type Ledger, note } from '../decision';
import type { JavaRuntime } from './java-runtime';

/**
 * `dhi.io/eclipse-temurin` of the same version: no ENTRYPOINT, `java` on PATH, user 65532 (facts, images). Undefined with
 * a reason where there is none, where the program needs root, and for Chainguard's image.
 */
export function closedJava(app: Application, version: string, ledger: Ledger): JavaRuntime | undefined {
  const { to, subject, effects } = app;
  const span = effects.stage.imageSpan;
  const name = to === 'hardened' ? `dhi.io/eclipse-temurin:${version}` : 'cgr.dev/chainguard/jre:latest';
  const reference = parseReference(name);
  const found = reference === undefined ? undefined : findImage(reference);
  if (to === 'chainguard')
    return decline(
      ledger,
      `\`${name}\` is the only free one, and moves on with every version of Java (now ${found?.javaVersion ?? 'a newer one'}): the program is not held at ${version} with it.`,
      span,
    );
  const home = found?.env.JAVA_HOME;
  if (found === undefined || home === undefined)
    return decline(ledger, `There is no hardened image of Java ${version}.`, span);
  const root = lineage(effects.stage).at(-1);
  if (root?.from.words[0]?.text.includes('$') === true)
    return decline(
      ledger,
      `A build argument says the version of Java, which \`${name}\` would not follow.`,
      span,
    );
  const drawn = [...subject.context.texts].find(([path, text]) => isJava.test(path) && draws.test(text));
  if (drawn !== undefined)
    return decline(
      ledger,
      `The program may draw text (\`${drawn[0]}\`), and whether \`${name}\` has fonts is not known.`,
      span,
    );
  if (ledger.keepsRoot)
    return decline(ledger, `The program needs root, whom \`${name}\` does not run as.`, span);
  note(
    ledger,
    `\`${name}\` needs \`docker login dhi.io\`: this conversion follows the image's published definition and is not proven by a build.`,
    span,
  );
  return {
    image: throughMirror(name, subject.settings.imageMirrors),
    user: String(found.user?.uid ?? 65532),
    lines: [],
    environment: [],
    programs: [`${home}/bin/java`],
    trustStore: `${home}/lib/security/cacerts`,
    startsJars: false,
  };
}

const isJava = /\.(?:java|kt|scala|groovy|gradle|kts)$|(?:^|\/)pom\.xml$/;

/** Java's own drawing, and packages that do it for tables, reports and images. */
const draws =
  /\bjava\.awt\.|\bjavax\.(?:swing|imageio)\b|\bpoi\b|jasperreports|itext|pdfbox|openhtmltopdf|flying-saucer|batik|kaptcha|captcha|jfreechart|thumbnailator/i;
