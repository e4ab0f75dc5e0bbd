/** A conversion's notes and reasons as text, and the JSON of `convert --format json`. */
import type { Conversion, Note, Reason } from '../../../server/src/core/analysis';
import { type Colors, printable, shownPath } from '../terminal';
import { heading } from './findings';
import { codeFrame } from './frame';
import { placesIn } from './places';

export function notesText(path: string, source: string, notes: readonly Note[], colors: Colors): string {
  const places = placesIn(source);
  return notes
    .map(({ message, span }) => {
      const where = span === undefined ? '' : `${heading(path, places.range(span).start)}: `;
      return `${where}${colors.cyan('note')}: ${printable(message)}\n`;
    })
    .join('');
}

export function reasonsText(
  path: string,
  source: string,
  reasons: readonly Reason[],
  colors: Colors,
): string {
  const places = placesIn(source);
  const items = reasons.map(({ message, rule, span }) => {
    const range = span === undefined ? undefined : places.range(span);
    const where = range === undefined ? '' : `${heading(path, range.start)}: `;
    const suffix = rule === undefined ? '' : ` ${colors.dim(`[${rule}]`)}`;
    const frame = range === undefined ? '' : `${codeFrame(places, range, colors)}\n`;
    return `${where}${colors.red('reason')}: ${printable(message)}${suffix}\n${frame}`;
  });
  return `${shownPath(path)} was not converted.\n${items.join('')}`;
}

/** `mark` is the byte order mark of the original, which belongs to the whole text. */
export function conversionJson(source: string, mark: string, conversion: Conversion): string {
  const places = placesIn(source);
  const placed = <Item extends Note>({ span, ...rest }: Item) =>
    span === undefined ? rest : { ...rest, range: places.range(span) };
  const { outcome } = conversion;
  const head = { version: 1, outcome };
  switch (outcome) {
    case 'converted': {
      const { target, hasShell, dockerfile, notes, operations } = conversion;
      const whole = { target, hasShell, dockerfile: mark + dockerfile, notes: notes.map(placed), operations };
      return json({ ...head, ...whole });
    }
    case 'unchanged': {
      const { target, notes } = conversion;
      return json({ ...head, ...(target === undefined ? {} : { target }), notes: notes.map(placed) });
    }
    case 'declined':
      return json({ ...head, reasons: conversion.reasons.map(placed) });
  }
}

function json(report: object): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
