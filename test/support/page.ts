/** Reads a rule's page: the examples in it are the rule's tests. */
import type { BuildContext, ContextEntry } from '../../server/src/core/context/build-context';
import type { Settings } from '../../server/src/core/settings';

export interface Page {
  readonly summary: string;
  readonly headings: readonly string[];
  readonly reported: readonly Example[];
  readonly silent: readonly Example[];
}

export interface Example {
  readonly source: string;
  readonly context: BuildContext;
  /** What the example sets besides the defaults. */
  readonly settings: Partial<Settings>;
  readonly expected: readonly ExpectedFinding[];
  readonly fixes: readonly ExpectedFix[];
}

export interface ExpectedFinding {
  /** Offsets in `source`; a finding over several lines is compared on its first. */
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export interface ExpectedFix {
  readonly title: string;
  readonly applicability: string;
  readonly source: string;
}

/**
 * `files` blocks give the context of the next example; without one the context is unknown. `settings` blocks give
 * settings as JSON.
 */
export function readPage(text: string): Page {
  const lines = text.split(/\r?\n/);
  const headings = lines.filter(line => line.startsWith('## ')).map(line => line.slice(3));
  const summary = (text.split(/\r?\n\r?\n/)[0] ?? '').replace(/\s+/g, ' ').trim();
  const reported: Example[] = [];
  const silent: Example[] = [];
  let section = '';
  let context = unknown;
  let settings: Partial<Settings> = {};
  let fix: { title: string; applicability: string } | undefined;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (line.startsWith('## ')) section = line.slice(3);
    const promised = /^Fixed by \*(.+)\* \((safe|unsafe|manual)\):$/.exec(line);
    if (promised !== null) fix = { title: promised[1] ?? '', applicability: promised[2] ?? '' };
    const fence = /^```(\w*)$/.exec(line);
    if (fence === null) continue;
    const end = lines.indexOf('```', index + 1);
    const body = lines.slice(index + 1, end);
    index = end;
    if (fence[1] === 'files') context = knownContext(body);
    if (fence[1] === 'settings') settings = JSON.parse(body.join('\n'));
    if (fence[1] !== 'dockerfile') continue;
    const list = section === 'Reported' ? reported : section === 'Not reported' ? silent : undefined;
    if (fix !== undefined) {
      const last = list?.pop();
      if (last !== undefined)
        list?.push({ ...last, fixes: [...last.fixes, { ...fix, source: `${body.join('\n')}\n` }] });
    } else {
      list?.push({ ...readCarets(body), context, settings, fixes: [] });
    }
    context = unknown;
    settings = {};
    fix = undefined;
  }
  return { summary, headings, reported, silent };
}

const unknown: BuildContext = { completeness: 'unknown', entries: new Map(), texts: new Map() };

/** One path a line, with its text behind a colon where it matters; `\n` stands for a line's end. */
export function knownContext(lines: readonly string[]): BuildContext {
  const entries = new Map<string, ContextEntry>();
  const texts = new Map<string, string>();
  for (const line of lines) {
    const match = /^([^:\s]+)(?::\s?(.*))?$/.exec(line);
    if (match?.[1] === undefined) continue;
    const text = (match[2] ?? '').replace(/\\n/g, '\n').replace(/\\t/g, '\t');
    entries.set(match[1], { kind: 'file', size: text.length, executable: match[1].endsWith('.sh') });
    texts.set(match[1], text);
  }
  // The example itself, where the block names it.
  const dockerfile = [...entries.keys()].find(path => /(?:^|\/|\.)(?:Docker|Container)file[^/]*$/.test(path));
  return { completeness: 'known', ...(dockerfile === undefined ? {} : { dockerfile }), entries, texts };
}

function readCarets(lines: readonly string[]): Pick<Example, 'source' | 'expected'> {
  const kept: string[] = [];
  const expected: ExpectedFinding[] = [];
  let lineStart = 0;
  let next = 0;
  for (const line of lines) {
    const caret = /^( *)(\^+) (.+)$/.exec(line);
    if (caret === null) {
      lineStart = next;
      next += line.length + 1;
      kept.push(line);
      continue;
    }
    const start = lineStart + (caret[1] ?? '').length;
    expected.push({ start, end: start + (caret[2] ?? '').length, message: caret[3] ?? '' });
  }
  return { source: `${kept.join('\n')}\n`, expected };
}

/** The same example with the other line ending. */
export function withCarriageReturns(example: Example): Example {
  const shift = (offset: number): number =>
    offset + (example.source.slice(0, offset).match(/\n/g)?.length ?? 0);
  return {
    source: example.source.replace(/\n/g, '\r\n'),
    context: example.context,
    settings: example.settings,
    expected: example.expected.map(finding => ({
      ...finding,
      start: shift(finding.start),
      end: shift(finding.end),
    })),
    fixes: example.fixes.map(fix => ({ ...fix, source: fix.source.replace(/\n/g, '\r\n') })),
  };
}
