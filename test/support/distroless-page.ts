/** Reads a page of `test/distroless/`: a Dockerfile from the wild in our words, its context, what must be found. */
import type { BuildContext } from '../../server/src/core/analysis';
import { knownContext } from './page';

export interface DistrolessPage {
  readonly dockerfile: string;
  readonly context: BuildContext;
  readonly expected: readonly ExpectedFault[];
  /** Where it was found: a repository, a commit, an issue or a pull request. */
  readonly source: string;
  /** Why no analysis can know the fault. */
  readonly reason: string | undefined;
}

export interface ExpectedFault {
  readonly rule: string;
  /** Part of the text that the finding marks. */
  readonly text: string;
  /** A warning is enough. */
  readonly warning: boolean;
}

const unknown: BuildContext = { completeness: 'unknown', entries: new Map(), texts: new Map() };

/** A `files` block gives the context, as on the pages of rules; without one the context is unknown. */
export function readDistrolessPage(page: string): DistrolessPage {
  const block = (name: string) => new RegExp(`^\`\`\`${name}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page)?.[1];
  const files = block('files');
  const expected = [...page.matchAll(/^Expected: `([\w-]+)` on `(.+?)`( \(warning\))?$/gm)].map(
    ([, rule = '', text = '', warning]) => ({ rule, text, warning: warning !== undefined }),
  );
  return {
    dockerfile: block('dockerfile') ?? '',
    context: files === undefined ? unknown : knownContext(files.trimEnd().split('\n')),
    expected,
    source: /^Source: (https:\/\/.+)$/m.exec(page)?.[1] ?? '',
    reason: /^Not knowable: (.+)$/m.exec(page)?.[1],
  };
}
