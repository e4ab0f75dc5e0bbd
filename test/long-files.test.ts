/** Dockerfiles of thousands of lines: what takes time for every pair of lines would take ten times what is allowed. */
import { expect, test } from 'vitest';
import { analyse, defaultSettings, unknownContext } from '../server/src/core/analysis';

const settings = defaultSettings('2026-11-20');

const rows: readonly (readonly [what: string, line: (index: number) => string])[] = [
  ['one argument, set again and again', at => `ARG A=${at}\nRUN echo $A $B`],
  ['files removed, and made in one folder', at => `RUN rm -rf /tmp/${at} && touch /opt/a/b/${at}`],
  ['copies to one folder with an owner', at => `COPY --chown=1000:1000 a${at} /srv/`],
  ['folders in folders', at => `COPY a /a${at}/b/c/d/e/f`],
  ['links in a chain', at => `RUN ln -s /l${at} /l${at + 1}`],
];

test.for(rows)('%s', { timeout: 120_000 }, ([, line]) => {
  const lines = Array.from({ length: 15_000 }, (_, at) => line(at));
  const source = `FROM debian:trixie-slim\n${lines.join('\n')}\nCMD ["sleep", "1"]\n`;
  const start = process.cpuUsage();
  expect(analyse(source, unknownContext, settings).findings.length).toBeGreaterThan(0);
  // Not the time of the clock, which a busy machine makes longer.
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(4000);
});
