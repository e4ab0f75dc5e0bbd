/** A command that names a directory: what was meant as a file has been copied into it, or is its contents. */
import { type Contents, type Found, lookup, throughLinks } from '../../effects/contents';
import { copyPaths } from '../../effects/copy';
import { assignments } from '../../model/assignments';
import type { Stage } from '../../model/build';
import type { LaunchWord } from '../../model/launch';
import { baseName, joinPath } from '../../model/paths';
import type { Instruction } from '../../syntax/instruction';
import type { Span } from '../../syntax/span';
import type { Problem, Subject } from '../rule';
import type { ContainerCommand } from './programs';

export interface StartedDirectory {
  readonly path: string;
  readonly by: Instruction;
  /** A file of the same name in it. */
  readonly inside: string | undefined;
}

/** The program as a path that an instruction surely made a directory; undefined where a command may have changed that. */
export function directoryStarted(
  word: LaunchWord | undefined,
  stage: Stage,
  contents: Contents,
): StartedDirectory | undefined {
  if (word === undefined || !word.value.includes('/') || /[$*]/.test(word.value)) return undefined;
  if (contents.unknownSince !== undefined) return undefined;
  const written = joinPath(stage.end.workdir, word.value);
  const path = written === undefined ? undefined : throughLinks(contents, written);
  const found = path === undefined ? undefined : lookup(contents, path);
  const by = found?.entry?.by;
  if (path === undefined || path === '/' || found === undefined || by === undefined) return undefined;
  if (!isDirectory(found)) return undefined;
  const inside = `${path}/${baseName(path)}`;
  const file = lookup(contents, inside);
  const isFile = file.presence === 'yes' && (file.entry?.kind === 'file' || file.entry?.kind === 'unknown');
  return { path, by, inside: isFile ? inside : undefined };
}

function isDirectory({ presence, entry }: Found): boolean {
  return presence === 'yes' && entry?.kind === 'directory' && entry.conditional !== true;
}

export function directoryProblem(
  { path, by, inside }: StartedDirectory,
  span: Span,
  keyword: ContainerCommand['keyword'],
  subject: Subject,
): Problem {
  const effect =
    keyword === 'HEALTHCHECK' ? 'The container is reported unhealthy.' : 'The container cannot start.';
  const remedy = inside === undefined ? 'Name the file in it.' : `The file is at \`${inside}\`.`;
  const lost = undeclared(by, subject);
  const quoted = span.end - span.start === path.length + 2;
  return {
    span,
    message: `\`${path}\` is a directory: \`${by.keyword}\` makes it one. ${effect} ${remedy}`,
    related: [
      {
        span: by.span,
        message:
          lost === undefined
            ? 'This makes the directory.'
            : `\`${lost}\` is empty here: an \`ARG\` before the first \`FROM\` has to be declared again in the stage.`,
      },
    ],
    fixes:
      inside === undefined || !quoted || lost !== undefined
        ? []
        : [
            {
              title: `Use ${inside}`,
              applicability: 'unsafe',
              edits: [{ span, text: JSON.stringify(inside) }],
              notes: [],
            },
          ],
  };
}

/** A build argument in a COPY that only the lines before the first FROM declare. */
function undeclared(instruction: Instruction, subject: Subject): string | undefined {
  const stage = subject.build.stages.find(({ steps }) =>
    steps.some(step => step.instruction === instruction),
  );
  if (stage === undefined) return undefined;
  const step = stage.steps.find(candidate => candidate.instruction === instruction);
  if (step === undefined || !/^(?:COPY|ADD)$/.test(instruction.keyword)) return undefined;
  const words = copyPaths(instruction, { step, build: subject.build }).sources.map(({ word }) => word.text);
  const declared = stage.steps
    .filter(({ instruction: other }) => /^(?:ARG|ENV)$/.test(other.keyword))
    .flatMap(({ instruction: other }) => names(other));
  return subject.build.globalArguments
    .flatMap(names)
    .find(
      name =>
        !declared.includes(name) &&
        words.some(text => text.includes(`\${${name}}`) || new RegExp(`\\$${name}(?!\\w)`).test(text)),
    );
}

function names(instruction: Instruction): string[] {
  return instruction.keyword === 'ARG'
    ? instruction.words.map(word => word.text.split('=')[0] ?? '')
    : assignments(instruction).map(({ name }) => name);
}
