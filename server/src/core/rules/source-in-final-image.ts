import { copyPaths } from '../effects/copy';
import type { Step } from '../model/build';
import { cleanPath } from '../model/paths';
import { defineRule, type Problem, type Subject } from './rule';
import { copiesFromContext, layerSteps, shippedStages } from './shared/stages';
import { compileCommand } from './shared/toolchains';
import page from './source-in-final-image.md';
import { startsProgram } from './toolchain-in-final-image';

export const sourceInFinalImage = defineRule({
  id: 'source-in-final-image',
  severity: 'warning',
  equivalents: [],
  page,
  *check(subject) {
    const seen = new Set<Step>();
    for (const stage of shippedStages(subject)) {
      if (!startsProgram(stage, subject)) continue;
      const problem = sourceProblem(layerSteps(stage), seen, subject);
      if (problem !== undefined) yield problem;
    }
  },
});

/** One finding an image: the COPY that brings the sources which are compiled further down. */
function sourceProblem(steps: readonly Step[], seen: Set<Step>, subject: Subject): Problem | undefined {
  const copies: Step[] = [];
  for (const step of steps) {
    if (copiesFromContext(step) && bringsSources(step, subject)) copies.push(step);
    const command = compileCommand(step);
    const copy = widest(copies, subject);
    if (command === undefined || copy === undefined) continue;
    if (seen.has(copy)) return undefined;
    seen.add(copy);
    const words = copy.instruction.words;
    return {
      span: {
        start: words[0]?.span.start ?? copy.instruction.span.start,
        end: words.at(-1)?.span.end ?? copy.instruction.span.end,
      },
      message:
        'The sources of the program stay in the final image. Only the compiled program runs; the sources make the image larger and show everybody how it works. Compile in a stage of its own and copy the result.',
      related: [{ span: command.span, message: 'Here they are compiled.' }],
    };
  }
  return undefined;
}

function sources(step: Step, subject: Subject): string[] {
  return copyPaths(step.instruction, { step, build: subject.build }).sources.flatMap(
    source => source.text ?? [],
  );
}

/** The copy of a directory rather than of a manifest. */
function widest(copies: readonly Step[], subject: Subject): Step | undefined {
  return (
    copies.findLast(step => sources(step, subject).some(text => /^\.?\/?$|\/$/.test(text))) ?? copies.at(-1)
  );
}

const sourceFile =
  /\.(?:go|rs|java|kt|kts|scala|c|cc|cpp|cxx|h|hpp|cs|fs|vb|csproj|fsproj|sln|swift|hs|zig|nim|cr|dart|ml|f90|clj)$/;

/** Whether sources of a compiled language come along; a directory of an unknown context is taken for one with sources. */
function bringsSources(step: Step, subject: Subject): boolean {
  return sources(step, subject).some(text => {
    if (/^https?:|^git@/.test(text)) return false;
    if (sourceFile.test(text)) return true;
    const path = cleanPath(`/${text}`).slice(1);
    if (subject.tree.complete) return subject.tree.files(path).some(file => sourceFile.test(file));
    return /^\.?\/?$|\/$/.test(text) || /^(?:\.\/)?(?:src|cmd|pkg|internal|app|lib|source)\b/.test(text);
  });
}
