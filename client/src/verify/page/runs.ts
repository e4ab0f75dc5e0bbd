/** What happened when the images ran: a table for each run, the images beside each other. */

import type { Run, Variant } from '../report';
import { type Html, html, output } from './html';
import { time } from './quantities';

export function runTables(variants: readonly Variant[]): Html {
  const names = [...new Set(variants.flatMap(({ runs }) => runs.map(({ name }) => name)))];
  if (names.length === 0) return html``;
  return html`<section aria-labelledby="runs"><h2 id="runs">What happened</h2>${names.map(name => table(name, variants))}</section>`;
}

interface Column {
  readonly variant: Variant;
  readonly run: Run;
}

interface Row {
  readonly title: string;
  readonly cell: (column: Column) => Html | undefined;
}

function table(name: string, variants: readonly Variant[]): Html {
  const columns = variants.flatMap(variant =>
    variant.runs.filter(run => run.name === name).map(run => ({ variant, run })),
  );
  const smoke = columns.every(({ run }) => run.smoke);
  const rows = rowsFor(columns)
    .map(({ title, cell }) => ({ title, cells: columns.map(cell) }))
    .filter(({ cells }) => cells.some(Boolean));
  return html`<h3>${smoke ? 'Smoke run: started without an expectation, and watched' : `Run: ${name}`}</h3>
<div class="wide" tabindex="0" role="region" aria-label="${name}">
<table class="runs">
<thead><tr><td></td>${columns.map(({ variant }) => html`<th scope="col">${variant.name === 'original' ? 'Original' : variant.name}</th>`)}</tr></thead>
<tbody>${rows.map(({ title, cells }) => html`<tr><th scope="row">${title}</th>${merged(cells)}</tr>`)}</tbody>
</table>
</div>`;
}

/** What is the same everywhere is said once, over all columns. */
function merged(cells: readonly (Html | undefined)[]): Html {
  const [first] = cells;
  const same = cells.every(cell => cell?.html === first?.html);
  if (same) return html`<td colspan="${cells.length}">${first}</td>`;
  return html`${cells.map(cell => html`<td>${cell ?? html`–`}</td>`)}`;
}

function rowsFor(columns: readonly Column[]): Row[] {
  const requests = [...new Set(columns.flatMap(({ run }) => run.http.map(place)))];
  const files = [...new Set(columns.flatMap(({ run }) => Object.keys(run.files)))];
  return [
    {
      title: 'End',
      cell: ({ run }) => html`${run.exit === 'running' ? 'still running' : `exit code ${run.exit}`}`,
    },
    {
      title: 'Start',
      cell: ({ run }) => (run.startMs === undefined ? undefined : html`${time(run.startMs)}`),
    },
    { title: 'User id', cell: ({ run }) => (run.uid === undefined ? undefined : html`${run.uid}`) },
    {
      title: 'Listens on',
      cell: ({ run }) => (run.listens.length > 0 ? html`${run.listens.join(', ')}` : undefined),
    },
    { title: 'Health', cell: ({ run }) => (run.health === undefined ? undefined : html`${run.health}`) },
    ...requests.map(request => ({ title: request, cell: (column: Column) => answer(column, request) })),
    { title: 'Output', cell: ({ run }) => text(run.stdout, 'Output') },
    { title: 'Errors', cell: ({ run }) => text(run.stderr, 'Errors') },
    ...files.map(file => ({
      title: file,
      cell: (column: Column) => {
        const content = column.run.files[file];
        return content === undefined ? undefined : text(content, file);
      },
    })),
    {
      title: 'Written',
      cell: ({ run }) => text((run.written ?? []).join('\n'), 'Written files'),
    },
  ];
}

function place({ port, path }: Run['http'][number]): string {
  return `:${port}${path}`;
}

/** There may be several requests to one place. */
function answer(column: Column, request: string): Html | undefined {
  const answers = column.run.http.filter(one => place(one) === request);
  if (answers.length === 0) return undefined;
  return html`${answers.map(one => {
    if ('error' in one) return html`<p>${one.error}</p>`;
    const kind = [one.status, one.type, one.location && `to ${one.location}`].filter(Boolean).join(' ');
    return html`<p>${kind}</p>${one.body !== '' && output(one.body, request)}`;
  })}`;
}

function text(content: string, what: string): Html | undefined {
  return content.trim() === '' ? undefined : output(content, what);
}
