/** `distill explain`: the page of a rule or the trade-offs of an image, as Markdown. */
import { explain as coreExplain, ruleList } from '../../../server/src/core/analysis';
import type { Options } from '../arguments';
import { settingsOf } from '../subject';
import { CannotRun, type Terminal } from '../terminal';

export async function explain(terminal: Terminal, { operands: [topic] }: Options): Promise<number> {
  if (topic === undefined) {
    const width = Math.max(...ruleList.map(({ id }) => id.length));
    for (const { id, summary } of ruleList) terminal.stdout(`${id.padEnd(width)}  ${summary}\n`);
    return 0;
  }
  const page = coreExplain(topic, await settingsOf(terminal, undefined, undefined));
  if (page === undefined) {
    throw new CannotRun(
      `${topic} is neither a rule nor an image that Distill knows; distill explain lists the rules.`,
    );
  }
  terminal.stdout(page.endsWith('\n') ? page : `${page}\n`);
  return 0;
}
