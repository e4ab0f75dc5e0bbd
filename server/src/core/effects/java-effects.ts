/** What the tools of this ecosystem leave behind. */
import type { CommandHandler } from './commands';

export const javaCommands: Readonly<Record<string, CommandHandler>> = {};
