/** What a container of a Node.js application starts: `npm start` and its like followed to one plain `node`. */
import { lookup, originOf } from '../../../effects/contents';
import { sourceView } from '../../../effects/source-view';
import { isRoot } from '../../../effects/stage-effects';
import { packageOf } from '../../../manifests/script-imports';
import { runtimeVariable } from '../../../model/environment';
import { isWithin } from '../../../model/paths';
import { bindMounts } from '../../compose';
import { decline, type Ledger, note } from '../../decision';
import { type LaunchPlan, withLeading } from '../../launch-plan';
import { quoteWord } from '../../text';
import type { Application } from '../application';
import { type Followed, followStart, handedOver } from './follow';
import { readNodeOptions } from './node-options';
import { npmVariables } from './npm-variables';
import { type Place, placeOf } from './place';
import { resolveScript } from './resolve-script';

export interface NodeStart {
  /** Its first word is `node`, behind it options, the script, arguments. */
  readonly launch: LaunchPlan;
  /** Absolute path of the script; undefined for `node -e` and the like. */
  readonly script: string | undefined;
  /** `NAME=value` that the start sets before the program, quoted for ENV. */
  readonly environment: readonly string[];
  /** Packages that the start itself needs, wherever package.json lists them: they must not be pruned. */
  readonly needs: readonly string[];
  /** Folders outside of the project that the started command lies in. */
  readonly folders: readonly string[];
}

/** Undefined with a reason where the start is no single Node.js program. */
export function planNodeStart(app: Application, launch: LaunchPlan, ledger: Ledger): NodeStart | undefined {
  const place = placeOf(app);
  const argv = launch.argv.map(word => word.value);
  const inherited = launch.entrypoint.kind === 'absent';
  if (inherited && replacesEntrypoint(place))
    return decline(
      ledger,
      'A file of the project takes the place of `/usr/local/bin/docker-entrypoint.sh`, which the base image starts programs with.',
      launch.span,
      'script-without-interpreter',
    );
  // The entrypoint of the official image is in force where the file has none of its own, and no shell is before it.
  const handed = inherited && launch.cmd.kind === 'keep' ? handedOver(argv, place) : argv;
  const followed = followStart(handed, place);
  if ('refused' in followed)
    return decline(ledger, followed.refused, launch.span, 'shell-form-without-shell');
  if (followed.watched && isMountedOver(app, launch))
    return decline(
      ledger,
      'The container restarts its program when files change, and Compose mounts the sources over them: this image is for development.',
      launch.span,
    );
  if (followed.needs.includes('pm2') && !keepsFiles(app))
    return decline(
      ledger,
      'pm2 keeps files in the home of its user, and whether the new image has that folder cannot be told.',
      launch.span,
    );
  const options = readNodeOptions(followed.words.slice(1));
  if (options.refused !== undefined) return decline(ledger, `${options.refused}.`, launch.span);
  const script = options.script === undefined ? undefined : followed.words[options.script + 1];
  const path =
    script === undefined ? undefined : resolveScript(place.contents, place.tree, app.workdir, script);
  if (script !== undefined && path === undefined)
    return decline(
      ledger,
      `The container starts \`${script}\`, which is not in the image.`,
      launch.span,
      'missing-executable',
    );
  if (
    options.script === undefined &&
    !followed.words.some(word => /^(?:-e|-p|-pe|--eval|--print)\b/.test(word))
  )
    return decline(
      ledger,
      'The container starts `node` without a script: an interactive shell of JavaScript.',
      launch.span,
    );
  const needs = [...new Set([...followed.needs, ...options.preloads.flatMap(name => packageOf(name) ?? [])])];
  const variables = npmVariables(followed.scripts, app, { script: path, needs });
  if ('refused' in variables) return decline(ledger, variables.refused, launch.span);
  report(followed, argv, launch, variables, place, ledger);
  return {
    launch: rewritten(launch, followed.words),
    script: path,
    environment: [
      ...[...followed.environment].map(([name, value]) => `${name}=${quoteWord(value)}`),
      ...variables,
    ],
    needs,
    folders: followed.folders,
  };
}

/** Who was root has a home in the new image, as root or as another. */
function keepsFiles({ effects: { stage } }: Application): boolean {
  return isRoot(stage.end.user) && runtimeVariable(stage.end.environment, 'PM2_HOME') === undefined;
}

function replacesEntrypoint({ contents }: Place): boolean {
  const origin = originOf(lookup(contents, '/usr/local/bin/docker-entrypoint.sh'))?.kind;
  return origin !== undefined && origin !== 'base';
}

function isMountedOver({ subject, effects, workdir }: Application, { span }: LaunchPlan): boolean {
  const image = { program: '', span, stageName: effects.stage.name };
  return bindMounts(subject, image).some(({ path }) => isWithin(path, workdir) || isWithin(workdir, path));
}

function report(
  followed: Followed,
  argv: readonly string[],
  launch: LaunchPlan,
  variables: readonly string[],
  place: Place,
  ledger: Ledger,
): void {
  for (const message of followed.notes) note(ledger, message, launch.span);
  if (followed.scripts.length > 0 && launch.init === undefined && !handlesSignals(place))
    note(
      ledger,
      'npm and its like pass SIGTERM on to the program. As process 1 Node.js ends on it only if the program handles it, and else is killed after the time of grace: handle it, or run the container with `--init`.',
      launch.span,
    );
  const written = `\`${argv.join(' ')}\` was written out as \`${followed.words.join(' ')}\``;
  if (followed.scripts.length > 0)
    note(
      ledger,
      `${written}: npm and its like are not in the new image. Who changes the script in package.json has to change it here as well.`,
      launch.span,
    );
  else if (followed.needs.length > 0) note(ledger, `${written}.`, launch.span);
  const set = [...followed.environment.keys(), ...variables.map(pair => pair.split('=')[0] ?? '')];
  if (set.length > 0)
    note(
      ledger,
      `${set.map(name => `\`${name}\``).join(', ')} ${set.length > 1 ? 'are' : 'is'} set by ENV now, and no longer when the program starts: what is given to the container wins.`,
      launch.span,
    );
}

/** Whether a source of the project speaks of the signal, or of what handles it. */
function handlesSignals({ contents, tree, workdir }: Place): boolean {
  const view = sourceView(contents, tree);
  return [...view.files.keys()].some(
    path =>
      isWithin(path, workdir) &&
      /\.[cm]?[jt]sx?$/.test(path) &&
      /SIGTERM|enableShutdownHooks|close-with-grace|terminus|stoppable|graceful/.test(view.text(path) ?? ''),
  );
}

/** The new words in the place of the old ones; what the end of both has in common stays where it is written. */
function rewritten(launch: LaunchPlan, words: readonly string[]): LaunchPlan {
  const old = launch.argv.map(word => word.value);
  let same = 0;
  while (same < old.length && same < words.length && old.at(-1 - same) === words.at(-1 - same)) same++;
  if (same === old.length && same === words.length) return launch;
  // What ENTRYPOINT gives is replaced as a whole.
  const kept = Math.min(same, old.length - launch.entrypointWords);
  return withLeading(launch, old.length - kept, words.slice(0, words.length - kept));
}
