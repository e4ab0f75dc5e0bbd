/** Certificates that the file puts into Java's trust store: the store goes along as it is. */
import { readRun } from '../../effects/run';
import { baseName } from '../../model/paths';
import type { Application } from '../applications/application';
import { decline, type Ledger, note } from '../decision';
import { keywordStyle } from '../text';

/** Instructions that bring the store to the new runtime's place; undefined with a reason where it cannot be told. */
export function trustStoreLines(
  { chain, image, subject }: Application,
  place: string,
  ledger: Ledger,
): readonly string[] | undefined {
  const home = image.env.JAVA_HOME;
  for (const { stage } of chain)
    for (const step of stage.steps) {
      const { instruction } = step;
      const copied =
        /^(?:COPY|ADD)$/.test(instruction.keyword) &&
        /\/lib\/security\/(?:jssecacerts|cacerts)|\/etc\/ssl\/certs\/java/.test(instruction.body.text);
      const commands = instruction.keyword === 'RUN' ? (readRun(step)?.commands ?? []) : [];
      const imports = commands.some(
        ({ words }) =>
          baseName(words[0]?.value ?? '') === 'keytool' &&
          words.some(({ text }) => /^-import/.test(text)) &&
          words.some(({ text }) => /^-cacerts$|\/cacerts\b/.test(text)),
      );
      if (!copied && !imports) continue;
      if (home === undefined)
        return decline(
          ledger,
          'This instruction changes the trust store of Java, whose place in this image is not known.',
          instruction.span,
        );
      note(
        ledger,
        "Java's trust store comes from the build stage, with the certificates that the file puts there.",
        instruction.span,
      );
      const inJre = image.javaVersion === '8' && !/(?:^|-)jre(?:-|$)/.test(image.tag) ? '/jre' : '';
      return [
        `${keywordStyle(subject.dockerfile)('COPY')} --from={build} ${home}${inJre}/lib/security/cacerts ${place}`,
      ];
    }
  const asked = subject.dockerfile.instructions.find(
    ({ keyword, body }) => keyword === 'ENV' && /\bUSE_SYSTEM_CA_CERTS\b/.test(body.text),
  );
  if (asked === undefined) return [];
  return decline(
    ledger,
    '`USE_SYSTEM_CA_CERTS` has a script of the base image add certificates whenever the container starts.',
    asked.span,
  );
}
