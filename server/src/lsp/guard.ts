/** The one wrapper around every handler: a failure is logged and answered, a cancelled request is dropped. */
import {
  type CancellationToken,
  LSPErrorCodes,
  type RemoteConsole,
  ResponseError,
} from 'vscode-languageserver';

/**
 * Runs `handler`; when it throws, logs under `name` and answers `fallback`, so that one bad document
 * never costs the user the server.
 */
export function guard<Params, Result>(
  log: Pick<RemoteConsole, 'error'>,
  name: string,
  fallback: Result,
  handler: (params: Params, token: CancellationToken) => Result | Promise<Result>,
): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<never>> {
  return async (params, token) => {
    if (token.isCancellationRequested) return cancelled();
    try {
      const result = await handler(params, token);
      return token.isCancellationRequested ? cancelled() : result;
    } catch (error) {
      if (token.isCancellationRequested) return cancelled();
      log.error(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
      return fallback;
    }
  };
}

function cancelled(): ResponseError<never> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
}
