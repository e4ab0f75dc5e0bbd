import { parseReference } from '../catalogue/reference';
import type { Stage } from '../model/build';
import { isTemplate, type SyntaxProblem, syntaxProblems } from '../syntax/problems';
import { defineRule, type Problem, type Subject } from './rule';
import { nearest } from './shared/text';
import page from './syntax-error.md';

export const syntaxError = defineRule({
  id: 'syntax-error',
  severity: 'error',
  // No other linter's rule covers just this: silencing one of theirs must not silence all of it.
  equivalents: [],
  page,
  *check(subject) {
    for (const problem of syntaxProblems(subject.dockerfile)) yield explain(problem);
    if (isTemplate(subject.dockerfile)) return;
    for (const stage of subject.build.stages) yield* referenceProblems(stage, subject);
  },
});

function explain({ span, message, misspelt }: SyntaxProblem): Problem {
  const better = misspelt === undefined ? undefined : nearest(misspelt.word, misspelt.candidates);
  const hint = better === undefined ? '' : ` Did you mean \`${misspelt?.prefix}${better}\`?`;
  return {
    span,
    message: `${message} Docker refuses the file.${hint}`,
    fixes:
      better === undefined
        ? []
        : [
            {
              title: `Write ${misspelt?.prefix}${better}`,
              applicability: 'unsafe',
              edits: [{ span: nameSpan(span, misspelt), text: `${misspelt?.prefix}${better}` }],
              notes: [],
            },
          ],
  };
}

/** A flag's span holds its value, too. */
function nameSpan(span: SyntaxProblem['span'], misspelt: SyntaxProblem['misspelt']): SyntaxProblem['span'] {
  if (misspelt === undefined || misspelt.prefix === '') return span;
  return { start: span.start, end: span.start + misspelt.prefix.length + misspelt.word.length };
}

/** A FROM whose text is no image reference whatever `--build-arg` says. */
function* referenceProblems(stage: Stage, subject: Subject): Generator<Problem> {
  const text = stage.imageText;
  if (text === undefined || stage.base.kind !== 'unresolved' || stage.from.words.length === 0) return;
  const written = subject.dockerfile.source.slice(stage.imageSpan.start, stage.imageSpan.end);
  // A template's placeholder is filled in before Docker sees the file.
  if (/[{<%@]/.test(written.replace(/\$\{/g, '').replace(/@sha256:/g, ''))) return;
  const overridable = subject.build.globalArguments.some(argument =>
    argument.words.some(word => written.includes(word.text.split('=')[0] ?? '')),
  );
  if (overridable) return;
  const variable = /\$\{?(\w+)/.exec(written)?.[1];
  if (variable !== undefined) {
    yield {
      span: stage.imageSpan,
      message: `\`${variable}\` is not declared by an \`ARG\` before the first \`FROM\`, so it is empty here and no image is named. Docker refuses the file. Declare it there.`,
    };
  } else if (text !== '') {
    const lower = text.toLowerCase();
    const hint =
      parseReference(lower) === undefined ? '' : ` Names of images are in lower case: \`${lower}\`.`;
    yield {
      span: stage.imageSpan,
      message: `\`${text}\` is no valid name of an image. Docker refuses the file.${hint}`,
    };
  }
}
