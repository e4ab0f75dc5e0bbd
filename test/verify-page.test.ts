/** The editor's page of a verification, as far as it needs no editor: what comes in is checked, what goes out is escaped. */
import { describe, expect, test } from 'vitest';
import type { ProgressEvent as PrintedEvent, VerifyReport as PrintedReport } from '../cli/src/verify/report';
import { html, output, prose } from '../client/src/verify/page/html';
import { pageOf } from '../client/src/verify/page/page';
import { change, size, time } from '../client/src/verify/page/quantities';
import { type ProgressEvent, progressIn, reportIn, type VerifyReport } from '../client/src/verify/report';
import { stepWords } from '../client/src/verify/steps';
import { markup, progress, reports } from './extension/verify-reports.mjs';

/** The same shape as it comes out of JSON. */
type Received<T> = T extends readonly (infer Item)[]
  ? Received<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Received<T[Key]> }
    : T;

// The compiler says here when the command line prints what the client does not take.
((report: Received<PrintedReport>): VerifyReport => report) satisfies unknown;
((event: Received<PrintedEvent>): ProgressEvent => event) satisfies unknown;

const surroundings = { source: 'file:///w/a%20b/Dockerfile', convertTo: 'distroless', nonce: 'n0nce' };

function page(name: string, convertTo = 'distroless'): string {
  const report = reportIn(JSON.stringify(reports[name]));
  if (!report) throw new Error(`The report ${name} is none.`);
  return pageOf(report, { ...surroundings, convertTo });
}

describe('what comes in', () => {
  test.each(Object.keys(reports))('the report %s is taken', name => {
    expect(reportIn(JSON.stringify(reports[name]))).toEqual(JSON.parse(JSON.stringify(reports[name])));
  });

  test.each([
    ['nothing', ''],
    ['no JSON', 'Error: no builder'],
    ['another version', JSON.stringify({ ...reports.same, version: 2 })],
    ['a strange verdict', JSON.stringify({ ...reports.same, verdict: 'fine' })],
    ['a part of one', JSON.stringify({ version: 1, file: 'Dockerfile', verdict: 'same' })],
    ['null', 'null'],
  ])('%s is no report', (_, text) => {
    expect(reportIn(text)).toBeUndefined();
  });

  test('what a later version adds does no harm', () => {
    expect(reportIn(JSON.stringify({ ...reports.same, more: 1 }))?.verdict).toBe('same');
  });

  test.each(['#7 [4/6] RUN x', '{}', '{"event":"step","variant":"original","step":"fly"}', '[1]'])(
    '%s is no progress',
    line => expect(progressIn(line)).toBeUndefined(),
  );
});

test('progress is told in words, and lines of the log that are no step are not', () => {
  const words = stepWords();
  const events = [
    ...progress,
    { event: 'step', variant: 'scratch', step: 'build' },
    { event: 'log', variant: 'scratch', line: '[2/2] STEP 3/4: COPY --from=build /app /app' },
    { event: 'log', variant: 'scratch', line: `STEP 4/4: RUN ${'x'.repeat(200)}` },
    { event: 'step', variant: 'scratch', step: 'scan' },
    { event: 'log', variant: 'scratch', line: 'STEP 1/1: not of a build' },
  ];
  const said = events.map(event => words(progressIn(JSON.stringify(event)) as ProgressEvent));
  expect(said).toEqual([
    'converting to distroless',
    'building the original',
    'building the original: #1 [internal] load build definition from Dockerfile',
    'building the original: #7 [4/6] RUN go mod download',
    undefined,
    'running the original: default',
    'building the conversion to scratch',
    'building the conversion to scratch: [2/2] STEP 3/4: COPY --from=build /app /app',
    `building the conversion to scratch: STEP 4/4: RUN ${'x'.repeat(85)}…`,
    'looking for known vulnerabilities in the conversion to scratch',
    undefined,
  ]);
});

describe('what goes out', () => {
  test('is escaped, and cannot move a cursor or turn the direction of writing', () => {
    const evil = `<b a="1" c='2'>&\u001b[31mred\u001b[0m\u0007\u202etxt`;
    const safe = '&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;red\ufffd\ufffdtxt';
    expect(html`<p>${evil}</p>`.html).toBe(`<p>${safe}</p>`);
    expect(prose(`a \`${evil}\` b`).html).toBe(`a <code>${safe}</code> b`);
    expect(output(evil, evil).html).toContain(`aria-label="${safe}">${safe}</pre>`);
  });

  test('is shortened where a program printed without end', () => {
    expect(output('x'.repeat(20_001), 'Output').html).toMatch(/x\n… and 1 more characters<\/pre>$/);
  });

  test.each(Object.keys(reports))(
    'the page %s has no script, no handler and no style besides its own',
    name => {
      const text = page(name);
      expect(text).toContain(`content="default-src 'none'; style-src 'nonce-n0nce';"`);
      expect(text.match(/<style[^>]*>/g)).toEqual(['<style nonce="n0nce">']);
      expect(text).not.toMatch(/<script|<img|<[^>]*\son\w+=|<[^>]*\sstyle=/i);
    },
  );

  test('a command takes the address of the Dockerfile with it, as JSON', () => {
    const [, query = ''] = /command:distill\.verifyConversion\?([^"]*)"/.exec(page('same')) ?? [];
    expect(JSON.parse(decodeURIComponent(query))).toEqual([surroundings.source]);
  });

  test('converting now is offered for what the command converts to, when that is the same', () => {
    const offer = /command:distill\.convertToDistroless\?/;
    expect(page('same')).toMatch(offer);
    expect(page('same', 'auto')).not.toMatch(offer);
    expect(page('different')).not.toMatch(offer);
  });

  test('what all images do alike is said once, over all columns', () => {
    expect(page('same')).toContain('<th scope="row">End</th><td colspan="3">still running</td>');
    expect(page('different')).toContain('<td>still running</td><td>exit code 1</td>');
    expect(page('different')).toContain('&lt;script&gt;alert(1)');
    expect(markup).toContain('<script>');
  });
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_834_211, '1.83 MB'],
  [861_000_000, '861 MB'],
  [999_700_000, '1 GB'],
])('%i bytes are %s', (bytes, text) => expect(size(bytes)).toBe(text));

test.each([
  [861, 1.83, '−99.8 %'],
  [100, 30, '−70 %'],
  [100, 104, '+4 %'],
  [1000, 1001, '±0 %'],
  [0, 5, undefined],
])('from %d to %d is %s', (before, after, text) => expect(change(before, after)).toBe(text));

test.each([
  [84.4, '84 ms'],
  [1234, '1.2 s'],
  [12_000, '12 s'],
  [120_400, '120 s'],
])('%d milliseconds are %s', (milliseconds, text) => expect(time(milliseconds)).toBe(text));
