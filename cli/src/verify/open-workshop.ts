/** Opens the workshop on this machine: a session that leaves nothing behind, an engine, a scanner. */
import { CannotRun, printable, type Terminal } from '../terminal';
import { findEngine } from './engines/find';
import type { VerifyOptions } from './options';
import { attempt } from './process';
import type { Progress } from './progress';
import { findScanner, type RunProgram } from './scanners/scanner';
import { imageTag, type Session, withSession } from './session';
import type { Workshop } from './workshop';

/** Does something in a workshop, which is swept when that has ended, failed or been interrupted. */
export type OpenWorkshop = <Result>(
  terminal: Terminal,
  options: VerifyOptions,
  progress: Progress,
  action: (workshop: Workshop) => Promise<Result>,
) => Promise<Result>;

/** CannotRun where no engine can be used, or a scanner that was asked for. */
export const openWorkshop: OpenWorkshop = (terminal, options, progress, action) =>
  withSession(
    {
      script: process.argv[1] ?? '',
      onComplaint: message => terminal.stderr(`distill: ${printable(message)}\n`),
    },
    async session => {
      const engine = await findEngine(session, options.builder);
      if (options.build.keep && engine.name !== 'docker') {
        throw new CannotRun(
          `--keep works with docker only: images of ${engine.name} are in a temporary storage here.`,
        );
      }
      if (options.build.keep) session.keepImages();
      const runProgram = runnerFor(session);
      const scanner = await findScanner(options.scan, engine.name, runProgram, session.signal).catch(
        error => {
          session.signal.throwIfAborted();
          throw new CannotRun(error instanceof Error ? error.message : String(error));
        },
      );
      const { folder, signal } = session;
      const tag = (name: string) => imageTag(session, name);
      return action({ engine, scanner, folder, tag, runProgram, progress, signal });
    },
  );

/** Programs of the session end with it. */
function runnerFor({ environment, track }: Session): RunProgram {
  return (program, args, limits) => attempt(program, args, { ...limits, environment, track });
}
