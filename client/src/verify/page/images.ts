/** The table of images: a row for each, with what people compare. */
import type { Variant } from '../report';
import { type Html, html } from './html';
import { change, size, time } from './quantities';
import { verdictOf } from './words';

export function imagesTable(variants: readonly Variant[]): Html {
  const largest = Math.max(...variants.map(({ image }) => image?.bytes ?? 0));
  const before = variants.find(({ outcome }) => outcome === 'original')?.image?.bytes;
  const scanned = variants.some(({ vulnerabilities }) => vulnerabilities);
  return html`<div class="wide" tabindex="0" role="region" aria-label="Images">
<table>
<thead><tr>
<th scope="col">Image</th><th scope="col">Result</th><th scope="col">Size</th><th scope="col" class="number">Layers</th>
<th scope="col" class="number">Packages</th><th scope="col">User</th><th scope="col">Shell</th>
<th scope="col" class="number">Start</th>${scanned && html`<th scope="col">Vulnerabilities</th>`}
</tr></thead>
<tbody>${variants.map(variant => row(variant, { largest, before, scanned }))}</tbody>
</table>
</div>`;
}

interface Frame {
  readonly largest: number;
  readonly before: number | undefined;
  readonly scanned: boolean;
}

function row(variant: Variant, frame: Frame): Html {
  const { image, name, target, verdict, build } = variant;
  const start = variant.runs.find(({ startMs }) => startMs !== undefined)?.startMs;
  const good = verdict === 'same' && build?.ok !== false;
  const bad = verdict === 'different' || build?.ok === false;
  return html`<tr>
<th scope="row">${name === 'original' ? 'Original' : name}${target !== undefined && target !== name && html`<small>${breakable(target)}</small>`}</th>
<td><span class="verdict ${good ? 'good' : bad ? 'bad' : 'open'}">${verdictOf(variant)}</span></td>
<td>${image ? sizeCell(image.bytes, variant, frame) : none}</td>
<td class="number">${image ? image.layers : none}</td>
<td class="number">${image?.packages ?? none}</td>
<td>${image ? user(image.user) : none}</td>
<td>${image === undefined || image.shell === undefined ? none : (image.shell ?? 'none')}</td>
<td class="number">${start === undefined ? none : time(start)}</td>
${frame.scanned && html`<td>${vulnerabilities(variant)}</td>`}
</tr>`;
}

const none = html`<span aria-label="not known">–</span>`;

/** The name of an image or a user, which may go on in the next line after a slash and before a colon. */
function breakable(name: string): Html {
  return html`${name.split(/(?<=\/)|(?=[:@])/).map(part => html`${part}<wbr>`)}`;
}

/** A style attribute would be forbidden by the page's policy; the width of a rectangle is none. */
function sizeCell(bytes: number, { outcome }: Variant, { largest, before }: Frame): Html {
  const saving = outcome === 'original' || before === undefined ? undefined : change(before, bytes);
  const width = largest > 0 ? Math.max(1, Math.round((bytes / largest) * 100)) : 0;
  return html`<span class="size">${size(bytes)}</span>${saving !== undefined && html` <b>${saving}</b>`}
<svg class="bar" width="100" height="6" aria-hidden="true"><rect class="track" width="100" height="6" rx="1"/><rect class="${
    outcome === 'original' ? 'original' : 'converted'
  }" width="${width}" height="6" rx="1"/></svg>`;
}

function user(name: string): Html {
  const root = /^(?:|root|0)(?::.*)?$/.test(name);
  return root ? html`root` : breakable(name);
}

function vulnerabilities({ vulnerabilities: found }: Variant): Html {
  if (!found) return none;
  const parts = (['critical', 'high', 'medium', 'low', 'unknown'] as const)
    .filter(level => found[level] > 0)
    .map(level => `${found[level]} ${level}`);
  return html`${parts.length > 0 ? parts.join(', ') : 'none'}`;
}
