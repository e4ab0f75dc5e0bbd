/** .NET programs that ask for cultures in images without ICU. */
import { lookup, originOf } from '../../../effects/contents';
import { lineage, rootImage, type Stage } from '../../../model/build';
import { variable } from '../../../model/environment';
import { joinPath } from '../../../model/paths';
import type { Problem, Subject } from '../../rule';
import { mayBringLibraries } from '../native/binaries';
import { containerCommands } from '../programs';
import { baseName, effectsOf, rootStage } from '../stages';

const name = 'DOTNET_SYSTEM_GLOBALIZATION_INVARIANT';

/**
 * The start of a .NET program that insists on ICU where there is none: the runtime stops with "Couldn't find a valid ICU
 * package". The project's setting comes before the variable (`AppContextConfigHelper` of the runtime); images that lack
 * ICU set the variable to `true` (dotnet/dotnet-docker, image-variants.md).
 */
export function* icuProblems(stage: Stage, subject: Subject): Generator<Problem> {
  const image = rootImage(stage);
  if (image?.env[name] !== 'true' || mayBringLibraries(stage, subject)) return;
  const installs = lineage(stage).flatMap(layer => effectsOf(subject, layer)?.installs ?? []);
  if (installs.some(({ packages }) => packages.some(item => item === undefined || /icu/.test(item)))) return;
  const start = containerCommands(stage).find(({ keyword }) => keyword !== 'HEALTHCHECK');
  const contents = effectsOf(subject, stage)?.contents;
  const [program, assembly] = start?.argv ?? [];
  const word = program?.value.endsWith('dotnet') === true ? assembly : program;
  const path = word === undefined ? undefined : joinPath(stage.end.workdir, word.value);
  if (start === undefined || word === undefined || path === undefined || contents === undefined) return;
  const found = lookup(contents, path);
  const origin = originOf(found);
  if (found.presence !== 'yes' || origin?.kind !== 'built') return;
  const { invariant, span } = origin.artifact;
  const given = variable(stage.end.environment, name);
  const off =
    given?.by !== undefined && given.value.kind === 'value' && /^(?:false|0)$/i.test(given.value.value);
  if (invariant !== false && !(invariant === 'unset' && off)) return;
  const by =
    invariant === false
      ? 'its project sets `InvariantGlobalization` to `false`'
      : `\`${name}\` is set to \`${given?.value.kind === 'value' ? given.value.value : ''}\``;
  yield {
    span: word.span ?? start.place.span,
    message: `\`${path}\` needs the ICU libraries, because ${by}, and ${baseName(stage)} has none. The container stops with "Couldn't find a valid ICU package installed on the system". Use the variant of the image that ends in \`-extra\`, or install \`icu-libs\` on Alpine.`,
    related: [
      { span: invariant === false ? span : (given?.by?.span ?? span), message: 'This asks for it.' },
      { span: rootStage(stage).imageSpan, message: 'This image has no ICU.' },
    ],
  };
}
