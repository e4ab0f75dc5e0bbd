/** The notes or the reasons of a conversion as a page, each with a link to its line. */
import { Uri, workspace } from 'vscode';
import type { ConvertResult, Note } from './protocol';

export interface Report {
  readonly title: string;
  /** The path of the folder of the Dockerfile. */
  readonly folder: string;
  readonly markdown: string;
}

export function reportOf(source: Uri, result: ConvertResult): Report {
  const name = source.path.split('/').pop() ?? 'Dockerfile';
  switch (result.outcome) {
    case 'converted':
      return page(
        `Notes on ${name}`,
        source,
        result.notes,
        [
          `Distill can move the final stage of ${link(source, name)} to \`${result.target}\`.`,
          'Nothing has been changed yet: compare the two texts, then choose **Apply** or **Discard**.',
          heading(result.notes, 'What it took for granted, and what changes:'),
        ],
        ['## For who runs it', result.operations],
      );
    case 'unchanged':
      return page(`Notes on ${name}`, source, result.notes, [
        `${link(source, name)} needs no conversion${result.target ? `: it runs on \`${result.target}\` already` : ''}.`,
        '',
      ]);
    case 'declined':
      return page(`Why ${name} stays as it is`, source, result.reasons, [
        `Distill converts only what it is sure of, and did not change ${link(source, name)}.`,
        heading(result.reasons, 'What stands in the way:'),
      ]);
  }
}

function page(
  title: string,
  source: Uri,
  notes: readonly Note[],
  introduction: string[],
  more: string[] = [],
): Report {
  const items = notes.map(note => `1. ${place(source, note)}${note.message}${rule(note)}`);
  const folder = Uri.joinPath(source, '..').path;
  return {
    title,
    folder,
    markdown: [`# ${title}`, ...introduction, items.join('\n'), ...more, ''].join('\n\n'),
  };
}

function heading(notes: readonly Note[], text: string): string {
  return notes.length === 0 ? '' : text;
}

function place(source: Uri, { range }: Note): string {
  if (!range) return '';
  const line = range.start.line + 1;
  return `${link(source, `Line ${line}`, `#L${line}`)}: `;
}

function rule(note: Note): string {
  return note.rule ? ` (\`${note.rule}\`)` : '';
}

/**
 * A Markdown preview follows no `file:` links, only paths from the root of the workspace folder; a Dockerfile
 * outside of the workspace is named without a link.
 */
function link(source: Uri, text: string, fragment = ''): string {
  const root = workspace.getWorkspaceFolder(source)?.uri.path.replace(/\/$/, '');
  if (root === undefined) return text;
  // Parentheses would end the link.
  const path = encodeURI(source.path.slice(root.length)).replaceAll('(', '%28').replaceAll(')', '%29');
  return `[${text}](${path}${fragment})`;
}
