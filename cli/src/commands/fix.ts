/** `distill fix`: apply the fixes that need nobody's judgement, or with `--unsafe` the others, too. */
import { applyFixes } from '../../../server/src/apply-fixes';
import type { Applicability } from '../../../server/src/core/analysis';
import type { Options } from '../arguments';
import { readDockerfile } from '../dockerfile';
import { unifiedDiff } from '../report/diff';
import { type CheckedFile, counted, findingsJson, summaryOf, summaryText } from '../report/findings';
import { contextsIn, settingsOf } from '../subject';
import { printable, shownPath, type Terminal } from '../terminal';
import { writeDockerfile } from '../write-dockerfile';
import { eachDockerfile, exitCode, shown } from './check';

export async function fix(terminal: Terminal, options: Options): Promise<number> {
  const accepted: Applicability[] = options.unsafe ? ['safe', 'unsafe'] : ['safe'];
  const settings = await settingsOf(terminal, options.config, undefined);
  const contextOf = contextsIn(terminal, options.context);
  const results: (CheckedFile & { fixed: number })[] = [];
  const tell = (text: string) => {
    if (!options.quiet && options.format === 'text') terminal.stderr(text);
  };
  const troubled = await eachDockerfile(terminal, options.operands, async path => {
    const dockerfile = await readDockerfile(terminal, path);
    const { source, mark, file } = dockerfile;
    const context = await contextOf(dockerfile);
    const { text, applied, remaining } = applyFixes(source, context, settings, accepted);
    results.push({ path, source: text, findings: shown(remaining, options), fixed: applied.length });
    if (options.diff) terminal.stdout(unifiedDiff(path, source, text, terminal.colors));
    else if (file === undefined) {
      // JSON and a Dockerfile cannot share standard output: the report is what was asked for.
      if (options.format === 'text') terminal.stdout(mark + text);
    } else if (text !== source) await writeDockerfile(path, file, mark + text);
    for (const title of applied) tell(`${shownPath(path)}: ${printable(title)}\n`);
  });
  const findings = results.flatMap(result => result.findings);
  const fixed = results.reduce((sum, result) => sum + result.fixed, 0);
  if (options.format === 'json') terminal.stdout(findingsJson(results));
  const verb = options.diff ? 'would be applied' : 'applied';
  const left = summaryText(summaryOf(findings), results.length);
  tell(`${counted(fixed, 'fix', 'fixes')} ${verb}. Left: ${left[0]?.toLowerCase()}${left.slice(1)}\n`);
  return troubled ? 2 : exitCode(findings, options.failOn);
}
