/** What the tools of this ecosystem leave behind. */
import type { CommandHandler } from './commands';

export const nodeCommands: Readonly<Record<string, CommandHandler>> = {};
