/** `distill convert`: print the converted Dockerfile, or the reasons why there is none. */
import { resolve } from 'node:path';
import { convert as coreConvert, operationsPage } from '../../../server/src/core/analysis';
import type { Options } from '../arguments';
import { readDockerfile } from '../dockerfile';
import { conversionJson, notesText, reasonsText } from '../report/conversion';
import { unifiedDiff } from '../report/diff';
import { contextsIn, settingsOf } from '../subject';
import { CannotRun, shownPath, type Terminal } from '../terminal';
import { writeDockerfile } from '../write-dockerfile';

export async function convert(terminal: Terminal, options: Options): Promise<number> {
  const [path] = options.operands;
  if (path === undefined) throw new CannotRun('convert takes exactly one FILE, or - for standard input.');
  const dockerfile = await readDockerfile(terminal, path);
  const { source, mark, file } = dockerfile;
  const context = await contextsIn(terminal, options.context)(dockerfile);
  const settings = await settingsOf(terminal, options.config, options.to);
  const conversion = coreConvert(source, context, settings, {
    ...(options.to === undefined ? {} : { to: options.to }),
    ...(options.stage === undefined ? {} : { stage: options.stage }),
    ...(options.runtimeVersion === undefined ? {} : { runtimeVersion: options.runtimeVersion }),
  });
  const { colors } = terminal;
  const tell = (text: string) => {
    if (!options.quiet && options.format === 'text') terminal.stderr(text);
  };
  if (options.format === 'json') terminal.stdout(conversionJson(source, mark, conversion));
  if (conversion.outcome === 'declined') {
    if (options.format === 'text') terminal.stderr(reasonsText(path, source, conversion.reasons, colors));
    return 1;
  }
  const converted = conversion.outcome === 'converted';
  const result = converted ? conversion.dockerfile : source;
  if (options.write) {
    if (converted && file !== undefined) await writeDockerfile(path, file, mark + result);
  } else if (options.output !== undefined && options.output !== '-') {
    await writeDockerfile(options.output, resolve(terminal.cwd, options.output), mark + result);
  } else if (options.diff) {
    terminal.stdout(unifiedDiff(path, source, result, colors));
  } else if (options.format === 'text') {
    terminal.stdout(mark + result);
  }
  const outcome = converted ? `converted to ${conversion.target}` : 'unchanged';
  tell(`${shownPath(path)}: ${outcome}\n${notesText(path, source, conversion.notes, colors)}`);
  if (converted) tell(`\nFor who runs it:\n\n${operationsPage(conversion.operations, conversion.target)}\n`);
  return 0;
}
