/** Everything in the project, beside the Dockerfile, that starts its image or a program in it. */
import { readFly, readRailway } from '../../manifests/platforms';
import { baseName, cleanPath, isWithin } from '../../model/paths';
import type { Subject } from '../../subject';
import {
  bindMounts,
  type ComposeService,
  composeServices,
  isObject,
  readYaml,
  type StartedImage,
  wordsOf,
} from '../compose';
import { kubernetesStarts } from '../kubernetes';
import { isSourceMount } from './mounts';

export interface OtherStart {
  /** Who does, for messages: "The service `web` of `compose.yaml`". */
  readonly where: string;
  readonly kind: 'start' | 'probe';
  /** The program first; what a shell is given is one word behind `/bin/sh -c`. */
  readonly words: readonly string[];
  /** It takes the place of CMD only: an ENTRYPOINT of the image stands before it. */
  readonly argumentsOnly: boolean;
  /** A developer's own machine, or a test: the image that ships is not meant. */
  readonly development: boolean;
}

/** By Compose, dev containers, Kubernetes, Fly.io, Railway and Render; Heroku needs a shell whatever it starts. */
export function otherStarts(subject: Subject, started: StartedImage, workdir: string): readonly OtherStart[] {
  const found = composeServices(subject, started).flatMap(item => startsOf(item, subject, started, workdir));
  for (const [path, text] of subject.context.texts) {
    const name = baseName(path);
    const of = (commands: readonly string[], who: string) =>
      commands.map(command => ({
        ...{ where: `${who} (\`${path}\`)`, kind: 'start' as const },
        ...{ words: wordsOf(command), argumentsOnly: true, development: false },
      }));
    if (/^fly(?:\.[\w-]+)?\.toml$/.test(name)) {
      const { commands, releases } = readFly(text);
      found.push(...of([...commands, ...releases], 'Fly.io'));
    } else if (/^railway\.(?:json|toml)$/.test(name)) {
      const { commands, releases } = readRailway(text);
      found.push(...of([...commands, ...releases], 'Railway'));
    } else if (/^render\.ya?ml$/.test(name)) found.push(...of(onRender(path, text, subject), 'Render'));
    else if (name === 'devcontainer.json' && isOwnDevContainer(path, text, subject))
      found.push({
        ...{ where: `The dev container of \`${path}\``, kind: 'start', words: ['/bin/sh'] },
        ...{ argumentsOnly: false, development: true },
      });
  }
  for (const { path, words, replaces, isProbe } of kubernetesStarts(subject, started.imageNames ?? new Set()))
    found.push({
      ...{ where: `Kubernetes (\`${path}\`)`, kind: isProbe ? 'probe' : 'start', words },
      ...{ argumentsOnly: !replaces, development: false },
    });
  return found;
}

function startsOf(
  item: ComposeService,
  subject: Subject,
  started: StartedImage,
  workdir: string,
): OtherStart[] {
  const { service } = item;
  const where = `T${item.where.slice(1)}`;
  const entrypoint = wordsOf(service.entrypoint);
  const command = wordsOf(service.command);
  const development = isDevelopment(item, subject, started, workdir);
  const starts: OtherStart[] = [];
  if (entrypoint.length > 0)
    starts.push({
      ...{ where, kind: 'start', words: [...entrypoint, ...command] },
      ...{ argumentsOnly: false, development },
    });
  else if (command.length > 0)
    starts.push({ where, kind: 'start', words: command, argumentsOnly: true, development });
  const test =
    isObject(service.healthcheck) && service.healthcheck.disable !== true
      ? service.healthcheck.test
      : undefined;
  const [how, ...rest] = Array.isArray(test) ? wordsOf(test) : ['CMD-SHELL', ...wordsOf(test)];
  if (rest.length > 0 && how !== 'NONE') {
    const words = how === 'CMD' ? rest : ['/bin/sh', '-c', rest.join(' ')];
    starts.push({ where, kind: 'probe', words, argumentsOnly: false, development });
  }
  return starts;
}

/**
 * A service is for development where its file or its name says so, where it mounts the sources over the application,
 * or where it starts what only a developer or a test does. `npm start` and `runserver` alone say nothing.
 */
function isDevelopment(
  { name, path, service, where }: ComposeService,
  subject: Subject,
  started: StartedImage,
  workdir: string,
): boolean {
  if (developmentFile.test(baseName(path)) || /(?:^|\/)\.devcontainer\//.test(path)) return true;
  if (/(?:^|[-_.])(?:dev|development|tests?|lint(?:er)?|debug|shell|e2e)(?:$|[-_.])/i.test(name)) return true;
  const profiles = wordsOf(service.profiles);
  if (profiles.length > 0 && profiles.every(profile => /dev|test|debug|lint/i.test(profile))) return true;
  if (developmentCommand.test([...wordsOf(service.entrypoint), ...wordsOf(service.command)].join(' ')))
    return true;
  return bindMounts(subject, started).some(
    mount => mount.where === where && isSourceMount(mount, subject, workdir),
  );
}

const developmentFile =
  /(?:^|[.-])(?:dev|develop|development|override|local|tests?|testing|ci|debug|e2e)(?=[.-])/i;

const developmentCommand =
  /\b(?:nodemon|ts-node-dev|tsnd|node-dev|pytest|jest|vitest|mocha|tox|nox|eslint|flake8|mypy|debugpy|ptw)\b|--(?:watch|reload|hot|inspect(?:-brk)?|debug)\b|\btsx\s+watch\b|\b(?:npm|yarn|pnpm|bun)\s+(?:run\s+)?[\w:-]*(?:dev|watch|test|lint|debug)\b|\b(?:next|nuxt|astro|remix|vite)\s+dev\b|\bng\s+serve\b|\bsleep\s+(?:infinity|inf|\d{4,})|\btail\s+-[fF]\s+\/dev\/null|^(?:\/bin\/)?(?:ba)?sh$/;

/** Render starts `dockerCommand` and `preDeployCommand` in the image of `dockerfilePath` (render.com/docs/blueprint-spec). */
function onRender(path: string, text: string, subject: Subject): string[] {
  const { services } = readYaml(text);
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const own = subject.context.dockerfile ?? 'Dockerfile';
  return (Array.isArray(services) ? services : []).filter(isObject).flatMap(service => {
    const file = cleanPath(`/${folder}${String(service.dockerfilePath ?? 'Dockerfile')}`).slice(1);
    if ((service.runtime ?? service.env) !== 'docker' || file !== own) return [];
    return [service.dockerCommand, service.preDeployCommand].filter(value => typeof value === 'string');
  });
}

/** A dev container that is built from this Dockerfile: the editor's server runs in it, and a shell. */
function isOwnDevContainer(path: string, text: string, subject: Subject): boolean {
  if (/"target"\s*:/.test(text)) return false;
  const file = /"docker[fF]ile"\s*:\s*"([^"]+)"/.exec(text)?.[1];
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const own = subject.context.dockerfile ?? 'Dockerfile';
  return file !== undefined && isWithin(cleanPath(`/${folder}${file}`), `/${own}`);
}
