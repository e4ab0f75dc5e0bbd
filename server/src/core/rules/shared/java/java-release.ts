/** Class files that the final image's Java is too old for. */
import { lookup, originOf } from '../../../effects/contents';
import { rootImage, type Stage } from '../../../model/build';
import type { Problem, Subject } from '../../rule';
import { stageCopies } from '../copied-from';
import { baseName, effectsOf, isClosed, layerSteps, rootStage } from '../stages';

/** Jars and folders of classes that are copied into an image of Java and surely need a newer one. */
export function* classFileProblems(stage: Stage, subject: Subject): Generator<Problem> {
  const version = Number(rootImage(stage)?.javaVersion);
  // In an open image another Java may be installed.
  if (!isClosed(stage) || !(version > 0)) return;
  for (const copy of stageCopies(layerSteps(stage), stage, subject)) {
    const contents = effectsOf(subject, copy.stage)?.contents;
    const found = contents === undefined ? undefined : lookup(contents, copy.path);
    const origin = found?.presence === 'yes' ? originOf(found) : undefined;
    if (origin?.kind !== 'built' || origin.artifact.ecosystem !== 'java') continue;
    const { release, kind, span } = origin.artifact;
    if ((kind !== 'jar' && kind !== 'classes') || release === undefined || release <= version) continue;
    yield {
      span: copy.word.span,
      message: `\`${copy.path}\` is compiled for Java ${release}, and ${baseName(stage)} has Java ${version}. The container stops with \`UnsupportedClassVersionError\`. Compile for \`--release ${version}\`, or use an image with Java ${release}.`,
      related: [
        { span, message: `It is compiled here, for Java ${release}.` },
        { span: rootStage(stage).imageSpan, message: `This image has Java ${version}.` },
      ],
    };
  }
}
