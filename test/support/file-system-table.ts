/** Tables of Dockerfiles and of what must be said about paths in their last stage. */
import { expect } from 'vitest';
import type { BuildContext } from '../../server/src/core/context/build-context';
import { lookup, type Presence } from '../../server/src/core/effects/contents';
import { defaultSettings } from '../../server/src/core/settings';
import { readSubject } from '../../server/src/core/subject';

type Answer = Presence | 'file' | 'directory' | 'link';
/** Instructions with ¶ between them, and what must be said of paths in the last stage. */
export type Line = readonly [dockerfile: string, answers: Readonly<Record<string, Answer>>];

export const settings = defaultSettings('2026-11-20');

const files = [
  'app.js',
  'src/a.txt',
  'src/sub/b.txt',
  'src/sub/c.md',
  'dist/main.js',
  'data.tar.gz',
  'page.gz',
  'rootfs.img',
];
export const known: BuildContext = {
  completeness: 'known',
  entries: new Map(files.map(path => [path, { kind: 'file', size: 1, executable: false }])),
  texts: new Map(),
};

/** Fails unless every answer of the line is what the model says. */
export function check([dockerfile, answers]: Line, context: BuildContext): void {
  const source = `${dockerfile.replaceAll('¶', '\n')}\n`;
  const subject = readSubject(source, context, settings);
  const contents = subject.effects.at(-1)?.contents;
  if (contents === undefined) throw new Error(`No stage in ${source}`);
  const said = Object.entries(answers).map(([path, expected]): [string, string] => {
    const found = lookup(contents, path);
    const presence = ['yes', 'no', 'maybe'].includes(expected) || found.presence !== 'yes';
    return [path, presence ? found.presence : (found.entry?.kind ?? 'none')];
  });
  expect(Object.fromEntries(said)).toEqual(answers);
}
