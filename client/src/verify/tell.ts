/** Says in a notification what came of a verification; the report itself is a page. */
import { commands, type Uri, window } from 'vscode';
import { pageCommands } from './page/page';
import { change } from './page/quantities';
import { summary } from './page/words';
import type { Variant, VerifyReport } from './report';
import { nameOf } from './steps';

export function tellResult(source: Uri, report: VerifyReport): void {
  const unbuilt = report.variants.find(({ build }) => build?.ok === false);
  const message = `${summary(report)}${detail(report)}`;
  if (unbuilt) tellFailedBuild(source, unbuilt);
  else if (report.verdict === 'different') void window.showWarningMessage(message);
  else void window.showInformationMessage(message);
}

/** Returns what it said. */
export function tellFailure(source: Uri, why: string): string {
  const name = source.path.split('/').pop() ?? 'Dockerfile';
  const message = `Distill could not verify ${name}: ${why.replaceAll('`', '')}`;
  void window.showErrorMessage(message, 'Show Log').then(choice => {
    if (choice) void commands.executeCommand(pageCommands.log);
  });
  return message;
}

function tellFailedBuild(source: Uri, { name, build }: Variant): void {
  const subject = nameOf(name);
  const why = build?.message ? `: ${build.message}` : '.';
  const line = build?.line;
  const choices = line === undefined ? ['Open Log'] : ['Open Log', 'Go to Line'];
  const message = `${subject.charAt(0).toUpperCase()}${subject.slice(1)} does not build${why}`;
  void window.showErrorMessage(message, ...choices).then(choice => {
    if (choice === 'Open Log') void commands.executeCommand(pageCommands.log);
    if (choice === 'Go to Line')
      void commands.executeCommand(pageCommands.line, source.toString(), name, line);
  });
}

function detail({ verdict, variants }: VerifyReport): string {
  const [original, ...others] = variants;
  if (verdict === 'same') {
    const before = original?.image?.bytes;
    const savings = others.flatMap(({ name, image }) => {
      const saving = before !== undefined && image ? change(before, image.bytes) : undefined;
      return saving === undefined ? [] : [others.length > 1 ? `${name} ${saving}` : saving];
    });
    return savings.length > 0 ? ` Size: ${savings.join(', ')}.` : '';
  }
  const said = variants.flatMap(({ problems, reasons = [] }) => [...problems, ...reasons]);
  // Notifications show Markdown as it is written.
  return said[0]
    ? ` ${said[0].replaceAll('`', '')}${said.length > 1 ? ` (and ${said.length - 1} more)` : ''}`
    : '';
}
