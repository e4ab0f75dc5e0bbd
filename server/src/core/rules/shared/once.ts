/** Answers that several rules ask for are worked out once for each analysis. */
import type { Stage } from '../../model/build';
import type { Subject } from '../rule';

/** The same question about a stage, answered from memory the second time; it is forgotten with the analysis. */
export function oncePerStage<Answer>(
  answer: (stage: Stage, subject: Subject) => Answer,
): (stage: Stage, subject: Subject) => Answer {
  const known = new WeakMap<Subject, Map<Stage, { readonly answer: Answer }>>();
  return (stage, subject) => {
    const ofSubject = known.get(subject) ?? new Map<Stage, { readonly answer: Answer }>();
    known.set(subject, ofSubject);
    const remembered = ofSubject.get(stage) ?? { answer: answer(stage, subject) };
    ofSubject.set(stage, remembered);
    return remembered.answer;
  };
}
