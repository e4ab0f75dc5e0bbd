/** Runs one command to its exit code, whatever happens in it. */
import { version } from '../../server/src/version';
import { type Options, parseArguments, type Request } from './arguments';
import { check } from './commands/check';
import { convert } from './commands/convert';
import { explain } from './commands/explain';
import { fix } from './commands/fix';
import { verify } from './commands/verify';
import { CannotRun, type Terminal } from './terminal';
import { usage } from './usage';
import type { VerifyOptions } from './verify/options';

/** `serve` starts the language server, which then owns the process; it is loaded only when asked for. */
export async function run(
  argv: readonly string[],
  terminalOf: (color: boolean) => Terminal,
  serve: () => Promise<void>,
): Promise<number> {
  const plain = terminalOf(false);
  try {
    const request = parseArguments(argv);
    if ('command' in request) return await dispatch(request, terminalOf(request.color), serve);
    plain.stdout(informationOf(request));
    return argv.length === 0 ? 2 : 0;
  } catch (error) {
    if (error instanceof CannotRun) plain.stderr(`distill: ${error.message}\n`);
    else plain.stderr(`distill: internal error: ${error instanceof Error ? error.stack : error}\n`);
    return 2;
  }
}

function informationOf(request: Exclude<Request, Options | VerifyOptions>): string {
  return 'version' in request ? `distill ${version}\n` : usage(request.help);
}

async function dispatch(
  options: Options | VerifyOptions,
  terminal: Terminal,
  serve: () => Promise<void>,
): Promise<number> {
  switch (options.command) {
    case 'check':
      return check(terminal, options);
    case 'fix':
      return fix(terminal, options);
    case 'convert':
      return convert(terminal, options);
    case 'verify':
      return verify(terminal, options);
    case 'explain':
      return explain(terminal, options);
    case 'lsp':
      await serve();
      return 0;
  }
}
