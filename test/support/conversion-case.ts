/**
 * Reads a conversion's page: fenced blocks named `before`, `after`, `declined`, `unchanged`, or by a path. With a path
 * such as `../compose.yaml` the context is the folder `web` of a repository, and the file lies above it.
 */
import type {
  BuildContext,
  ContextEntry,
  ConvertOptions,
  Settings,
  Target,
} from '../../server/src/core/analysis';

export interface ConversionCase {
  readonly before: string;
  readonly outcome: 'converted' | 'declined' | 'unchanged';
  readonly after: string;
  /** Notes or reasons that must be among those given, word for word. */
  readonly messages: readonly string[];
  /** Lines that the page for who runs the image must have, word for word. */
  readonly operations: readonly string[];
  /** Comments of instructions that the conversion drops on purpose. */
  readonly droppedComments: readonly string[];
  readonly context: BuildContext;
  readonly options: ConvertOptions;
  readonly settings: Partial<Settings>;
}

export function readCase(text: string): ConversionCase {
  const blocks = new Map<string, string>();
  for (const match of text.matchAll(/^```\w* ?(.*)\n([\s\S]*?)^```$/gm))
    blocks.set(match[1] ?? '', match[2] ?? '');
  const lines = (name: string) => (blocks.get(name) ?? '').split('\n').filter(line => line !== '');
  const outcome = blocks.has('after') ? 'converted' : blocks.has('declined') ? 'declined' : 'unchanged';
  const to = /^Target: `(\w+)`/m.exec(text)?.[1];
  const version = /^Runtime version: `([\d.]+)`/m.exec(text)?.[1];
  return {
    before: blocks.get('before') ?? '',
    outcome,
    after: blocks.get('after') ?? '',
    messages: [...lines('notes'), ...lines('declined'), ...lines('unchanged')],
    operations: lines('operations'),
    droppedComments: lines('dropped comments'),
    context: contextOf(blocks, /^Context: unknown/m.test(text)),
    options: {
      ...(to === undefined ? {} : { to: to as Target }),
      ...(version === undefined ? {} : { runtimeVersion: version }),
    },
    settings: JSON.parse(blocks.get('settings') ?? '{}'),
  };
}

const named = new Set([
  'settings',
  'before',
  'after',
  'declined',
  'unchanged',
  'notes',
  'operations',
  'dropped comments',
]);

function contextOf(blocks: ReadonlyMap<string, string>, unknown: boolean): BuildContext {
  const entries = new Map<string, ContextEntry>();
  const texts = new Map<string, string>();
  const above = new Map<string, string>();
  for (const [path, body] of blocks) {
    if (named.has(path)) continue;
    if (path.startsWith('../')) {
      above.set(path.slice(3), body);
      continue;
    }
    entries.set(path, { kind: 'file', size: body.length, executable: path.endsWith('.sh') });
    texts.set(path, body);
  }
  return {
    completeness: unknown ? 'unknown' : 'known',
    dockerfile: 'Dockerfile',
    entries,
    texts,
    ...(above.size === 0 ? {} : { repository: { folder: 'web', texts: above } }),
  };
}
