import type { Stage } from '../model/build';
import { readScript } from '../shell/read-script';
import { plainText } from '../syntax/logical-text';
import { defineRule, type Problem, type Subject } from './rule';
import page from './script-without-interpreter.md';
import { type ContainerCommand, containerCommands } from './shared/programs';
import { type LostScript, lostScript } from './shared/scripts';
import { baseName, knowsShells, rootStage } from './shared/stages';

export const scriptWithoutInterpreter = defineRule({
  id: 'script-without-interpreter',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.finalStages)
      for (const { problem } of scriptProblems(stage, subject)) yield problem;
  },
});

/** The programs that the start and the health check name and that nothing in a closed image can run. */
export function scriptProblems(
  stage: Stage,
  subject: Subject,
): { readonly keyword: ContainerCommand['keyword']; readonly problem: Problem }[] {
  if (!knowsShells(stage)) return [];
  return containerCommands(stage).flatMap(({ keyword, argv, place }) => {
    const [program] = argv;
    const lost = program === undefined ? undefined : lostScript(program.value, stage, subject);
    if (program === undefined || lost === undefined) return [];
    const effect =
      keyword === 'HEALTHCHECK' ? 'The container is reported unhealthy.' : 'The container cannot start.';
    const by = lost.found.entry?.by;
    const related = [{ span: rootStage(stage).imageSpan, message: 'The image starts from this one.' }];
    if (by !== undefined)
      related.unshift({ span: by.keywordSpan, message: 'This brings it into the image.' });
    const problem = {
      span: program.span ?? place.span,
      message: `${reason(program.value, lost, baseName(stage))} ${effect} ${advice(lost)}`,
      related,
    };
    return [{ keyword, problem }];
  });
}

function reason(name: string, { what, interpreter, target, path }: LostScript, base: string): string {
  if (interpreter === path)
    return `\`${name}\` is a link to \`${target}\`, which is not in the image: ${base} has its interpreter elsewhere, if it has one.`;
  if (target !== undefined)
    return `\`${name}\` is ${what} for \`${interpreter}\`, a link to \`${target}\`, which is not in the image.`;
  return `\`${name}\` is ${what} that needs \`${interpreter}\`, which ${base} does not have and no instruction brings.`;
}

function advice(lost: LostScript): string {
  if (/\/python[\d.]*$/.test(lost.interpreter))
    return 'Start it as a module, with the interpreter of the image and `-m`, and set `PYTHONPATH` to where the packages are.';
  const program = lost.text === undefined ? undefined : onlyProgram(lost.text);
  if (program !== undefined) return `It only starts \`${program}\`: start that directly.`;
  return lost.what === 'a script' && !/\/(?:ba|da|a)?sh$/.test(lost.interpreter)
    ? 'Start it with an interpreter that is there.'
    : 'Start the program itself, and set up in the build what the script does.';
}

/** The program of a script that does nothing but start it. */
function onlyProgram(text: string): string | undefined {
  if (!/^#!.*\/(?:env\s+)?(?:ba|da|a)?sh\b/.test(text)) return undefined;
  const script = readScript(plainText(text, { start: 0, end: text.length }), {
    cwd: undefined,
    lookup: () => ({ kind: 'unknown' }),
  });
  const commands = script.commands.filter(({ words }) => !/^(?:set|:)$/.test(words[0]?.value ?? ''));
  const [only, ...others] = commands;
  if (!script.understood || only === undefined || others.length > 0 || only.conditional) return undefined;
  // Variables need the shell; what the container is given as arguments would follow the program anyway.
  const words = only.words[0]?.value === 'exec' ? only.words.slice(1) : only.words;
  return words.some(word => word.value === undefined && word.text !== '"$@"') ? undefined : words[0]?.value;
}
