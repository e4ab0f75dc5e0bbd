/** wget and curl: the file that they leave. */
import { joinPath } from '../model/paths';
import type { ShellWord } from '../shell/script';
import { pathOf } from './commands';
import { makeOpaque, writeFile } from './run';
import type { CommandContext } from './stage-effects';

/** `wget URL`, `wget -O FILE`, `curl -o FILE`, `curl -O`: a file, or nothing when it goes to a pipe. */
export function downloadFile(context: CommandContext, args: readonly ShellWord[]): void {
  const { command } = context;
  let output: string | undefined;
  let outputGiven = false;
  let remoteName = command.words.some(word => word.value === 'wget');
  let prefix = command.cwd;
  let url: string | undefined;
  for (let index = 0; index < args.length; index++) {
    const value = args[index]?.value ?? args[index]?.text ?? '';
    if (/^(?:-[A-Za-z]*[oO]|--out(?:put)?|--output-document)$/.test(value)) {
      const isRemoteName =
        value.endsWith('O') && !remoteName && command.words.some(word => word.value === 'curl');
      if (isRemoteName) remoteName = true;
      else {
        outputGiven = true;
        output = args[++index]?.value;
      }
    } else if (/^-O./.test(value) && command.words.some(word => word.value === 'wget')) {
      outputGiven = true;
      output = value.slice(2);
    } else if (/^(?:-P|--directory-prefix)$/.test(value)) prefix = pathOf(context, args[++index]);
    else if (/^--(?:output|output-document)=/.test(value)) {
      outputGiven = true;
      output = value.slice(value.indexOf('=') + 1);
    } else if (/^(?:https?|ftp):/.test(value)) url = args[index]?.value;
  }
  if (outputGiven) {
    if (output === '-' || output === '/dev/null') return;
    const path = output === undefined ? undefined : joinPath(command.cwd, output);
    if (path === undefined) context.effects.contents.unknownSince ??= context.step.instruction;
    else writeFile(context, path, command.conditional, 'download');
    return;
  }
  if (!remoteName || command.role !== 'plain') return;
  const name = url === undefined ? undefined : /\/([^/?#]+)(?:[?#].*)?$/.exec(url)?.[1];
  const path = name === undefined ? undefined : joinPath(prefix, name);
  if (path !== undefined) writeFile(context, path, command.conditional, 'download');
  else if (prefix !== undefined) makeOpaque(context, prefix);
}
