import type { Change } from '../edits/change';
import { lookup } from '../effects/contents';
import { lineage, type Stage } from '../model/build';
import { joinPath, baseName as lastPart, parentPath } from '../model/paths';
import { defineRule, type Problem, type Subject } from './rule';
import { type DirectCommand, directCommands, type RoleWord } from './shared/argument-roles';
import { effectsOf } from './shared/stages';
import page from './wildcard-argument.md';

export const wildcardArgument = defineRule({
  id: 'wildcard-argument',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.finalStages)
      for (const { problem } of wildcardProblems(stage, subject)) yield problem;
  },
});

interface WildcardProblem {
  readonly keyword: DirectCommand['keyword'];
  readonly fatal: boolean;
  readonly problem: Problem;
}

/** Words of exec form with a wildcard that nobody expands: the program, or the file an interpreter runs. */
export function wildcardProblems(stage: Stage, subject: Subject): WildcardProblem[] {
  return directCommands(stage).flatMap(({ keyword, program, words }) =>
    words.flatMap((word, index) => {
      const { span, value } = word;
      if (span === undefined || !/[*?]/.test(value) || /\s/.test(value)) return [];
      const why = reason(word, program, words.slice(0, index));
      if (why === undefined) return [];
      const fatal = word.role !== 'class-path' || !value.includes(':');
      const effect = !fatal
        ? 'The classes in them are not found.'
        : keyword === 'HEALTHCHECK'
          ? 'The container is reported unhealthy.'
          : 'The container cannot start.';
      const only = fatal && word.role !== 'class-path' ? onlyMatch(value, stage, subject) : undefined;
      const problem: Problem = {
        ...(fatal ? {} : { severity: 'warning' as const }),
        span,
        message: `Wildcards are not expanded in exec form, because no shell reads it: ${why} ${effect} ${
          word.role === 'class-path'
            ? 'Name the folder: `lib/*` stands for all jars in it.'
            : 'Write the whole name, or copy the file to a fixed one.'
        }`,
        fixes: only === undefined ? [] : [use(only, span)],
      };
      return [{ keyword, fatal, problem }];
    }),
  );
}

function reason({ role, value }: RoleWord, program: string, before: readonly RoleWord[]): string | undefined {
  if (role === 'program') return `Docker looks for a program called \`${value}\`.`;
  // `node --test` takes patterns, and `-m` starts modules that may.
  if (
    role === 'file' &&
    !before.some(word => word.role === 'option' && word.value !== '-jar' && program !== 'java')
  )
    return `\`${program}\` looks for a file called \`${value}\`.`;
  // `lib/*` is expanded by java itself; `lib/*.jar` is not.
  if (role === 'class-path' && value.split(':').some(place => /\*.+$/.test(lastPart(place))))
    return '`java` itself only knows a whole `*`.';
  return undefined;
}

/** The one file of the image that fits, where its name is known. */
function onlyMatch(pattern: string, stage: Stage, subject: Subject): string | undefined {
  const path = joinPath(stage.end.workdir, pattern);
  if (path === undefined || /[*?]/.test(parentPath(path))) return undefined;
  const contents = effectsOf(subject, stage)?.contents;
  if (contents === undefined) return undefined;
  const name = lastPart(path)
    .split(/([*?])/)
    .map(part => (part === '*' ? '[^/]*' : part === '?' ? '[^/]' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&')))
    .join('');
  const fits = new RegExp(`^${name}$`);
  const found = new Set<string>();
  for (const layer of lineage(stage))
    for (const candidate of effectsOf(subject, layer)?.contents.entries.keys() ?? [])
      if (parentPath(candidate) === parentPath(path) && fits.test(lastPart(candidate))) found.add(candidate);
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) return undefined;
  const there = lookup(contents, only);
  return there.presence === 'yes' && there.entry?.kind === 'file' ? only : undefined;
}

function use(path: string, span: Change['edits'][number]['span']): Change {
  return {
    title: `Use ${path}`,
    applicability: 'unsafe',
    edits: [{ span, text: JSON.stringify(path) }],
    notes: [],
  };
}
