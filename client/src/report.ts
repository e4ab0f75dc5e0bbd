/** The notes or the reasons of a conversion as a page, each with a link to its line. */
import type { Uri } from 'vscode';
import type { ConvertResult, Note } from './protocol';

export interface Report {
  readonly title: string;
  readonly markdown: string;
}

export function reportOf(source: Uri, result: ConvertResult): Report {
  const name = source.path.split('/').pop() ?? 'Dockerfile';
  switch (result.outcome) {
    case 'converted':
      return page(`Notes on ${name}`, source, result.notes, [
        `Distill can move the final stage of [${name}](${link(source)}) to \`${result.target}\`.`,
        'Nothing has been changed yet: compare the two texts, then choose **Apply** or **Discard**.',
        heading(result.notes, 'What it took for granted, and what changes:'),
      ]);
    case 'unchanged':
      return page(`Notes on ${name}`, source, result.notes, [
        `[${name}](${link(source)}) needs no conversion${result.target ? `: it runs on \`${result.target}\` already` : ''}.`,
        '',
      ]);
    case 'declined':
      return page(`Why ${name} stays as it is`, source, result.reasons, [
        `Distill converts only what it is sure of, and did not change [${name}](${link(source)}).`,
        heading(result.reasons, 'What stands in the way:'),
      ]);
  }
}

function page(title: string, source: Uri, notes: readonly Note[], introduction: string[]): Report {
  const items = notes.map(note => `1. ${place(source, note)}${note.message}${rule(note)}`);
  return { title, markdown: [`# ${title}`, ...introduction, items.join('\n'), ''].join('\n\n') };
}

function heading(notes: readonly Note[], text: string): string {
  return notes.length === 0 ? '' : text;
}

function place(source: Uri, { range }: Note): string {
  if (!range) return '';
  const line = range.start.line + 1;
  return `[Line ${line}](${link(source)}#L${line}): `;
}

function rule(note: Note): string {
  return note.rule ? ` (\`${note.rule}\`)` : '';
}

/** Parentheses would end the link. */
function link(source: Uri): string {
  return source.toString().replaceAll('(', '%28').replaceAll(')', '%29');
}
