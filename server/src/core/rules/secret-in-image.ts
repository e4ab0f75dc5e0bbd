import { copyPaths } from '../effects/copy';
import { assignments } from '../model/assignments';
import type { Stage, Step } from '../model/build';
import { lookupIn, variable } from '../model/environment';
import { expand } from '../model/expand';
import type { Span } from '../syntax/span';
import { defineRule, type Problem, type Subject } from './rule';
import page from './secret-in-image.md';
import { isPlaceholder, isSecretName, secretFile } from './shared/secrets';
import { layerSteps, shippedStages } from './shared/stages';

export const secretInImage = defineRule({
  id: 'secret-in-image',
  severity: 'warning',
  equivalents: ['buildkit/SecretsUsedInArgOrEnv', 'tally/ruby/secrets-in-arg-or-env'],
  page,
  *check(subject) {
    const seen = new Set<number>();
    for (const stage of shippedStages(subject)) {
      for (const problem of problems(stage, subject)) {
        if (seen.has(problem.span.start)) continue;
        seen.add(problem.span.start);
        yield problem;
      }
    }
  },
});

function* problems(stage: Stage, subject: Subject): Generator<Problem> {
  const steps = layerSteps(stage);
  const inEnvironment = new Set(
    steps.flatMap(({ instruction }) =>
      instruction.keyword === 'ENV' ? assignments(instruction).map(({ name }) => name) : [],
    ),
  );
  for (const [index, step] of steps.entries()) {
    const { keyword } = step.instruction;
    if (keyword === 'ENV') yield* inEnv(step, subject);
    else if (keyword === 'ARG') {
      const runs = steps.slice(index).some(({ instruction }) => instruction.keyword === 'RUN');
      if (runs) yield* inArg(step, inEnvironment, subject);
    } else if (keyword === 'COPY' || keyword === 'ADD') yield* copied(step, subject);
  }
}

/** A value that is written out, or one that a build argument brings. */
function* inEnv(step: Step, subject: Subject): Generator<Problem> {
  for (const { name, text, span } of assignments(step.instruction)) {
    if (!isSecretName(name)) continue;
    const { environment } = step.state;
    const { value, variables } = expand(text, lookupIn(environment), subject.build.dockerfile.escape);
    const given = variables.some(used => variable(environment, used)?.origin === 'arg');
    if (!given && (value === undefined || isPlaceholder(value, name))) continue;
    yield problem(
      nameSpan(span, name),
      `\`${name}\` stands in the image for everybody who can pull it, and every process in the container can read it. Pass it when the container starts, or as a file.`,
    );
  }
}

/** The history of an image keeps the arguments that a RUN was given. */
function* inArg(step: Step, inEnvironment: ReadonlySet<string>, subject: Subject): Generator<Problem> {
  for (const { text, span } of step.instruction.words) {
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    if (!isSecretName(name) || inEnvironment.has(name)) continue;
    const { escape } = subject.build.dockerfile;
    const value = expand(text.slice(equals + 1), lookupIn(step.state.environment), escape).value;
    // An empty default, or none, is there to be filled with the real thing.
    if (equals >= 0 && value !== '' && (value === undefined || isPlaceholder(value, name))) continue;
    yield problem(
      nameSpan(span, name),
      `The history of the image keeps the value of \`${name}\`: \`docker history\` shows every build argument that a \`RUN\` was given. Use \`RUN --mount=type=secret\` instead, which leaves nothing behind.`,
    );
  }
}

function* copied(step: Step, subject: Subject): Generator<Problem> {
  const { sources, destination, from } = copyPaths(step.instruction, { step, build: subject.build });
  for (const { text, word } of sources) {
    if (text === undefined) continue;
    const contextText = from === undefined ? subject.tree.text(text) : undefined;
    const kind =
      secretFile(text, contextText) ?? (sources.length === 1 ? renamed(text, destination) : undefined);
    if (kind === undefined) continue;
    yield {
      ...problem(
        word.span,
        `\`${text}\` ${kind.holds}, and everybody who can pull the image can read it. Removing it later does not help, because the layer stays. ${kind.instead}`,
      ),
      ...(kind.sure ? {} : { severity: 'info' as const }),
    };
  }
}

/** A key that gets its name only in the image: `COPY key /root/.ssh/id_rsa`. */
function renamed(source: string, destination: string | undefined): ReturnType<typeof secretFile> {
  if (destination === undefined || /[*?[]|\.pub$/.test(source)) return undefined;
  return /\/\.ssh\/id_[a-z0-9]+$/.test(destination) ? secretFile(destination, undefined) : undefined;
}

function nameSpan(span: Span, name: string): Span {
  return { start: span.start, end: Math.min(span.end, span.start + name.length) };
}

function problem(span: Span, message: string): Problem {
  return { span, message };
}
