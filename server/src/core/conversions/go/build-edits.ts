/** Edits in the build stage: `CGO_ENABLED=0` in front of `go build`, and nothing else. */
import type { Edit } from '../../edits/change';
import type { GoBuild } from '../../go/go-build';
import type { Dockerfile } from '../../syntax/instruction';
import { keywordStyle, lineStart } from '../text';

/** One edit per build that has to be switched off; a RUN in exec form gets an ENV line before it. */
export function switchOffEdits(dockerfile: Dockerfile, builds: readonly GoBuild[]): Edit[] {
  const keyword = keywordStyle(dockerfile);
  const edits = new Map<number, Edit>();
  for (const build of builds) {
    const { instruction, at } = placeOf(build);
    if (instruction) {
      const start = lineStart(dockerfile.source, build.by.span.start);
      edits.set(start, {
        span: { start, end: start },
        text: `${keyword('ENV')} CGO_ENABLED=0${dockerfile.newline}`,
      });
    } else edits.set(at, { span: { start: at, end: at }, text: 'CGO_ENABLED=0 ' });
  }
  return [...edits.values()];
}

/** Before `go`, or before the wrapper (`time go build`) that would take the assignment for a program. */
function placeOf(build: GoBuild): { instruction: boolean; at: number } {
  const { words } = build.command;
  if (build.by.exec !== undefined) return { instruction: true, at: 0 };
  const wrapped = words
    .slice(0, build.goWord)
    .some(word => word.value !== 'env' && !/^\w+=/.test(word.value ?? ''));
  const word = wrapped ? words[0] : words[build.goWord];
  return { instruction: false, at: word?.span.start ?? build.command.span.start };
}
