/** Puts together what the core needs to know about one Dockerfile: its context and the settings. */
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  type BuildContext,
  defaultSettings,
  type Settings,
  type Target,
  unknownContext,
} from '../../server/src/core/analysis';
import { contextReader } from '../../server/src/read-context';
import { readConfiguration } from './configuration';
import { causeOf, type Dockerfile } from './dockerfile';
import { CannotRun, type Terminal } from './terminal';

/** The context is the Dockerfile's folder unless the user names another; standard input has none. */
export function contextsIn(
  { cwd }: Terminal,
  named: string | undefined,
): (dockerfile: Dockerfile) => Promise<BuildContext> {
  const read = contextReader();
  return async ({ file, source }) => {
    if (named === undefined && file === undefined) return unknownContext;
    const root = named === undefined ? dirname(file ?? cwd) : resolve(cwd, named);
    if (named !== undefined) await requireFolder(named, root);
    return (await read(root, file, source)) ?? unknownContext;
  };
}

/** The defaults, what the file of `--config` sets, and above both the target that the command line names. */
export async function settingsOf(
  terminal: Terminal,
  config: string | undefined,
  to: Target | undefined,
): Promise<Settings> {
  const settings = { ...defaultSettings(terminal.today), ...(await readConfiguration(terminal, config)) };
  return to === undefined ? settings : { ...settings, convertTo: to };
}

async function requireFolder(named: string, root: string): Promise<void> {
  const status = await stat(root).catch(error => {
    throw new CannotRun(`The context ${named} cannot be read: ${causeOf(error)}.`);
  });
  if (!status.isDirectory()) throw new CannotRun(`The context ${named} is not a folder.`);
}
