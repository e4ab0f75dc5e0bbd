/** Refactorings as data: each page in `refactorings/` has a Dockerfile, a place in it, and what the change makes of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyse, applyEdits, changesAt, convert, defaultSettings } from '../server/src/core/analysis';
import { readCase } from './support/conversion-case';

const directory = new URL('./refactorings/', import.meta.url);
const settings = defaultSettings('2026-11-20');

describe('refactorings', () => {
  for (const name of readdirSync(directory).filter(file => file.endsWith('.md'))) {
    const text = readFileSync(new URL(name, directory), 'utf8');
    const example = readCase(text);
    const title = /^Title: (.+)$/m.exec(text)?.[1] ?? '';
    const cursor = /^Cursor: `(.+)`$/m.exec(text)?.[1] ?? '';
    const offered = (source: string) => {
      const at = source.lastIndexOf(cursor);
      expect(at, `${cursor} is in the Dockerfile`).toBeGreaterThanOrEqual(0);
      const changes = changesAt(source, example.context, settings, { start: at, end: at });
      return changes.find(change => change.title === title);
    };

    it(`${name} is what the page says`, () => {
      const change = offered(example.before);
      if (example.after === '') return expect(change).toBeUndefined();
      expect(change && applyEdits(example.before, change.edits)).toBe(example.after);
    });

    if (example.after === '') continue;
    it(`${name} is the same with CRLF, and not offered again`, () => {
      const source = example.before.replace(/\n/g, '\r\n');
      const change = offered(source);
      expect(change && applyEdits(source, change.edits)).toBe(example.after.replace(/\n/g, '\r\n'));
      expect(offered(example.after)).toBeUndefined();
    });

    it(`${name} brings no error, and changes no conversion from one that is made to one that is not`, () => {
      const errors = (source: string) =>
        analyse(source, example.context, settings).findings.filter(({ severity }) => severity === 'error');
      expect(errors(example.after).length).toBeLessThanOrEqual(errors(example.before).length);
      const outcome = (source: string) => convert(source, example.context, settings, {}).outcome;
      if (outcome(example.before) !== 'declined') expect(outcome(example.after)).not.toBe('declined');
    });
  }
});
