/**
 * How the project itself starts the image: Compose files, Heroku's and GitHub's manifests may replace the
 * command, probe the container with a shell, or give it what only root can use.
 */
import { baseName, isWithin } from '../model/paths';
import type { Subject } from '../subject';
import type { Span } from '../syntax/span';
import {
  type BindMount,
  composeServices,
  isObject,
  type Json,
  readYaml,
  type StartedImage,
  wordsOf,
} from './compose';
import { decline, type Ledger, needRoot, note } from './decision';

/** Declines where a manifest beside the Dockerfile counts on what a shell-less image does not have. */
export function checkSurroundings(subject: Subject, started: StartedImage, ledger: Ledger): void {
  checkCompose(subject, started, ledger);
  checkPlatforms(subject, started, ledger);
}

/** What Heroku and GitHub make of the image. */
export function checkPlatforms(subject: Subject, started: StartedImage, ledger: Ledger): void {
  for (const [path, text] of subject.context.texts) {
    const name = baseName(path);
    if (name === 'heroku.yml') checkHeroku(path, text, started, ledger);
    else if (/^action\.ya?ml$/.test(name) && !path.includes('/')) checkAction(path, text, started, ledger);
  }
}

function checkCompose(subject: Subject, started: StartedImage, ledger: Ledger): void {
  for (const { where: named, service } of composeServices(subject, started)) {
    const where = `T${named.slice(1)}`;
    for (const key of ['entrypoint', 'command']) {
      const words = wordsOf(service[key]);
      const [first] = words;
      if (first === undefined) continue;
      const isArgument = key === 'command' && (first.startsWith('-') || started.program === '');
      if (isArgument || baseName(first) === started.program) continue;
      if (key === 'command' && hasOwnEntrypoint(subject, started)) continue;
      decline(
        ledger,
        `${where} starts the image with \`${words.join(' ')}\`, which needs more than the program itself: a shell-less image does not have it.`,
        started.span,
        'missing-executable',
      );
    }
    const probe = isObject(service.healthcheck) ? wordsOf(service.healthcheck.test) : [];
    const client = probe[0] === 'CMD' ? probe[1] : probe[0];
    if (client !== undefined && client !== 'NONE' && baseName(client) !== started.program) {
      decline(
        ledger,
        `${where} probes the container with \`${probe.join(' ')}\`, which a shell-less image does not have.`,
        started.span,
        'healthcheck-without-client',
      );
    }
    checkRights(service, where, started.span, ledger);
  }
}

/** What a service is given that only root can use: the engine's socket, devices, capabilities. */
export function checkRights(service: Json, where: string, span: Span | undefined, ledger: Ledger): void {
  const mounts = Array.isArray(service.volumes) ? service.volumes : [];
  for (const mount of mounts) {
    const source = typeof mount === 'string' ? mount : isObject(mount) ? String(mount.source ?? '') : '';
    if (/(?:docker|containerd|podman)\.sock/.test(source))
      needRoot(ledger, `${where} gives the container the engine's socket, which only root may use.`, span);
  }
  for (const key of ['privileged', 'cap_add', 'devices', 'network_mode']) {
    const value = service[key];
    if (value === undefined || value === false || (key === 'network_mode' && value !== 'host')) continue;
    if (key === 'network_mode') note(ledger, `${where} uses the host's network.`);
    else needRoot(ledger, `${where} sets \`${key}\`, which helps only root.`, span);
  }
}

/**
 * Has root kept where a service mounts what the program writes to. Nobody mounts an own, writable `logs` for
 * nothing: a library may write there, so only what lies in the context is asked whether a write is seen.
 */
export function checkBindMounts(
  mounts: readonly BindMount[],
  program: { readonly writes: boolean; readonly places: readonly string[]; readonly workdir: string },
  span: Span | undefined,
  ledger: Ledger,
): void {
  const { writes, places, workdir } = program;
  for (const mount of mounts) {
    const covers =
      isWithin(workdir, mount.path) ||
      isWithin(mount.path, workdir) ||
      places.some(path => isWithin(path, mount.path));
    if (!(writes && covers) && mount.isInContext) continue;
    const why = writes ? 'The program writes files, and' : 'Whether a library writes there cannot be seen:';
    needRoot(
      ledger,
      `${why} ${mount.where} mounts a folder of the host over \`${mount.path}\`, which belongs to root.`,
      span,
    );
  }
}

function hasOwnEntrypoint(subject: Subject, started: StartedImage): boolean {
  const stage = subject.build.stages.findLast(
    candidate => started.stageName === undefined || candidate.name === started.stageName,
  );
  return (
    stage?.steps.some(
      step => step.instruction.keyword === 'ENTRYPOINT' && step.instruction.exec !== undefined,
    ) ?? false
  );
}

/** Heroku starts what `run` names through a shell (`/bin/sh -l -c`) unless the image has an ENTRYPOINT. */
function checkHeroku(path: string, text: string, started: StartedImage, ledger: Ledger): void {
  const { run } = readYaml(text);
  const commands = isObject(run) ? Object.values(run) : [];
  if (commands.some(command => typeof command === 'string' || isObject(command))) {
    decline(
      ledger,
      `\`${path}\` has Heroku start the program through a shell, which a shell-less image does not have.`,
      started.span,
      'shell-form-without-shell',
    );
  }
}

/** A Docker action runs as root by GitHub's rules: the workspace it is given belongs to the runner. */
function checkAction(path: string, text: string, started: StartedImage, ledger: Ledger): void {
  const { runs } = readYaml(text);
  if (!isObject(runs) || runs.using !== 'docker' || !/^(?:\.\/)?Dockerfile$/i.test(String(runs.image)))
    return;
  needRoot(
    ledger,
    `\`${path}\` makes this image a GitHub action: those must run as root and may not set USER.`,
    started.span,
  );
}
