/** Runs the build of any engine: log, time limit, and why and where it failed. */

import { endOf, type Failure, hindranceOf } from './build-log';
import type { Client } from './client';
import { BuildFailed, type BuildRequest } from './engine';

interface BuildCommand {
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly failure: (log: readonly string[], dockerfile: string) => Failure;
}

/** Builds; raises BuildFailed with the log and, where it is told, the line, and what the signal says when aborted. */
export async function buildLogged(
  client: Client,
  { onLog, signal, options, dockerfile }: BuildRequest,
  { args, environment, failure }: BuildCommand,
): Promise<void> {
  const log: string[] = [];
  const onLine = (line: string) => {
    log.push(line);
    if (log.length > 5000) log.splice(0, 1000);
    onLog(line);
  };
  const { code, timedOut } = await client.attempt(args, {
    ...{ onLine, signal, timeoutMs: options.timeoutMs },
    ...(environment === undefined ? {} : { environment }),
  });
  if (timedOut) {
    const limit = `The build did not end within ${options.timeoutMs / 1000} s.`;
    throw new BuildFailed(limit, endOf(log), undefined, 'time limit');
  }
  if (code === 0) return;
  const { message, line } = failure(log, dockerfile);
  throw new BuildFailed(message, endOf(log), line, hindranceOf(message, log));
}

const proxyNames = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'];

/**
 * Proxies of this environment as build arguments that name them and leave the value to the client: predefined ARGs,
 * which are in no layer and no history. Those that the user states are left alone.
 */
export function proxyArguments(
  environment: Readonly<Record<string, string | undefined>>,
  stated: Readonly<Record<string, string>>,
): readonly string[] {
  return proxyNames
    .flatMap(name => [name, name.toLowerCase()])
    .filter(name => environment[name] && stated[name] === undefined)
    .flatMap(name => ['--build-arg', name]);
}
