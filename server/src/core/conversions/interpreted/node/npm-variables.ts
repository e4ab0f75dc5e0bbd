/** What npm and its like tell a script in variables: the program may read them, and `node` alone has none of them. */

import { stageText } from '../../../effects/node/project';
import { sourceView } from '../../../effects/source-view';
import { cleanPath, isWithin } from '../../../model/paths';
import { quoteWord } from '../../text';
import type { Place, Refused } from './place';

/**
 * `NAME=value` for the variables that the project's own sources read (`npm help run-script`, `npm help scripts`):
 * those that package.json says are given, any other refuses.
 */
export function npmVariables(
  scripts: readonly string[],
  { contents, tree, workdir }: Place,
): readonly string[] | Refused {
  const script = scripts.at(-1);
  if (script === undefined) return [];
  const text = stageText(contents, tree, cleanPath(`${workdir}/package.json`)) ?? '{}';
  const given = new Map<string, string>();
  const view = sourceView(contents, tree);
  for (const [path, file] of view.files) {
    if (!isWithin(path, workdir) || !/\.[cm]?[jt]sx?$/.test(path) || path.includes('/node_modules/'))
      continue;
    for (const name of view
      .text(path)
      ?.match(/\b(?:npm_(?:package|config|lifecycle)_\w+|npm_\w+path|INIT_CWD)\b/g) ?? []) {
      const value = name === 'npm_lifecycle_event' ? script : fieldOf(text, name);
      if (value === undefined)
        return {
          refused: `\`${file}\` reads the variable \`${name}\`, which npm sets for the scripts that it starts: without npm it would be missing.`,
        };
      given.set(name, value);
    }
  }
  return [...given].map(([name, value]) => `${name}=${quoteWord(value)}`);
}

function fieldOf(text: string, variable: string): string | undefined {
  const field = /^npm_package_(name|version|description)$/.exec(variable)?.[1];
  if (field === undefined) return undefined;
  try {
    const value: unknown = (JSON.parse(text) as Record<string, unknown>)[field];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
