/** Tells in the status bar whether the server is starting, ready or failed, and says so aloud if it failed. */
import {
  commands,
  type Disposable,
  type DocumentSelector,
  LanguageStatusSeverity,
  type LogOutputChannel,
  languages,
  window,
} from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient';

export function showStatus(
  client: BaseLanguageClient,
  selector: DocumentSelector,
  output: LogOutputChannel,
): Disposable[] {
  const item = languages.createLanguageStatusItem('distill.status', selector);
  item.name = 'Distill';
  item.text = 'Distill';
  const show = (state: State) => {
    const failed = state === State.StartFailed || state === State.Stopped;
    item.busy = state === State.Starting;
    item.detail = failed ? 'The server has stopped' : item.busy ? 'The server is starting' : 'Ready';
    item.severity = failed ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    item.command = failed
      ? { title: 'Restart', command: 'distill.restartServer' }
      : { title: 'Show Output', command: 'distill.showOutput' };
  };
  show(State.Starting);
  const listener = client.onDidChangeState(({ newState }) => {
    show(newState);
    output.info(`The server is ${names[newState] ?? 'in an unknown state'}.`);
    if (newState === State.StartFailed) void offerHelp();
  });
  return [item, listener];
}

const names: Partial<Record<State, string>> = {
  [State.Starting]: 'starting',
  [State.Running]: 'ready',
  [State.Stopped]: 'stopped',
  [State.StartFailed]: 'unable to start',
};

async function offerHelp(): Promise<void> {
  const message = 'Distill cannot analyse Dockerfiles: its language server did not start.';
  const choice = await window.showErrorMessage(message, 'Show Output', 'Restart');
  if (choice === 'Show Output') await commands.executeCommand('distill.showOutput');
  if (choice === 'Restart') await commands.executeCommand('distill.restartServer');
}
