/** Says in words what a conversion does otherwise than its original, and what the original itself does not do alike twice. */
import { withoutManager } from './package-managers';
import type { RunReport } from './report';
import { quoted, sameText, steady, textDifference } from './text-difference';

export interface Comparison {
  /** What is held against the conversion. */
  readonly problems: readonly string[];
  /** What the original did otherwise when it ran again, and was therefore not compared closely. */
  readonly unstable: readonly string[];
  /** The original does not end alike twice: then it is no measure. */
  readonly erratic: boolean;
}

/** What of a run is compared, with the original's second run where there was one. */
interface Compared {
  readonly before: RunReport;
  readonly after: RunReport;
  readonly again: RunReport | undefined;
  readonly how: 'exactly' | 'loosely';
}

type Part = readonly [name: string, difference: string | undefined, stable: boolean];

/**
 * Compares one run of both. Of standard error only counts whether a program that fails says anything. A smoke run is
 * compared loosely in what it says, strictly in what it does. `second` is a second run of the original: what differs
 * between the two is not held against the conversion.
 */
export function compareRuns(first: RunReport, other: RunReport, second?: RunReport): Comparison {
  const [before, after] = [withoutManager(first), withoutManager(other)];
  const again = second && withoutManager(second);
  const compared: Compared = { before, after, again, how: before.smoke ? 'loosely' : 'exactly' };
  const parts: readonly Part[] = [
    exitPart(compared),
    portsPart(compared),
    outputPart(compared),
    errorPart(compared),
    ...httpParts(compared),
    healthPart(compared),
    ...fileParts(compared),
    ...writtenParts(compared),
  ];
  return {
    problems: parts.flatMap(([, difference]) => difference ?? []),
    unstable: parts.flatMap(([name, , stable]) => (stable ? [] : name)),
    erratic: again !== undefined && again.exit !== before.exit,
  };
}

/** How a run ended, in words that follow a name. */
export function endOf({ exit }: Pick<RunReport, 'exit'>): string {
  return exit === 'running' ? 'goes on running' : `ends with exit code ${exit}`;
}

/** The last words on standard error, which mostly say why. */
export function lastWords({ stderr, stdout }: Pick<RunReport, 'stderr' | 'stdout'>): string {
  const lines = (stderr.trim() || stdout.trim()).split('\n');
  const last = lines.slice(-3).join('\n').trim();
  return last === '' ? 'It says nothing.' : `Its last words: ${quoted(last)}`;
}

function exitPart({ before, after, again }: Compared): Part {
  const stable = again === undefined || again.exit === before.exit;
  if (!stable || before.exit === after.exit) return ['exit code', undefined, stable];
  return ['exit code', `${endOf(after)}, the original ${endOf(before)}. ${lastWords(after)}`, true];
}

function portsPart({ before, after, again }: Compared): Part {
  const both = before.listens.filter(port => again === undefined || again.listens.includes(port));
  const stable =
    again === undefined || (both.length === again.listens.length && both.length === before.listens.length);
  // A program that has ended listens nowhere, and that has been said.
  if (before.exit !== after.exit) return ['ports', undefined, stable];
  const lost = both.filter(port => !after.listens.includes(port));
  const added = stable ? after.listens.filter(port => !before.listens.includes(port)) : [];
  if (lost.length + added.length === 0) return ['ports', undefined, stable];
  return [
    'ports',
    `listens on ${portList(after.listens)}, the original on ${portList(before.listens)}`,
    stable,
  ];
}

function portList(ports: readonly number[]): string {
  return ports.length === 0 ? 'no port' : `port ${ports.join(', ')}`;
}

function outputPart({ before, after, again, how }: Compared): Part {
  const stable = again === undefined || sameText(before.stdout, again.stdout, how);
  const second = stable ? undefined : again?.stdout;
  const difference = textDifference(before.stdout, after.stdout, how, second);
  return ['standard output', difference && `prints something else: ${difference}`, stable];
}

function errorPart({ before, after }: Compared): Part {
  const fails = before.exit !== 'running' && before.exit !== 0 && before.exit === after.exit;
  const silent = (run: RunReport) => run.stderr.trim() === '';
  if (!fails || silent(before) === silent(after)) return ['standard error', undefined, true];
  const difference = silent(after)
    ? `fails without a word on standard error; the original says ${quoted(before.stderr)}`
    : `fails with ${quoted(after.stderr)} on standard error; the original says nothing`;
  return ['standard error', difference, true];
}

function httpParts({ before, after, again, how }: Compared): readonly Part[] {
  return before.http.map((old, index): Part => {
    const same = (run: RunReport | undefined) =>
      before.smoke ? run?.http.find(one => one.port === old.port && one.path === old.path) : run?.http[index];
    const where = `${old.path} on port ${old.port}`;
    const name = `answer to ${where}`;
    const [now, second] = [same(after), same(again)];
    if (again !== undefined && second === undefined) return [name, undefined, false];
    // A port that is gone has been said.
    if (now === undefined || (before.exit !== after.exit && 'error' in now)) return [name, undefined, true];
    if ('error' in old || 'error' in now || (second !== undefined && 'error' in second)) {
      const stable = second === undefined || 'error' in second === 'error' in old;
      if (!stable || 'error' in old === 'error' in now) return [name, undefined, stable];
      const difference =
        'error' in now
          ? `does not answer ${where} (${now.error}), which the original answers with ${statusOf(old)}`
          : `answers ${where} with ${statusOf(now)}, which the original does not answer`;
      return [name, difference, true];
    }
    const differences: string[] = [];
    let stable = true;
    for (const part of ['status', 'type', 'location'] as const) {
      const wavers = second !== undefined && second[part] !== old[part];
      if (wavers) stable = false;
      const alike =
        part === 'location' && how === 'loosely' && steady(now[part] ?? '') === steady(old[part] ?? '');
      if (wavers || alike || now[part] === old[part]) continue;
      differences.push(`${words[part]} ${now[part] || 'missing'}, in the original ${old[part] || 'missing'}`);
    }
    const steadyBody = second === undefined || sameText(old.body, second.body, how);
    const body = textDifference(old.body, now.body, how, steadyBody ? undefined : second.body);
    if (body !== undefined) differences.push(`the body is another: ${body}`);
    const difference =
      differences.length === 0 ? undefined : `answers ${where} otherwise: ${differences.join('; ')}`;
    return [name, difference, stable && steadyBody];
  });
}

const words = { status: 'status', type: 'content type', location: 'location' } as const;

function statusOf(answer: RunReport['http'][number]): string {
  return 'error' in answer ? answer.error : `status ${answer.status}`;
}

function healthPart({ before, after, again }: Compared): Part {
  const stable = again === undefined || again.health === before.health;
  const differs = stable && before.health !== after.health && before.exit === after.exit;
  const difference = differs
    ? `is ${after.health ?? 'none'} in its health check, the original ${before.health ?? 'none'}`
    : undefined;
  return ['health', difference, stable];
}

function fileParts({ before, after, again }: Compared): readonly Part[] {
  const paths = new Set([...Object.keys(before.files), ...Object.keys(after.files)]);
  return [...paths].map((path): Part => {
    const [old, now, second] = [before.files[path], after.files[path], again?.files[path]];
    const stable = again === undefined || old === second;
    if (old === now) return [path, undefined, stable];
    if (old === undefined || now === undefined) {
      const difference =
        now === undefined ? `leaves no ${path}, the original does` : `leaves ${path}, the original does not`;
      return [path, stable ? difference : undefined, stable];
    }
    const difference = textDifference(old, now, 'exactly', stable ? undefined : second);
    return [path, difference && `leaves another ${path}: ${difference}`, stable];
  });
}

function writtenParts({ before, after, again }: Compared): readonly Part[] {
  if (before.written === undefined || after.written === undefined) return [];
  const [old, now, second] = [before.written, after.written, again?.written].map(
    paths => paths && new Map(paths.map(path => [steadyPath(path), path])),
  );
  const stable =
    !second || !old || (old.size === second.size && [...old.keys()].every(path => second.has(path)));
  const lost = [...(old ?? [])].filter(([path]) => !now?.has(path) && (second?.has(path) ?? true));
  const added = stable ? [...(now ?? [])].filter(([path]) => !old?.has(path)) : [];
  const said = (list: typeof lost) =>
    `${list
      .slice(0, 3)
      .map(([, path]) => path)
      .join(', ')}${list.length > 3 ? ` and ${list.length - 3} more` : ''}`;
  const parts: Part[] = [['written files', undefined, stable]];
  if (lost.length > 0) parts.push(['', `does not write ${said(lost)}, the original does`, true]);
  if (added.length > 0) parts.push(['', `writes ${said(added)}, the original does not`, true]);
  return parts;
}

/** Names of temporary files are made up anew each time, and another user has another home. */
function steadyPath(path: string): string {
  return path
    .replace(/^\/(?:root|home\/[^/]+)(?=\/|$)/, '~')
    .split('/')
    .map(name =>
      /\d{3,}|[0-9a-f]{8,}|(^|[.-])tmp/i.test(name) ? steady(name).replace(/[\w]{6,}/g, '0') : name,
    )
    .join('/');
}
