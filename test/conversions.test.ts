/** Conversions as data: each page in `conversions/` is a Dockerfile, its context, and what must come of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  analyse,
  applyEdits,
  type BuildContext,
  convert,
  defaultSettings,
  operationsPage,
} from '../server/src/core/analysis';
import { readCase } from './support/conversion-case';

const directory = new URL('./conversions/', import.meta.url);
const defaults = defaultSettings('2026-11-20');

describe('conversions', () => {
  for (const name of readdirSync(directory).filter(file => file.endsWith('.md'))) {
    const example = readCase(readFileSync(new URL(name, directory), 'utf8'));
    const settings = { ...defaults, ...example.settings };
    const run = (source: string, context: BuildContext) =>
      convert(source, context, settings, example.options);

    it(`${name} gives what the page says`, () => {
      const result = run(example.before, example.context);
      expect(result.outcome, JSON.stringify(result, null, 1)).toBe(example.outcome);
      if (result.outcome === 'converted') {
        expect(result.dockerfile).toBe(example.after);
        expect(applyEdits(example.before, result.edits)).toBe(result.dockerfile);
        const page = operationsPage(result.operations, result.target).split('\n');
        for (const line of example.operations) expect(page).toContain(line);
      }
      const messages = result.outcome === 'declined' ? result.reasons : result.notes;
      for (const line of example.messages) expect(messages.map(item => item.message)).toContain(line);
    });

    it(`${name} is the same with CRLF`, () => {
      const result = run(example.before.replace(/\n/g, '\r\n'), example.context);
      expect(result.outcome).toBe(example.outcome);
      if (result.outcome === 'converted')
        expect(result.dockerfile).toBe(example.after.replace(/\n/g, '\r\n'));
    });

    if (example.outcome !== 'converted') continue;
    it(`${name} keeps the comments, has no errors and needs no second conversion`, () => {
      const result = run(example.before, example.context);
      if (result.outcome !== 'converted') throw new Error('not converted');
      const dropped = new Set(example.droppedComments);
      for (const comment of example.before.match(/^\s*#.*$/gm) ?? []) {
        if (!dropped.has(comment.trim())) expect(result.dockerfile).toContain(comment.trim());
      }
      const errors = analyse(result.dockerfile, example.context, settings).findings;
      expect(errors.filter(finding => finding.severity === 'error')).toEqual([]);
      expect(run(result.dockerfile, example.context).outcome).toBe('unchanged');
    });
  }
});
