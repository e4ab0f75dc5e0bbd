/**
 * How the project itself starts the image: Compose files, Heroku's and GitHub's manifests may replace the
 * command, probe the container with a shell, or give it what only root can use.
 */
import { parse } from 'yaml';
import { cleanPath, isWithin } from '../model/paths';
import type { Subject } from '../subject';
import type { Span } from '../syntax/span';
import { decline, type Ledger, needRoot, note } from './decision';

export interface StartedImage {
  /** Name in the image of what the converted image starts, without its folder. */
  readonly program: string;
  readonly span: Span | undefined;
  readonly stageName: string | undefined;
}

/** Declines where a manifest beside the Dockerfile counts on what a shell-less image does not have. */
export function checkSurroundings(subject: Subject, started: StartedImage, ledger: Ledger): void {
  for (const [path, text] of subject.context.texts) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (isCompose(name)) checkCompose(path, text, subject, started, ledger);
    else if (name === 'heroku.yml') checkHeroku(path, text, started, ledger);
    else if (/^action\.ya?ml$/.test(name) && !path.includes('/')) checkAction(path, text, started, ledger);
  }
}

export function isCompose(name: string): boolean {
  return /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/i.test(name);
}

type Json = { readonly [key: string]: unknown };

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Anything the parser refuses is as good as absent: the file is not ours. */
function readYaml(text: string): Json {
  try {
    const parsed: unknown = parse(text, { logLevel: 'silent', merge: true });
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function checkCompose(
  path: string,
  text: string,
  subject: Subject,
  started: StartedImage,
  ledger: Ledger,
): void {
  const { services } = readYaml(text);
  if (!isObject(services)) return;
  for (const [name, service] of Object.entries(services)) {
    if (!isObject(service) || !isThisImage(service, path, subject, started)) continue;
    const where = `The service \`${name}\` of \`${path}\``;
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
    const mounts = Array.isArray(service.volumes) ? service.volumes : [];
    for (const mount of mounts) {
      const source = typeof mount === 'string' ? mount : isObject(mount) ? String(mount.source ?? '') : '';
      if (/(?:docker|containerd|podman)\.sock/.test(source))
        needRoot(
          ledger,
          `${where} gives the container the engine's socket, which only root may use.`,
          started.span,
        );
    }
    for (const key of ['privileged', 'cap_add', 'devices', 'network_mode']) {
      const value = service[key];
      if (value === undefined || value === false || (key === 'network_mode' && value !== 'host')) continue;
      if (key === 'network_mode') note(ledger, `${where} uses the host's network.`);
      else needRoot(ledger, `${where} sets \`${key}\`, which helps only root.`, started.span);
    }
  }
}

/** What the host shares with a service of this image. */
export interface BindMount {
  readonly path: string;
  /** The host's side holds files of the build context: they may be there to be read only. */
  readonly isInContext: boolean;
  readonly where: string;
}

/** What Compose mounts, writable, into a service of this image: Docker makes missing folders for root. */
export function bindMounts(subject: Subject, started: StartedImage): BindMount[] {
  const mounts: BindMount[] = [];
  for (const [path, text] of subject.context.texts) {
    if (!isCompose(path.slice(path.lastIndexOf('/') + 1))) continue;
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const { services } = readYaml(text);
    for (const [name, service] of Object.entries(isObject(services) ? services : {})) {
      if (!isObject(service) || !isThisImage(service, path, subject, started)) continue;
      for (const mount of Array.isArray(service.volumes) ? service.volumes : []) {
        const [source = '', target = '', mode = ''] =
          typeof mount === 'string' ? withDefaults(mount).split(':') : bindOf(mount);
        if (!/^[./~$]/.test(source) || /\bro\b/.test(mode) || !target.startsWith('/')) continue;
        // Time, names, certificates and sockets of the host, which nothing writes files to.
        if (/^\/(?:etc|usr(?:\/local)?\/share|proc|sys|dev|run\/secrets)(?:\/|$)|\.sock$/.test(target))
          continue;
        const inContext = cleanPath(`/${folder}${source}`).slice(1);
        mounts.push({
          path: cleanPath(target),
          isInContext: source.startsWith('.') && (inContext === '' || subject.context.entries.has(inContext)),
          where: `the service \`${name}\` of \`${path}\``,
        });
      }
    }
  }
  return mounts;
}

/** Compose's `${NAME:-default}`, as it is where the variable is not set. */
function withDefaults(mount: string): string {
  return mount.replace(/\$\{\w+:?-([^}]*)\}/g, '$1');
}

function bindOf(mount: unknown): [string, string, string] {
  if (!isObject(mount) || mount.type !== 'bind') return ['', '', ''];
  return [String(mount.source ?? ''), String(mount.target ?? ''), mount.read_only === true ? 'ro' : ''];
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

/** A service builds the Dockerfile, or takes an image of the program's name from somewhere. */
function isThisImage(service: Json, path: string, subject: Subject, started: StartedImage): boolean {
  if (service.build !== undefined) return builds(service.build, path, subject, started);
  const image = typeof service.image === 'string' ? service.image : '';
  return (
    started.program !== '' &&
    image.slice(image.lastIndexOf('/') + 1).replace(/[:@].*$/, '') === started.program
  );
}

/** Whether a service builds this very Dockerfile, and the stage that is converted. */
function builds(build: unknown, composePath: string, subject: Subject, started: StartedImage): boolean {
  const folder = composePath.includes('/') ? composePath.slice(0, composePath.lastIndexOf('/')) : '';
  const context =
    typeof build === 'string' ? build : isObject(build) ? String(build.context ?? '.') : undefined;
  if (context === undefined) return false;
  const file = isObject(build) ? String(build.dockerfile ?? 'Dockerfile') : 'Dockerfile';
  const target = isObject(build) ? build.target : undefined;
  if (
    typeof target === 'string' &&
    started.stageName !== undefined &&
    target.toLowerCase() !== started.stageName
  )
    return false;
  const path = cleanPath(`/${folder}/${context}/${file}`).slice(1);
  return path.toLowerCase() === (subject.context.dockerfile ?? 'Dockerfile').toLowerCase();
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

/** Compose splits a string into words without a shell; a list is taken as it is. */
function wordsOf(value: unknown): string[] {
  if (typeof value === 'string')
    return value
      .trim()
      .split(/\s+/)
      .filter(word => word !== '');
  return Array.isArray(value) ? value.map(item => String(item)) : [];
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
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
