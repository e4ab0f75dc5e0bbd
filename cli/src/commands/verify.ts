/** `distill verify`: build and run the originals and their conversions, and say whether they do the same. */
import { resolve } from 'node:path';
import { CannotRun, printable, shownPath, type Terminal } from '../terminal';
import { readMetadata, writeBakeFile } from '../verify/bake-files';
import { type Baseline, readBaseline, recorded, requireSizes, writeBaseline } from '../verify/baseline';
import { readExpectation, smokeExpectation } from '../verify/expectation-file';
import { type OpenWorkshop, openWorkshop } from '../verify/open-workshop';
import type { VerifyOptions } from '../verify/options';
import { CommandFailed } from '../verify/process';
import { progressOf } from '../verify/progress';
import { verifyJson } from '../verify/report/json';
import { verifyMarkdown } from '../verify/report/markdown';
import { verifyText } from '../verify/report/text';
import { verdictSentence } from '../verify/report/words';
import { Interrupted } from '../verify/session';
import { type Subject, subjectsOf } from '../verify/subject';
import { exitCodeOf } from '../verify/verdict';
import { type Verified, verifyAll } from '../verify/verify-all';
import { writeDockerfile } from '../write-dockerfile';

/** Whatever is wrong with what was given is said before anything is built. `open` is for tests without an engine. */
export async function verify(
  terminal: Terminal,
  options: VerifyOptions,
  open: OpenWorkshop = openWorkshop,
): Promise<number> {
  const expectation =
    options.expect === undefined
      ? smokeExpectation(options.seconds)
      : await readExpectation(terminal, options.expect, options.seconds);
  const subjects = await subjectsOf(terminal, options, expectation);
  if (options.writeBake !== undefined) return writeBakeFile(terminal, options, options.writeBake, subjects);
  const baseline = await baselineFor(terminal, options, subjects);
  const metadata =
    options.bakeMetadata === undefined ? undefined : await readMetadata(terminal, options.bakeMetadata);
  const progress = progressOf(terminal, options);
  const complain = (message: string) => {
    progress.end();
    terminal.stderr(`distill: ${printable(message)}\n`);
  };
  try {
    const { verified, troubled } = await open(terminal, options, progress, workshop =>
      verifyAll(workshop, { options, subjects, baseline, metadata, complain }),
    );
    progress.end();
    await writeReport(terminal, options, verified);
    if (options.writeBaseline && baseline !== undefined) await record(terminal, options, baseline, verified);
    return troubled ? 2 : Math.max(0, ...verified.map(({ report }) => exitCodeOf(report)));
  } catch (error) {
    progress.end();
    if (error instanceof Interrupted) {
      terminal.stderr(`distill: ${error.message}\n`);
      return error.exitCode;
    }
    throw error instanceof CommandFailed ? new CannotRun(printable(error.message)) : error;
  }
}

async function baselineFor(
  { cwd }: Terminal,
  { baseline: path, writeBaseline: writes }: VerifyOptions,
  subjects: readonly Subject[],
): Promise<Baseline | undefined> {
  if (path === undefined) return undefined;
  const baseline = await readBaseline(cwd, path, writes);
  for (const { file, conversions } of writes ? [] : subjects) {
    const built = conversions.filter(({ conversion }) => conversion.outcome !== 'declined');
    requireSizes(
      baseline,
      file,
      built.map(({ name }) => name),
    );
  }
  return baseline;
}

/** Nothing is printed where nothing could be verified: the reasons have been said. */
async function writeReport(
  terminal: Terminal,
  options: VerifyOptions,
  verified: readonly Verified[],
): Promise<void> {
  if (verified.length === 0) return;
  const { output } = options;
  const toFile = output !== undefined && output !== '-';
  const text = {
    text: () => verifyText(verified, toFile ? undefined : terminal.colors),
    json: () => verifyJson(verified),
    markdown: () => verifyMarkdown(verified),
  }[options.format]();
  if (!toFile) return terminal.stdout(text);
  await writeDockerfile(output, resolve(terminal.cwd, output), text);
  if (options.quiet) return;
  for (const { report } of verified) {
    terminal.stderr(`${shownPath(report.file)}: ${printable(verdictSentence(report))}\n`);
  }
}

async function record(
  { stderr }: Terminal,
  { quiet }: VerifyOptions,
  baseline: Baseline,
  verified: readonly Verified[],
): Promise<void> {
  const after = verified.reduce((one, { report, subject }) => recorded(one, subject.file, report), baseline);
  const path = shownPath(baseline.path);
  if (after === baseline) {
    stderr(`distill: ${path} was not written: no image does what it should.\n`);
    return;
  }
  await writeBaseline(after);
  if (!quiet) stderr(`The sizes are recorded in ${path}.\n`);
}
