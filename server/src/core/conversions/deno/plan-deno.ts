/**
 * Deno without a shell: its one program, the init of its makers' image and DENO_DIR, carried onto `cc`, which is what
 * their own distroless image stands on (denoland/deno_docker, distroless.dockerfile at 010da5b).
 */

import { lookup } from '../../effects/contents';
import { runtimeVariable } from '../../model/environment';
import { isWithin, joinPath } from '../../model/paths';
import type { Application, RuntimePlan } from '../applications/application';
import { asksClosedVendor } from '../applications/closed-vendors';
import { programFiles } from '../applications/node/program-files';
import { startsScript } from '../applications/same-start';
import { decline, type Ledger, note } from '../decision';
import type { LaunchPlan } from '../launch-plan';
import { targetReference } from '../targets';
import { keywordStyle } from '../text';
import { startsByOwnMeans } from './program-starts';

/** Undefined with reasons where the start is no `deno run FILE`, or something that the program needs would be missing. */
export function planDeno(app: Application, launch: LaunchPlan, ledger: Ledger): RuntimePlan | undefined {
  const { subject, effects } = app;
  const span = effects.stage.imageSpan;
  if (asksClosedVendor(app)) return decline(ledger, `There is no image of Deno for \`${app.to}\`.`, span);
  const argv = launch.argv.map(({ value }) => value);
  const handed = launch.entrypoint.kind === 'absent';
  const words = /^(?:\/usr\/bin\/)?deno$/.test(argv[0] ?? '') ? argv.slice(1) : handed ? argv : [];
  const [verb = '', ...rest] = words;
  if (verb !== 'run' && verb !== 'serve')
    return decline(
      ledger,
      `The container starts \`${argv.join(' ')}\`: only \`deno run FILE\` is known to do without other programs.`,
      launch.span,
    );
  if (rest.some(word => /^--(?:watch|watch-hmr|inspect)/.test(word)))
    return decline(
      ledger,
      'The container restarts its program when files change, or waits for a debugger: this image is for development.',
      launch.span,
    );
  const at = rest.findIndex(word => !word.startsWith('-'));
  const script = joinPath(app.workdir, rest[at] ?? '');
  if (at < 0 || script === undefined || /^\w+:/.test(rest[at] ?? '') || takesValue.test(rest[at - 1] ?? ''))
    return decline(ledger, 'Which file Deno runs cannot be told from the command.', launch.span);
  if (lookup(effects.contents, script).presence === 'no')
    return decline(
      ledger,
      `The container starts \`${script}\`, which is not in the image.`,
      launch.span,
      'missing-executable',
    );
  const options = rest.slice(0, at);
  if (options.some(word => starting.test(word))) checkStarted(app, script, ledger);
  const folder = runtimeVariable(effects.stage.end.environment, 'DENO_DIR');
  const path = folder?.value.kind === 'value' ? folder.value.value : '';
  if (folder?.by !== undefined && !isWithin(path, app.workdir))
    return decline(ledger, '`DENO_DIR` is moved: what Deno keeps there would be missing.', folder.by.span);
  const moved = folder?.by !== undefined;
  const copy = `${keywordStyle(subject.dockerfile)('COPY')} --from={build}`;
  note(
    ledger,
    `Deno is carried from \`${effects.stage.imageText ?? ''}\`, whose tag decides about its updates.`,
    span,
  );
  const own = handed && argv[0] === verb;
  return {
    image: targetReference('cc', subject.settings, ledger.keepsRoot),
    hasShell: false,
    lines: [
      `${copy} /usr/bin/deno /usr/bin/deno`,
      ...(handed ? [`${copy} /tini /tini`] : []),
      ...(moved ? [] : [`${copy} --chown={user} /deno-dir/ /deno-dir/`]),
    ],
    buildAdditions: [],
    environment: moved ? [] : ['DENO_DIR=/deno-dir/'],
    builderEdits: [],
    launch: handed
      ? {
          ...launch,
          entrypoint: { kind: 'replace', values: ['/tini', '--', ...(own ? ['/usr/bin/deno'] : [])] },
        }
      : launch,
    programs: ['/usr/bin/deno'],
    covers: other => isWithin(other, '/deno-dir') || /^\/root\/\.(?:cache|deno)(?:\/|$)/.test(other),
    confirms: (_after, again) => startsScript(/^(?:\/usr\/bin\/)?deno$/, words, script, again),
  };
}

/** Options whose value may be a word of its own. */
const takesValue =
  /^(?:-[cLr]|--(?:config|import-map|lock|env-file|cert|location|seed|v8-flags|port|host|preload))$/;

const starting = /^(?:-[a-zA-Z]*A[a-zA-Z]*|--allow-all|--allow-run.*|--allow-ffi.*|-P.*|--permission-set.*)$/;

function checkStarted(app: Application, script: string, ledger: Ledger): void {
  const found = startsByOwnMeans(programFiles(app, { script, needs: [] }), 'deno');
  const imports = [...app.subject.context.texts].find(
    ([file, text]) =>
      /(?:^|\/)(?:deno\.jsonc?|import_map\.json|package\.json)$/.test(file) && known.test(text),
  )?.[0];
  const where = found ?? imports;
  if (where !== undefined)
    decline(
      ledger,
      `\`${where}\` starts other programs, or loads libraries, when it runs: a base without a shell has none.`,
      app.effects.stage.imageSpan,
      'missing-executable',
    );
}

const known =
  /(?:npm|jsr):[^"']*(?:\bdax\b|\bzx\b|execa|simple-git|cross-spawn|shelljs|docker-cli-js|puppeteer|playwright|astral)/;
