/** The package managers and compilers of all languages, by the name of the program. */
import type { CommandHandler } from './commands';
import { dotnetCommands } from './dotnet-effects';
import { javaCommands } from './java-effects';
import { nativeCommands } from './native-effects';
import { nodeCommands } from './node-effects';
import { pythonCommands } from './python-effects';

const tables: readonly Readonly<Record<string, CommandHandler>>[] = [
  nodeCommands,
  pythonCommands,
  javaCommands,
  nativeCommands,
  dotnetCommands,
];

/** Undefined for a program that none of them knows. */
export function ecosystemCommand(program: string): CommandHandler | undefined {
  return tables.find(table => Object.hasOwn(table, program))?.[program];
}
