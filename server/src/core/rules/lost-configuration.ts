import type { Change } from '../edits/change';
import { lookup } from '../effects/contents';
import { assignments, type NamedValue } from '../model/assignments';
import { lastStep, rootBase, rootImage, type Stage, type Step } from '../model/build';
import { runtimeVariable } from '../model/environment';
import { readLaunch } from '../model/launch';
import type { Instruction } from '../syntax/instruction';
import page from './lost-configuration.md';
import { defineRule, type Problem, type Subject } from './rule';
import { type LostStart, lostStart, sourceStages } from './shared/lost-start';
import { readByRuntime, readBySources, runtimeOf } from './shared/read-variables';
import { isSecretName } from './shared/secrets';
import { effectsOf, isDevelopmentStage, layerSteps, ownLaunch, startedStages } from './shared/stages';
import { insertAbove } from './shared/text';

export const lostConfiguration = defineRule({
  id: 'lost-configuration',
  severity: 'warning',
  equivalents: [],
  page,
  *check(subject) {
    const seen = new Set<number>();
    for (const stage of startedStages(subject)) {
      const base = rootBase(stage);
      // What an unknown image sets is not known either.
      if (base.kind !== 'scratch' && rootImage(stage)?.configKnown !== true) continue;
      for (const problem of problems(stage, subject)) {
        if (seen.has(problem.span.start)) continue;
        seen.add(problem.span.start);
        yield problem;
      }
    }
  },
});

function* problems(stage: Stage, subject: Subject): Generator<Problem> {
  for (const lost of lostStart(stage, subject)) yield startProblem(lost, stage, subject);
  yield* lostArguments(stage);
  for (const source of sourceStages(stage, subject)) {
    yield* lostVariables(source, stage, subject);
    yield* lostMetadata(source, stage, subject);
    yield* lostSignal(source, stage, subject);
  }
}

function startProblem(lost: LostStart, stage: Stage, subject: Subject): Problem {
  const { keyword, word, directory, step, fatal } = lost;
  const line = keyword === 'WORKDIR' ? `WORKDIR ${directory}` : `ENV PATH=${directory}:$PATH`;
  const message =
    keyword === 'WORKDIR'
      ? `\`${word.value}\` is looked for in \`${stage.end.workdir}\`, and the file is in \`${directory}\`: \`WORKDIR\` is set in the build stage only, and no stage inherits it. The container cannot start. Write \`${line}\` in this stage, too.`
      : `\`${word.value}\` is meant to come from \`${directory}\`, which was copied here, but \`PATH\` is set in the build stage only, and no stage inherits it. ${fatal ? 'The container cannot start.' : 'Another one runs, or none.'} Write \`${line}\` in this stage, too.`;
  return {
    ...(fatal ? { severity: 'error' as const } : {}),
    span: word.span ?? stage.imageSpan,
    message,
    related: [{ span: step.instruction.span, message: 'It is set here.' }],
    fixes: addLine(line, stage, subject),
  };
}

/** `ENTRYPOINT ["node"]` clears the `CMD ["app.js"]` of the stage it is built on (BuildKit's `dispatchEntrypoint`). */
function* lostArguments(stage: Stage): Generator<Problem> {
  const launch = readLaunch(stage);
  const entrypoint = launch?.entrypoint?.step?.instruction;
  const words = entrypoint?.exec?.values ?? [];
  const cmd = lastStep(stage, 'CMD')?.instruction;
  if (entrypoint === undefined || cmd === undefined || launch?.cmd !== undefined) return;
  if (
    words.length !== 1 ||
    !/(?:^|\/)(?:node|python[\d.]*|ruby|php|perl|dotnet|deno|bun)$/.test(words[0] ?? '')
  )
    return;
  yield {
    span: entrypoint.span,
    message: `\`ENTRYPOINT\` clears the \`CMD\` of the stage that this one is built on, so that \`${words[0]}\` starts without arguments and has nothing to run. Write the \`CMD\` in this stage, too.`,
    related: [{ span: cmd.span, message: 'This no longer holds.' }],
  };
}

/** ENV of the build stage that the program reads and the final stage does not have. */
function* lostVariables(source: Stage, stage: Stage, subject: Subject): Generator<Problem> {
  const set = layerSteps(source).flatMap(step =>
    step.instruction.keyword === 'ENV'
      ? assignments(step.instruction).map(pair => ({ ...pair, instruction: step.instruction }))
      : [],
  );
  const missing = set.filter(({ name }) => runtimeVariable(stage.end.environment, name) === undefined);
  if (missing.length === 0) return;
  const runtime = runtimeOf(stage, subject);
  const valueOf = (name: string) => {
    const found = runtimeVariable(source.end.environment, name)?.value;
    return found?.kind === 'value' ? found.value : undefined;
  };
  const bySources = runtime === undefined ? undefined : readBySources(runtime, subject, valueOf);
  const used = expandedAtStart(stage);
  // The last ENV of a name is the one in force.
  for (const pair of new Map(missing.map(item => [item.name, item])).values()) {
    const { name, span, text } = pair;
    const why = used.has(name)
      ? 'the command uses it'
      : runtime !== undefined &&
          readByRuntime[runtime].includes(name) &&
          matters(pair, source, stage, subject)
        ? `${names[runtime]} reads it`
        : name === 'LD_LIBRARY_PATH' && matters(pair, source, stage, subject)
          ? 'the loader looks there for libraries'
          : bySources?.has(name) === true
            ? `\`${bySources.get(name)}\` reads it`
            : undefined;
    if (why === undefined || mentioned(name, stage) || givenAtStart(pair, subject)) continue;
    yield {
      // npm and bundlers read it as well: it may have been meant for them.
      ...(name === 'NODE_ENV' ? { severity: 'info' as const } : {}),
      span: { start: span.start, end: Math.min(span.end, span.start + name.length) },
      message: `\`${name}\` is set in this build stage only, and no stage inherits it. At run time it is not set, though ${why}. Set it in the final stage, too.`,
      related: [{ span: stage.imageSpan, message: 'The final stage starts from here.' }],
      fixes: /^[^$`\\\n]*$/.test(text) ? addLine(`ENV ${name}=${quoted(pair)}`, stage, subject) : [],
    };
  }
}

const names = {
  node: 'Node.js',
  python: 'Python',
  java: 'Java',
  dotnet: '.NET',
  ruby: 'Ruby',
  go: 'the program',
} as const;

/** The value makes a difference: not the default, and a path only where something was copied to it. */
function matters({ name, text }: NamedValue, source: Stage, stage: Stage, subject: Subject): boolean {
  const found = runtimeVariable(source.end.environment, name)?.value;
  if (name === 'NODE_ENV') return found?.kind === 'value' && found.value === 'production';
  if (name === 'FLASK_APP') return readLaunch(stage)?.argv?.some(({ value }) => value === 'flask') === true;
  if (!/PATH$/.test(name)) return text !== '' && found?.kind === 'value' && found.value !== '';
  const contents = effectsOf(subject, stage)?.contents;
  if (contents === undefined || found?.kind !== 'value') return false;
  return found.value.split(':').some(folder => {
    const { presence, entry } = lookup(contents, folder);
    return folder.startsWith('/') && folder !== '/' && presence === 'yes' && entry?.origin.kind !== 'base';
  });
}

/** Variables in a start in shell form, which a shell of the image expands. */
function expandedAtStart(stage: Stage): ReadonlySet<string> {
  const launch = ownLaunch(stage);
  const texts = [launch?.entrypoint, launch?.cmd].flatMap(part =>
    part?.form === 'shell' ? part.values.slice(-1) : [],
  );
  const found = texts.flatMap(text =>
    [...text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(match => match[1] ?? ''),
  );
  return new Set(found);
}

/** The start sets it by itself, as in `NODE_ENV=production node app.js`. */
function mentioned(name: string, stage: Stage): boolean {
  const launch = ownLaunch(stage);
  return [launch?.entrypoint, launch?.cmd].some(part =>
    part?.values.some(value => value.includes(`${name}=`)),
  );
}

/**
 * Whoever starts the container gives the real value: a credential, an address that only stands in while building, or
 * what a Compose file or a manifest of the context sets.
 */
function givenAtStart({ name, text }: NamedValue, { context }: Subject): boolean {
  if (isSecretName(name) || standIn.test(text)) return true;
  const setting = new RegExp(`^[\\s-]*(?:name:\\s*)?["']?${name}["']?\\s*(?:[:=]|$)`, 'm');
  return [...context.texts].some(([path, content]) => /\.ya?ml$/.test(path) && setting.test(content));
}

const standIn =
  /dummy|placeholder|change[-_]?me|\bfake|\b(?:localhost|127\.0\.0\.1)\b|:\/\/[^/\s@]*:[^/\s@]*@|not[-_ ]?set/i;

/** What only a container has a use for stands in a stage that never becomes one. */
function* lostMetadata(source: Stage, stage: Stage, subject: Subject): Generator<Problem> {
  if (isDevelopmentStage(source) || ownLaunch(source) !== undefined) return;
  for (const { instruction } of source.steps) {
    const { keyword } = instruction;
    if (!/^(?:EXPOSE|VOLUME|STOPSIGNAL|HEALTHCHECK)$/.test(keyword) || lastStep(stage, keyword) !== undefined)
      continue;
    if (keyword === 'EXPOSE' && (rootImage(stage)?.exposes.length ?? 0) > 0) continue;
    // A trick to keep downloads out of the layers.
    if (keyword === 'VOLUME' && /\.m2|\.gradle|\.cache|\.npm|cache/.test(instruction.body.text)) continue;
    yield {
      ...(keyword === 'STOPSIGNAL' ? {} : { severity: 'info' as const }),
      span: instruction.span,
      message: `\`${keyword}\` says something about a container, and this stage never becomes one: the final stage does not inherit it and has none of its own. Move it there.`,
      related: [{ span: stage.imageSpan, message: 'The final stage starts from here.' }],
      fixes: move(instruction, stage, subject),
    };
  }
}

/** nginx, httpd and php-fpm end in an orderly way by a signal of their own, which their images set. */
function* lostSignal(source: Stage, stage: Stage, subject: Subject): Generator<Problem> {
  const image = rootImage(source);
  const program = readLaunch(stage)?.argv?.[0]?.value ?? '';
  const signal = image?.stopSignal;
  if (signal === undefined || lastStep(stage, 'STOPSIGNAL') !== undefined) return;
  if (lastStep(source, 'STOPSIGNAL') !== undefined || rootImage(stage)?.stopSignal !== undefined) return;
  if (!/(?:^|\/)(?:nginx|httpd|php-fpm|postgres)$/.test(program)) return;
  yield {
    span: stage.imageSpan,
    message: `\`${program}\` was copied from \`${source.imageText ?? ''}\`, which sets \`STOPSIGNAL ${signal}\`, and this image does not. \`docker stop\` then ends it without letting requests finish. Write \`STOPSIGNAL ${signal}\` in this stage.`,
    related: [{ span: source.imageSpan, message: 'The signal is set in this image.' }],
    fixes: addLine(`STOPSIGNAL ${signal}`, stage, subject),
  };
}

function quoted({ text }: NamedValue): string {
  return /\s/.test(text) && !/^["']/.test(text) ? `"${text}"` : text;
}

/** Above the start, where everything is in its place. */
function addLine(line: string, stage: Stage, subject: Subject): Change[] {
  const start = startOf(stage);
  if (start === undefined) return [];
  return [
    {
      title: `Add ${line}`,
      applicability: 'unsafe',
      edits: [insertAbove(subject.dockerfile, start.instruction, line)],
      notes: [],
    },
  ];
}

function move(instruction: Instruction, stage: Stage, subject: Subject): Change[] {
  const { source } = subject.dockerfile;
  const text = source.slice(instruction.span.start, instruction.span.end);
  if (text.includes('\n') || text.includes('$')) return [];
  const lineStart = source.lastIndexOf('\n', instruction.span.start - 1) + 1;
  const lineEnd = source.indexOf('\n', instruction.span.end) + 1;
  const start = startOf(stage);
  if (start === undefined || lineEnd === 0 || source.slice(lineStart, instruction.span.start).trim() !== '')
    return [];
  return [
    {
      title: `Move ${instruction.keyword} to the final stage`,
      applicability: 'unsafe',
      edits: [
        { span: { start: lineStart, end: lineEnd }, text: '' },
        insertAbove(subject.dockerfile, start.instruction, text),
      ],
      notes: [],
    },
  ];
}

function startOf(stage: Stage): Step | undefined {
  return stage.steps.find(({ instruction }) => /^(?:CMD|ENTRYPOINT)$/.test(instruction.keyword));
}
