/** The report as a page: no scripts, styles by the editor's own colours, and links that call listed commands only. */
import type { Variant, VerifyReport } from '../report';
import { type Html, html, output, prose } from './html';
import { imagesTable } from './images';
import { count, size } from './quantities';
import { runTables } from './runs';
import { style } from './style';
import { builderName, summary, titleOf } from './words';

/** The commands that the page may call; whoever shows it must allow no others. */
export const pageCommands = {
  verify: 'distill.verifyConversion',
  convert: 'distill.convertToDistroless',
  compare: 'distill.showVerifiedConversion',
  line: 'distill.showVerifiedLine',
  log: 'distill.showVerifyLog',
} as const;

export interface Surroundings {
  /** Address of the Dockerfile. */
  readonly source: string;
  /** What the setting says that the command to convert converts to. */
  readonly convertTo: string;
  /** A number used once, so that no other style gets onto the page. */
  readonly nonce: string;
}

/** A whole document. Nothing in it is trusted: every text is escaped. */
export function pageOf(report: VerifyReport, surroundings: Surroundings): string {
  const { nonce } = surroundings;
  const { variants, builder, scanner } = report;
  const name = report.file.split(/[\\/]/).pop() ?? report.file;
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}';">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Verify: ${name}</title>
<style nonce="${nonce}">${{ html: style }}</style>
</head>
<body>
<main>
<h1 class="${report.verdict}">${summary(report)}</h1>
<p class="actions">${actions(report, surroundings)}</p>
<section aria-labelledby="images"><h2 id="images">Images</h2>${imagesTable(variants)}</section>
${baseline(report)}
${variants.map(variant => troubles(variant, surroundings))}
${runTables(variants)}
${lists('For whoever runs it', 'notes', variants)}
${lists('Also noticed', 'remarks', variants)}
<footer><p>${report.file}</p><p>Built with ${builderName(builder.name)} ${builder.version}.${scanner && html` Scanned with ${scanner.name} ${scanner.version}.`}</p></footer>
</main>
</body>
</html>`;
  return page.html;
}

function actions({ variants }: VerifyReport, { source, convertTo }: Surroundings): Html {
  const conversions = variants.filter(({ dockerfile }) => dockerfile !== undefined);
  const converts = conversions.some(({ name, verdict }) => name === convertTo && verdict === 'same');
  return html`${converts && link(pageCommands.convert, [source], 'Convert the file now')}
${conversions.map(({ name }) =>
  link(
    pageCommands.compare,
    [source, name],
    conversions.length === 1 ? 'Open the conversion' : `Open the conversion to ${name}`,
  ),
)}
${link(pageCommands.verify, [source], 'Run again')}
${link(pageCommands.log, [], 'Show log')}`;
}

function link(command: string, args: readonly unknown[], text: string): Html {
  const query = args.length > 0 ? `?${encodeURIComponent(JSON.stringify(args))}` : '';
  return html`<a href="command:${command}${query}">${text}</a> `;
}

/** What is wrong with a variant: problems, why it was declined, and the log of a failed build. */
function troubles(variant: Variant, { source }: Surroundings): Html {
  const { build, problems, reasons = [], name } = variant;
  const unbuilt = build?.ok === false ? build : undefined;
  if (problems.length === 0 && reasons.length === 0 && !unbuilt) return html``;
  // The message of the build stands above its log, and need not be said twice.
  const others = problems.filter(problem => problem !== unbuilt?.message);
  return html`<section class="trouble"><h2>${titleOf(variant)}</h2>
${list(others)}
${reasons.length > 0 && html`<p>Distill did not convert it, because:</p>${list(reasons)}`}
${
  unbuilt &&
  html`<p>${unbuilt.message ?? 'The build failed.'} ${
    unbuilt.line !== undefined &&
    link(pageCommands.line, [source, name, unbuilt.line], `Go to line ${unbuilt.line + 1}`)
  }</p>${unbuilt.log && endOfLog(unbuilt.log)}`
}
</section>`;
}

/** Why a build failed stands at the end of its log. */
function endOfLog(log: readonly string[]): Html {
  const shown = log.slice(-40);
  const left = log.length - shown.length;
  return html`${left > 0 && html`<p>The last ${count(shown.length, 'line')} of the log:</p>`}${output(shown.join('\n'), 'Log of the builder')}`;
}

/** Notes or remarks; what is said of several images alike is said once. */
function lists(title: string, of: 'notes' | 'remarks', variants: readonly Variant[]): Html {
  const noted = variants.filter(variant => (variant[of] ?? []).length > 0);
  if (noted.length === 0) return html``;
  const kinds = [...new Set(noted.map(variant => JSON.stringify(variant[of])))];
  const groups = kinds.map(kind => noted.filter(variant => JSON.stringify(variant[of]) === kind));
  const named = groups.length > 1 || of === 'remarks';
  return html`<section aria-labelledby="${of}"><h2 id="${of}">${title}</h2>
${groups.map(
  group => html`${named && html`<h3>${group.map(titleOf).join(', ')}</h3>`}${list(group[0]?.[of] ?? [])}`,
)}</section>`;
}

function baseline({ baseline: recorded }: VerifyReport): Html {
  if (!recorded) return html``;
  const lines = recorded.variants.map(({ name, bytes, before, over }) => {
    const was = before === undefined ? 'not recorded before' : `was ${size(before)}`;
    return `${name}: ${size(bytes)}, ${was}${over ? ', over the budget' : ''}`;
  });
  return html`<section aria-labelledby="baseline"><h2 id="baseline">Size over time</h2>
<p>${recorded.budget} % of growth is allowed over ${count(lines.length, 'size')} in ${recorded.file}.</p>${list(lines)}</section>`;
}

function list(items: readonly string[]): Html {
  return items.length === 0 ? html`` : html`<ul>${items.map(item => html`<li>${prose(item)}</li>`)}</ul>`;
}
