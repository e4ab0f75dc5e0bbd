/** "Use exec form": the program itself is started, and gets the signals that a shell would keep to itself. */

import { startOf } from '../conversions/applications/languages';
import { execForm } from '../conversions/text';
import { instructionAt, type Offer, stageAt } from './refactoring';

/** Offered on a CMD or ENTRYPOINT in shell form that starts one program, with nothing that only a shell can do. */
export const useExecForm: Offer = (subject, selection) => {
  const instruction = instructionAt(subject, selection);
  const stage = stageAt(subject, selection);
  if (instruction === undefined || stage === undefined || instruction.exec !== undefined) return undefined;
  const launch = startOf({ stage });
  const part = instruction.keyword === 'ENTRYPOINT' ? launch?.entrypoint : launch?.cmd;
  // Beside an ENTRYPOINT the shell form of CMD is arguments, `/bin/sh -c` first: nobody means that.
  const alone = instruction.keyword === 'ENTRYPOINT' || launch?.entrypoint === undefined;
  if (part?.step?.instruction !== instruction || part.form !== 'shell' || !alone) return undefined;
  const { argv, obstacle, usedVariables = [] } = launch ?? {};
  if (argv === undefined || argv.length === 0 || obstacle !== undefined || usedVariables.length > 0)
    return undefined;
  const start = instruction.body.pieces[0]?.source;
  if (start === undefined) return undefined;
  const notes = [
    {
      message:
        'The program is process 1 now: it gets SIGTERM when the container stops, and has to end then by itself.',
    },
    ...(instruction.keyword === 'ENTRYPOINT'
      ? [
          {
            message:
              "Arguments after the image's name and CMD reach the program, which the shell form ignored.",
          },
        ]
      : []),
  ];
  return {
    title: 'Use exec form',
    applicability: 'unsafe',
    edits: [{ span: { start, end: instruction.span.end }, text: execForm(argv.map(({ value }) => value)) }],
    notes,
  };
};
