/** Jars that a build surely does not make: it is known which ones it does. */
import { lookup } from '../../../effects/contents';
import { type MadeJars, madeJars } from '../../../effects/java/made-jars';
import type { Stage } from '../../../model/build';
import { parentPath } from '../../../model/paths';
import type { Subject } from '../../rule';
import { effectsOf } from '../stages';

/**
 * Says that a jar or war in Maven's build folder is none of those that the poms name: those that are made there. What
 * the scripts of Gradle say is not sure enough for an error.
 */
export function misnamedJar(path: string, stage: Stage, subject: Subject): MadeJars | undefined {
  const ending = /\.(?:jar|war)$/.exec(path)?.[0];
  const effects = effectsOf(subject, stage);
  if (ending === undefined || effects === undefined) return undefined;
  const { contents } = effects;
  const jars = madeJars(parentPath(path), effects, subject.effects);
  if (
    jars === undefined ||
    !/^mvnw?$/.test(jars.tool) ||
    jars.made.includes(path) ||
    !jars.made.some(name => name.endsWith(ending))
  )
    return undefined;
  if (lookup(contents, path).presence === 'yes' || contents.entries.has(path)) return undefined;
  return jars;
}
