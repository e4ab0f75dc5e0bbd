/** What the tools of this ecosystem leave behind. */
import type { CommandHandler } from './commands';
import { applyDotnet } from './dotnet/dotnet';

export const dotnetCommands: Readonly<Record<string, CommandHandler>> = {
  dotnet: applyDotnet,
};
