/**
 * Whether the new image can be started the way the rest of the project starts it.
 *
 * The rule: what ships decides. A service or platform that starts the image with something the new one lacks (npm,
 * a shell, a client for its health check) is a reason to decline a base without a shell; the slim one may still have
 * it. A service for development (see `isDevelopment`) does not speak of what ships: the conversion is made, and a note
 * says that it should build the build stage, in which everything is as before.
 */
import { findImage } from '../../catalogue/images';
import { parseReference } from '../../catalogue/reference';
import { lookup } from '../../effects/contents';
import { readPackageJson } from '../../manifests/package-json';
import { baseName, isWithin, joinPath } from '../../model/paths';
import type { Subject } from '../../subject';
import { composeServices, type StartedImage } from '../compose';
import { decline, type Ledger, note } from '../decision';
import { wouldBeCopied } from '../go/absent-files';
import { isShell, readText } from '../probe-command';
import { execForm } from '../text';
import type { Application, RuntimePlan } from './application';
import { startOf } from './languages';
import { type OtherStart, otherStarts } from './other-starts';
import { translated } from './probe';
import { hasProgram, isInterpreter, type NewImage } from './programs-there';

/**
 * Declines, or notes with the remedy, for everything that starts this image; `stageName` is that of the stage which
 * stays as the original was.
 */
export function checkStarts(
  image: NewImage & { readonly plan: RuntimePlan },
  stageName: string | undefined,
  ledger: Ledger,
): void {
  const { app, plan } = image;
  const started = startedImage(app);
  const mirrors = app.subject.build.mirrors;
  const reference = parseReference(plan.image, mirrors);
  const base = reference === undefined ? undefined : findImage(reference);
  const brings = base?.entrypoint ?? [];
  for (const start of otherStarts(app.subject, started, app.workdir)) {
    if (runs(start, image, brings)) continue;
    const shown = shortened(start.words.join(' ').replace(/^\/bin\/sh -c /, ''));
    const what = start.kind === 'probe' ? 'probes the container with' : 'starts';
    if (failsToday(start, app, started)) {
      note(
        ledger,
        `${start.where} ${what} \`${shown}\`, a file that the image of today does not have either: that fails as before.`,
      );
      continue;
    }
    if (start.development && stageName !== undefined)
      note(
        ledger,
        `${start.where} ${what} \`${shown}\`, which is for development, and which the new image cannot do. Let it build the stage \`${stageName}\`, which has everything as before (\`target: ${stageName}\`).`,
      );
    else
      decline(
        ledger,
        `${start.where} ${what} \`${shown}\`, which ${lacking(start)}.${cure(start, app)}`,
        started.span,
        start.kind === 'probe' ? 'healthcheck-without-client' : 'missing-executable',
      );
  }
}

/**
 * A probe that both images can do, for who has the other file in hand: this one is not written by a conversion. It
 * names the interpreter, which is then carried under that name (`startedByName`).
 */
function cure({ kind, words, where }: OtherStart, app: Application): string {
  if (kind !== 'probe' || !/^The service/.test(where) || words.some(word => word.includes('$'))) return '';
  const [program, option, script] = words;
  const command =
    isShell(program ?? '') && option === '-c'
      ? readText(script ?? '')
      : { words: words.map(word => [word]), throughShell: false };
  const plan = { programs: [`/usr/local/bin/${app.language}`], covers: () => false };
  const values = command === undefined ? undefined : translated(command, { app, plan, places: [] });
  if (values === undefined) return '';
  return ` \`test: ${execForm(['CMD', ...values])}\` would ask the same, in the image of today as well.`;
}

/** The image as the rest of the project knows it. */
export function startedImage(app: Application): StartedImage {
  const { subject, effects } = app;
  const launch = effects.stage.steps.findLast(({ instruction }) =>
    /^(?:ENTRYPOINT|CMD)$/.test(instruction.keyword),
  );
  return {
    program: '',
    imageNames: projectNames(subject),
    span: launch?.instruction.span ?? effects.stage.imageSpan,
    stageName: effects.stage.name,
  };
}

/** What an image of the project is mostly called: as its package is. */
function projectNames({ context }: Subject): ReadonlySet<string> {
  const file = context.dockerfile ?? 'Dockerfile';
  const folders = new Set(['', file.includes('/') ? file.slice(0, file.lastIndexOf('/') + 1) : '']);
  const names = [...folders].flatMap(folder => [
    readPackageJson(context.texts.get(`${folder}package.json`) ?? '')?.name,
    /^name\s*=\s*["']([^"']+)["']/m.exec(context.texts.get(`${folder}pyproject.toml`) ?? '')?.[1],
  ]);
  return new Set(names.flatMap(name => (name === undefined || known.has(name) ? [] : baseName(name))));
}

/** Names of everybody's images. */
const known: ReadonlySet<string> = new Set(
  'node python bun nginx redis postgres mysql mariadb mongo rabbitmq kafka traefik caddy httpd alpine debian'.split(
    ' ',
  ),
);

/**
 * A message where something starts the image, a developer's Compose file included, by the name of a program that is there if the interpreter is
 * carried, as in `command: node worker.js` and `celery -A app worker`: Google's images have no such names, and their
 * ENTRYPOINT stands before what Compose gives. Undefined where nothing does.
 */
export function startedByName(app: Application): string | undefined {
  const names = ['node', 'python', 'python3', 'java'].map(name => `/usr/local/bin/${name}`);
  const programs = names.filter(name => isInterpreter(name, app));
  const carried: NewImage = {
    app,
    plan: { programs, covers: path => isWithin(path, '/usr/local') },
    places: [{ path: '/', directory: true }],
  };
  const found = otherStarts(app.subject, startedImage(app), app.workdir).find(({ words }) =>
    hasProgram(words[0], carried),
  );
  return found === undefined ? undefined : `${found.where} starts \`${found.words.join(' ')}\``;
}

function runs(
  start: OtherStart,
  image: NewImage & { readonly plan: RuntimePlan },
  brings: readonly string[],
): boolean {
  const { app, plan } = image;
  const [program = ''] = start.words;
  if (start.argumentsOnly) {
    const had = (startOf(app.effects)?.entrypoint?.values.length ?? 0) > 0;
    const emptied = plan.launch.entrypoint.kind === 'replace' && plan.launch.entrypoint.values.length === 0;
    if (app.language === 'java' && !had) return emptied && hasProgram(program, image);
    // Arguments of the same ENTRYPOINT as before.
    if (plan.launch.entrypointWords > 0) return true;
    // Google's images bring their interpreter as ENTRYPOINT, and take a script.
    if (brings.length > 0) return program.startsWith('-') || /\.(?:[cm]?js|py)$/.test(program);
    // The entrypoint of the official image starts Node.js for what is no program.
    if (app.language === 'node' && (program.startsWith('-') || /\.[cm]?js$/.test(program))) return false;
  }
  return hasProgram(program, image);
}

/**
 * It names a file that surely no instruction puts there; of a COPY of a folder Git may leave out what it brings. Where
 * mounts and the like could put it, nothing is claimed.
 */
function failsToday(start: OtherStart, { effects, subject, workdir }: Application, started: StartedImage) {
  const [program = ''] = start.words;
  const isArgument = start.argumentsOnly && (startOf(effects)?.entrypoint?.values.length ?? 0) > 0;
  const path = program.includes('/') && !isArgument ? joinPath(workdir, program) : undefined;
  if (path === undefined || /[$`]/.test(path) || /^(?:Kubernetes|Fly)/.test(start.where)) return false;
  const { contents } = effects;
  if (lookup(contents, path).presence !== 'no' || wouldBeCopied(path, contents, subject.tree)) return false;
  const puts = ['volumes', 'configs', 'secrets', 'develop', 'extends'];
  return !composeServices(subject, started).some(({ service }) => puts.some(key => key in service));
}

/** The first line, or what of it fits in a message. */
function shortened(command: string): string {
  const [line = ''] = command.trim().split('\n');
  return line.length > 120 || line !== command.trim() ? `${line.slice(0, 117).trimEnd()} …` : line;
}

function lacking({ words }: OtherStart): string {
  const [program = ''] = words;
  if (isShell(program)) return 'needs a shell: the new image has none';
  return `needs \`${baseName(program)}\`, and the new image has none`;
}
