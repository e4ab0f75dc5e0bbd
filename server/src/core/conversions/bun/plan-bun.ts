/**
 * Bun without a shell: its one program carried onto `cc`. The distroless image of its makers lacks the library of C++
 * that packages with machine code are linked with (oven-sh/bun, dockerhub/distroless/Dockerfile at 00fc007: `base-nossl`).
 */

import { runtimeVariable } from '../../model/environment';
import type { Application, RuntimePlan } from '../applications/application';
import { asksClosedVendor } from '../applications/closed-vendors';
import { checkPackages } from '../applications/node/check-packages';
import { checkNodePrograms } from '../applications/node/external-programs';
import { isGlobal } from '../applications/node/node-runtime';
import { programFiles } from '../applications/node/program-files';
import { resolveScript } from '../applications/node/resolve-script';
import type { NodeStart } from '../applications/node/start';
import { startsScript } from '../applications/same-start';
import { decline, type Ledger, note } from '../decision';
import { startsByOwnMeans } from '../deno/program-starts';
import { type LaunchPlan, withLeading } from '../launch-plan';
import { targetReference } from '../targets';
import { keywordStyle } from '../text';
import { followBun } from './bun-start';

/** Undefined with reasons where the start is no `bun FILE`, or something that the program needs would be missing. */
export function planBun(app: Application, launch: LaunchPlan, ledger: Ledger): RuntimePlan | undefined {
  const { subject, effects } = app;
  const span = effects.stage.imageSpan;
  if (asksClosedVendor(app)) return decline(ledger, `There is no image of Bun for \`${app.to}\`.`, span);
  const followed = followBun(app, launch);
  if ('refused' in followed)
    return decline(ledger, `${followed.refused}.`, launch.span, 'missing-executable');
  const script = resolveScript(effects.contents, subject.tree, app.workdir, followed.file);
  if (script === undefined)
    return decline(
      ledger,
      `The container starts \`${followed.file}\`, which is not in the image.`,
      launch.span,
      'missing-executable',
    );
  const start: NodeStart = { launch, script, environment: [], needs: [], folders: [] };
  checkNodePrograms(app, start, ledger);
  checkPackages(app, start, ledger);
  const starts = startsByOwnMeans(programFiles(app, start), 'bun');
  if (starts !== undefined)
    decline(
      ledger,
      `\`${starts}\` starts other programs, or loads libraries, when it runs: a base without a shell has none.`,
      span,
      'missing-executable',
    );
  note(
    ledger,
    `Bun is carried from \`${effects.stage.imageText ?? ''}\`, whose tag decides about its updates.`,
    span,
  );
  if (followed.followed)
    note(
      ledger,
      `\`${launch.argv.map(({ value }) => value).join(' ')}\` was written out as \`bun ${followed.words.join(' ')}\`: a script of package.json is run by a shell. Who changes it has to change this as well.`,
      launch.span,
    );
  const asWritten = launch.argv[0]?.value === 'bun' && !followed.followed;
  const cache = runtimeVariable(effects.stage.end.environment, 'BUN_RUNTIME_TRANSPILER_CACHE_PATH');
  return {
    image: targetReference('cc', subject.settings, ledger.keepsRoot),
    hasShell: false,
    lines: [
      `${keywordStyle(subject.dockerfile)('COPY')} --from={build} /usr/local/bin/bun /usr/local/bin/bun`,
    ],
    buildAdditions: [],
    environment: cache?.by === undefined ? ['BUN_RUNTIME_TRANSPILER_CACHE_PATH=0'] : [],
    builderEdits: [],
    launch: asWritten ? launch : withLeading(launch, launch.argv.length, ['bun', ...followed.words]),
    programs: ['/usr/local/bin/bun'],
    covers: path => isGlobal(path) || /^\/root\/\.bun(?:\/|$)|^\/usr\/local\/bin\/bunx?$/.test(path),
    confirms: (_after, again) => startsScript(/^(?:\/usr\/local\/bin\/)?bun$/, followed.words, script, again),
  };
}
