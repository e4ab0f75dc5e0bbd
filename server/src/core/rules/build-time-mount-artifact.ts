import { copyPaths } from '../effects/copy';
import { type Stage, targetStage } from '../model/build';
import { cleanPath, joinPath } from '../model/paths';
import { flagNamed } from '../syntax/instruction';
import page from './build-time-mount-artifact.md';
import { neededFile } from './missing-artifact';
import { defineRule, type Problem, type Subject } from './rule';
import { type HiddenPath, hiddenByMount } from './shared/hidden-by-mount';
import { type ContainerCommand, containerCommands } from './shared/programs';

export const buildTimeMountArtifact = defineRule({
  id: 'build-time-mount-artifact',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.build.stages) yield* copyProblems(stage, subject);
    for (const stage of subject.finalStages)
      for (const { problem } of mountedStarts(stage, subject)) yield problem;
  },
});

/** `COPY --from=build` of a path that lay in a mount while it was made. */
function* copyProblems(stage: Stage, subject: Subject): Generator<Problem> {
  for (const step of stage.steps) {
    const { instruction } = step;
    const from = instruction.keyword === 'COPY' ? flagNamed(instruction, 'from')?.value : undefined;
    if (from === undefined || from.includes('$')) continue;
    const earlier = { ...subject.build, stages: subject.build.stages.slice(0, stage.index) };
    const source = targetStage(earlier, from);
    if (source === undefined) continue;
    for (const { text, word } of copyPaths(instruction, { step, build: subject.build }).sources) {
      if (text === undefined) continue;
      const path = cleanPath(`/${text}`);
      const hidden = hiddenByMount(path, source, subject);
      if (hidden === undefined) continue;
      const whole = path === hidden.target;
      yield {
        // An empty folder can be copied, and nobody knows what the program does without its contents.
        ...(whole || hidden.unsure ? { severity: 'warning' as const } : {}),
        span: word.span,
        message: `${place(path, hidden)} ${whole ? 'Only an empty folder is copied' : hidden.unsure ? 'Unless the build context brings it, the build stops here' : 'The build stops here'}. Copy what is needed to another path within that \`RUN\`, and take it from there.`,
        related: [{ span: hidden.span, message: 'What is written below this mount is in no layer.' }],
      };
    }
  }
}

/** A start path that lay in a mount of the same stage while it was made. */
export function mountedStarts(
  stage: Stage,
  subject: Subject,
): { readonly keyword: ContainerCommand['keyword']; readonly problem: Problem }[] {
  return containerCommands(stage).flatMap(({ keyword, argv, place: at }) => {
    const word = neededFile(argv, stage);
    const path =
      word === undefined || /[$*?]/.test(word.value) ? undefined : joinPath(stage.end.workdir, word.value);
    const hidden = path === undefined ? undefined : hiddenByMount(path, stage, subject);
    if (word === undefined || path === undefined || hidden === undefined) return [];
    const effect =
      keyword === 'HEALTHCHECK' ? 'the container is reported unhealthy' : 'the container cannot start';
    const problem: Problem = {
      ...(hidden.unsure ? { severity: 'warning' as const } : {}),
      span: word.span ?? at.span,
      message: `${place(path, hidden)} ${hidden.unsure ? `Unless the build context brings it, ${effect}` : `It is not in the image, and ${effect}`}. Copy it to another path within that \`RUN\`.`,
      related: [{ span: hidden.span, message: 'What is written below this mount is in no layer.' }],
    };
    return [{ keyword, problem }];
  });
}

function place(path: string, { kind, target }: HiddenPath): string {
  return `\`${path}\` is made in the ${kind} mount ${path === target ? 'there' : `at \`${target}\``}, which is gone when its \`RUN\` ends.`;
}
