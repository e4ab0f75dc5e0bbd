/** Reads from a builder's log why it refused, and on which line of the Dockerfile. */
import { readFileSync } from 'node:fs';
import type { Hindrance } from './engine';

export interface Failure {
  readonly message: string;
  /** Zero-based. */
  readonly line: number | undefined;
}

/** Said by BuildKit and, behind `creating build container`, by Buildah and Podman of an image that they cannot pull. */
const cannotPull =
  /failed to resolve source metadata for|failed to authorize|failed to fetch (anonymous|oauth) token|failed open: |creating build container: |(initializing|unable to copy from) source docker:|pinging container registry|toomanyrequests/;
const builderGone =
  /cannot connect to the docker daemon|error reading from server|code = Unavailable|transport is closing|error during connect|cannot connect to podman/i;

/** What hindered a build that failed; undefined where the Dockerfile, or what it runs, is at fault as far as is told. */
export function hindranceOf(message: string, log: readonly string[]): Hindrance | undefined {
  if (log.slice(-50).some(line => /no space left on device/i.test(line))) return 'disk';
  // A command that failed may say anything, and is quoted.
  if (/^(process "|RUN\s)/i.test(message)) return undefined;
  if (cannotPull.test(message)) return 'base image';
  return builderGone.test(message) ? 'builder' : undefined;
}

/** More of a line nobody reads; a program may print megabytes without a line feed. */
const longestLine = 1000;

/** The end of a log, as far as it is worth keeping. */
export function endOf(log: readonly string[]): readonly string[] {
  return log
    .slice(-200)
    .map(line => (line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line));
}

/**
 * BuildKit prints the lines around the failing instruction and marks it with `>>>`; of the last such frame the first
 * marked line is the one. Without a frame, as of an ADD that fetches nothing, the step that failed is looked up.
 */
export function buildKitFailure(log: readonly string[], dockerfile: string): Failure {
  const message = lastMatch(log, /^ERROR: (?:failed to (?:build|solve): )*(?:failed to solve: )?(.*)$/);
  const start = log.findLastIndex(
    (line, index) => /:\d+$/.test(line) && /^-{10,}$/.test(log[index + 1] ?? ''),
  );
  const marked = start < 0 ? undefined : log.slice(start).find(line => /^\s*\d+ \| >>> /.test(line));
  const number = marked?.trim().split(' ')[0] ?? parseErrorLine(message);
  const line = number === undefined ? failedStep(log, dockerfile) : Number(number) - 1;
  return { message: message ?? lastLine(log), line };
}

function failedStep(log: readonly string[], dockerfile: string): number | undefined {
  const step = /^#\d+ /.exec(log.findLast(line => /^#\d+ ERROR: /.test(line)) ?? '')?.[0];
  if (step === undefined) return undefined;
  const begun = log.find(line => line.startsWith(`${step}[`));
  const text = /^#\d+ \[(?:\S+ )*\d+\/\d+\] (.*)$/.exec(begun ?? '')?.[1];
  return text === undefined ? undefined : lineOf(text, dockerfile);
}

/**
 * Buildah and Podman name the failing instruction by its text: `error building at STEP "RUN false": …`, in later
 * versions without `error`. Its line is known if the Dockerfile has this instruction once.
 */
export function buildahFailure(log: readonly string[], dockerfile: string): Failure {
  const last = lastMatch(log, /^(?:time="[^"]*" level=error msg=)?(?:Error: )?(.*building at STEP .*)$/i);
  const step = /building at STEP "((?:[^"\\]|\\.)*)":? ?(.*)$/i.exec(last ?? '');
  const error = lastMatch(log, /^Error: (.*)$/);
  const message = step ? `${unquoted(step[1] ?? '')}: ${step[2]}` : (last ?? error ?? lastLine(log));
  const parse = parseErrorLine(log.join('\n'));
  if (parse !== undefined) return { message, line: Number(parse) - 1 };
  // Without a step named it stopped at the one that was begun last.
  const begun = lastMatch(log, /^(?:\[\d+\/\d+\] )?STEP \d+(?:\/\d+)?: (.*)$/);
  const text = step ? unquoted(step[1] ?? '') : begun;
  return { message, line: text === undefined ? undefined : lineOf(text, dockerfile) };
}

function parseErrorLine(text: string | undefined): string | undefined {
  return /parse error (?:on )?line (\d+)/.exec(text ?? '')?.[1];
}

function lastMatch(log: readonly string[], pattern: RegExp): string | undefined {
  const line = log.findLast(one => pattern.test(one));
  return line === undefined ? undefined : pattern.exec(line)?.[1];
}

function lastLine(log: readonly string[]): string {
  return log.findLast(line => line.trim() !== '') ?? 'The builder says nothing.';
}

function unquoted(text: string): string {
  return text.replace(/\\(["\\])/g, '$1');
}

function lineOf(step: string, path: string): number | undefined {
  const wanted = normal(step);
  const same = instructions(readFileSync(path, 'utf8')).filter(({ text }) => normal(text) === wanted);
  return same.length === 1 ? same[0]?.line : undefined;
}

function normal(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\w+/, word => word.toUpperCase());
}

/** The instructions with their first lines; continued lines are joined as these builders print them. */
function instructions(text: string): { line: number; text: string }[] {
  const escape = /^#\s*escape\s*=\s*(\S)/im.exec(text)?.[1] ?? '\\';
  const found: { line: number; text: string }[] = [];
  let open = false;
  text.split(/\r?\n/).forEach((line, index) => {
    if (/^\s*(#|$)/.test(line)) return;
    const trimmed = line.trimEnd();
    const continued = trimmed.endsWith(escape);
    const part = continued ? trimmed.slice(0, -1) : trimmed;
    const last = found.at(-1);
    if (open && last) last.text += ` ${part}`;
    else found.push({ line: index, text: part });
    open = continued;
  });
  return found;
}
