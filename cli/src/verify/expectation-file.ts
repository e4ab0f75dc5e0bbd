/** Reads the file of `--expect`: YAML or JSON, every mistake answered with its place and what is wanted there. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type * as z from 'zod/mini';
import { causeOf } from '../dockerfile';
import { CannotRun, printable, type Terminal } from '../terminal';
import type { Expectation, ExpectedRun } from './expectation';
import { refusedOptions } from './expectation-options';
import { emptyRun, expectationShape } from './expectation-shape';
import { mistakes } from './mistakes';

/** How long a program may take to end by itself, or to answer, unless the file says otherwise. */
const patience = 60;

type WrittenRun = z.output<typeof expectationShape>['runs'][number];

/** What is expected without a file: nothing but that it does something, and the same as before. */
export function smokeExpectation(seconds: number): Expectation {
  return { runs: [runOf({ ...emptyRun, name: 'smoke', smoke: true }, 0, seconds)], buildArgs: {} };
}

/** The expectation that a file states; `smokeSeconds` is for its smoke runs. CannotRun with all that is wrong in it. */
export async function readExpectation(
  { cwd }: Pick<Terminal, 'cwd'>,
  path: string,
  smokeSeconds: number,
): Promise<Expectation> {
  const source = await readFile(resolve(cwd, path), 'utf8').catch(error => {
    throw new CannotRun(`The expectation ${path} cannot be read: ${causeOf(error)}.`);
  });
  return parseExpectation(source, path, smokeSeconds);
}

/** As `readExpectation`, from the text itself; `path` is for the messages. */
export function parseExpectation(source: string, path: string, smokeSeconds: number): Expectation {
  const wrong = (lines: readonly string[]) => {
    const shown = lines.map(line => `  ${printable(line)}`).join('\n');
    return new CannotRun(`The expectation ${path} is not valid:\n${shown}`);
  };
  let value: unknown;
  try {
    value = parse(source, { logLevel: 'error' });
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw wrong([first.replace(/:$/, '')]);
  }
  const found = mistakes(expectationShape, value);
  if ('mistakes' in found) throw wrong(found.mistakes);
  const { runs, buildArgs } = found.value;
  const problems = runs.flatMap((run, index) => contradictions(run).map(one => `runs[${index}]${one}`));
  if (problems.length > 0) throw wrong(problems);
  return { runs: runs.map((run, index) => runOf(run, index, smokeSeconds)), buildArgs };
}

/** What no single value of a run shows. */
function contradictions(run: WrittenRun): readonly string[] {
  const refused = refusedOptions(run.options).map(why => `.options: ${why}`);
  if (run.stop && run.exit === 'running') {
    refused.push('.exit: `running` contradicts `stop`, which asks for the exit code after the signal');
  }
  return refused;
}

function runOf(run: WrittenRun, index: number, smokeSeconds: number): ExpectedRun {
  const { name, seconds, files, http, ...rest } = run;
  // Whoever expects it to go on running and asks nothing would otherwise wait for a minute each time.
  const asked = http.length > 0 || run.health !== undefined;
  const watched = run.smoke || ((run.exit === 'running' || run.stop) && !asked);
  return {
    ...rest,
    name: name ?? `run ${index + 1}`,
    seconds: seconds ?? (watched ? smokeSeconds : patience),
    args: run.args,
    user: run.user,
    exit: run.exit,
    stdout: run.stdout,
    health: run.health,
    http: http.map(({ body, expect: { status, type, location, ...expected }, ...request }) => ({
      ...request,
      body,
      expect: { status, body: expected.body, type, location },
    })),
    files: Array.isArray(files)
      ? Object.fromEntries(files.map(path => [path, undefined]))
      : Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text ?? undefined])),
  };
}
