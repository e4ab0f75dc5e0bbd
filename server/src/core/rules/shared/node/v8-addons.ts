/** Node.js addons that are bound to one major version, under another one. */
import { lookup, originOf } from '../../../effects/contents';
import { packageJsonIn } from '../../../effects/node/project';
import { rootImage, type Stage } from '../../../model/build';
import { parentPath } from '../../../model/paths';
import { installsAgain, v8Addons } from '../../../node/addon-facts';
import type { Problem, Subject } from '../../rule';
import { stageCopies } from '../copied-from';
import { baseName, effectsOf, layerSteps, rootStage } from '../stages';

/**
 * `node_modules` taken from a stage with another major version of Node.js, where a dependency of the project is
 * an addon that uses V8 itself: those that use Node-API run under any version (nodejs.org, "Node-API").
 */
export function* addonProblems(stage: Stage, subject: Subject): Generator<Problem> {
  const own = majorOf(stage);
  if (own === undefined || effectsOf(subject, stage)?.contents.unknownSince !== undefined) return;
  if (installsAgain(stage)) return;
  for (const copy of stageCopies(layerSteps(stage), stage, subject)) {
    const other = majorOf(copy.stage);
    const effects = effectsOf(subject, copy.stage);
    if (other === undefined || other === own || effects === undefined || !/\/node_modules$/.test(copy.path))
      continue;
    const manifest = packageJsonIn(effects.contents, subject.tree, parentPath(copy.path));
    const [addon] = v8Addons(manifest?.dependencies ?? {});
    const installed = originOf(lookup(effects.contents, copy.path))?.kind !== 'context';
    if (addon === undefined || !installed) continue;
    yield {
      span: copy.word.span,
      message: `\`${addon}\` in \`${copy.path}\` is compiled for Node.js ${other}, and ${baseName(stage)} has Node.js ${own}. Loading it fails with "compiled against a different Node.js version". Use the same major version in both stages.`,
      related: [
        { span: rootStage(copy.stage).imageSpan, message: `It is installed with Node.js ${other}.` },
        { span: rootStage(stage).imageSpan, message: `This image has Node.js ${own}.` },
      ],
    };
  }
}

function majorOf(stage: Stage): string | undefined {
  const image = rootImage(stage);
  return image?.runtime === 'node' ? /^\d+/.exec(image.version ?? '')?.[0] : undefined;
}
