/** Answers that several rules ask for are worked out once for each analysis. */
import type { Stage } from '../../model/build';
import type { Subject } from '../rule';

/** The same question about a stage, answered from memory the second time; the subject holds it, and goes with it. */
export function oncePerStage<Answer>(
  answer: (stage: Stage, subject: Subject) => Answer,
): (stage: Stage, subject: Subject) => Answer {
  const ask = (stage: Stage, subject: Subject): Answer => {
    // What is kept under this very function is what it returned.
    const known = (subject.answers.get(ask) ?? new Map()) as Map<Stage, { readonly answer: Answer }>;
    subject.answers.set(ask, known);
    const remembered = known.get(stage) ?? { answer: answer(stage, subject) };
    known.set(stage, remembered);
    return remembered.answer;
  };
  return ask;
}
