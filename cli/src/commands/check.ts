/** `distill check`: lint files and folders. */
import { analyse, type Finding, type Severity } from '../../../server/src/core/analysis';
import type { FailOn, Options } from '../arguments';
import { readDockerfile } from '../dockerfile';
import { findDockerfiles } from '../find-dockerfiles';
import { type CheckedFile, findingsJson, findingsText, summaryOf, summaryText } from '../report/findings';
import { contextsIn, settingsOf } from '../subject';
import { CannotRun, type Terminal } from '../terminal';

export async function check(terminal: Terminal, options: Options): Promise<number> {
  const settings = await settingsOf(terminal, options.config, undefined);
  const contextOf = contextsIn(terminal, options.context);
  const checked: CheckedFile[] = [];
  let separator = '';
  const troubled = await eachDockerfile(terminal, options.operands, async path => {
    const dockerfile = await readDockerfile(terminal, path);
    const context = await contextOf(dockerfile);
    const { source } = dockerfile;
    const findings = shown(analyse(source, context, settings).findings, options);
    const file = { path, source, findings };
    checked.push(file);
    if (options.format !== 'text' || findings.length === 0) return;
    terminal.stdout(separator + findingsText(file, terminal.colors));
    separator = '\n';
  });
  const findings = checked.flatMap(file => file.findings);
  if (options.format === 'json') terminal.stdout(findingsJson(checked));
  else if (!options.quiet)
    terminal.stderr(`${separator}${summaryText(summaryOf(findings), checked.length)}\n`);
  return troubled ? 2 : exitCode(findings, options.failOn);
}

/** Goes through all paths in spite of single failures; answers whether there were any. */
export async function eachDockerfile(
  terminal: Terminal,
  operands: readonly string[],
  visit: (path: string) => Promise<void>,
): Promise<boolean> {
  let troubled = false;
  const complain = (message: string) => {
    troubled = true;
    terminal.stderr(`distill: ${message}\n`);
  };
  const attempt = async (action: () => Promise<void>) => {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof CannotRun)) throw error;
      complain(error.message);
    }
  };
  for (const operand of operands.length === 0 ? ['.'] : operands) {
    if (operand === '-') {
      await attempt(() => visit('-'));
      continue;
    }
    await attempt(async () => {
      const { paths, problems } = await findDockerfiles(terminal, operand);
      problems.forEach(complain);
      if (paths.length === 0) terminal.stderr(`distill: No Dockerfile was found in ${operand}.\n`);
      for (const path of paths) await attempt(() => visit(path));
    });
  }
  return troubled;
}

export function shown(findings: readonly Finding[], { hints }: Options): readonly Finding[] {
  return hints ? findings : findings.filter(({ severity }) => severity !== 'hint');
}

const ranks: Readonly<Record<Severity, number>> = { error: 3, warning: 2, info: 1, hint: 0 };

export function exitCode(findings: readonly Finding[], failOn: FailOn): 0 | 1 {
  if (failOn === 'never') return 0;
  return findings.some(({ severity }) => ranks[severity] >= ranks[failOn]) ? 1 : 0;
}
