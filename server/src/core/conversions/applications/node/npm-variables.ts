/** What npm and its like tell a script in variables: the program may read them, and `node` alone has none of them. */

import { stageText } from '../../../effects/node/project';
import { cleanPath } from '../../../model/paths';
import { quoteWord } from '../../text';
import type { Application } from '../application';
import type { Refused } from './place';
import { programFiles, type StartFiles } from './program-files';

/**
 * `NAME=value` for the variables that the project's own sources read (`npm help run-script`, `npm help scripts`):
 * those that package.json says are given, any other refuses.
 */
export function npmVariables(
  scripts: readonly string[],
  app: Application,
  start: StartFiles,
): readonly string[] | Refused {
  const script = scripts.at(-1);
  if (script === undefined) return [];
  const { contents } = app.effects;
  const manifest = stageText(contents, app.subject.tree, cleanPath(`${app.workdir}/package.json`)) ?? '{}';
  const given = new Map<string, string>();
  for (const { file, text } of programFiles(app, start)) {
    for (const name of text?.match(variables) ?? []) {
      const value = name === 'npm_lifecycle_event' ? script : fieldOf(manifest, name);
      if (value === undefined)
        return {
          refused: `\`${file}\` reads the variable \`${name}\`, which npm sets for the scripts that it starts: without npm it would be missing.`,
        };
      given.set(name, value);
    }
  }
  return [...given].map(([name, value]) => `${name}=${quoteWord(value)}`);
}

const variables = /\b(?:npm_(?:package|config|lifecycle)_\w+|npm_\w+path|INIT_CWD)\b/g;

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
