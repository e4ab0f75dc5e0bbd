/** The Go program that a container starts, where its sources are known: for rules about what it asks of the system. */

import { findStarted, goOutputOf } from '../../../conversions/go/programs';
import { lookup } from '../../../effects/contents';
import type { StageEffects } from '../../../effects/stage-effects';
import { type GoProgram, readProgram } from '../../../go/go-program';
import type { Evidence } from '../../../go/system-needs';
import { lineage, rootImage, type Stage } from '../../../model/build';
import { runtimeVariable } from '../../../model/environment';
import { readLaunch } from '../../../model/launch';
import type { Subject } from '../../rule';
import { effectsOf, rootStage } from '../stages';

export interface StartedGo {
  readonly program: GoProgram;
  /** Of the stage that builds it. */
  readonly builder: StageEffects;
}

/** Undefined for anything but a Go program whose main package the build context has. */
export function startedGo(stage: Stage, subject: Subject): StartedGo | undefined {
  const effects = effectsOf(subject, stage);
  const word = readLaunch(stage)?.argv?.[0];
  const started = word === undefined || effects === undefined ? undefined : findStarted(word, effects);
  const built = started === undefined ? undefined : goOutputOf(started.found, subject.effects);
  if (built === undefined) return undefined;
  const program = readProgram(built.output, 'maybe', built.effects.generators);
  return program === undefined ? undefined : { program, builder: built.effects };
}

/** All of the paths are surely absent, and no volume makes them when the container starts. */
export function allAbsent(paths: readonly string[], stage: Stage, subject: Subject): boolean {
  const contents = effectsOf(subject, stage)?.contents;
  if (contents === undefined) return false;
  return paths.every(path => lookup(contents, path).presence === 'no' && !isVolume(path, stage));
}

function isVolume(path: string, stage: Stage): boolean {
  return lineage(stage).some(({ steps }) =>
    steps.some(
      ({ instruction }) =>
        instruction.keyword === 'VOLUME' &&
        (instruction.exec?.values ?? instruction.words.map(word => word.text)).some(
          volume => volume === path,
        ),
    ),
  );
}

/** What ENV says at run time: a text, nothing, or something that cannot be known. */
export function environmentValue(name: string, stage: Stage): string | undefined | null {
  const found = runtimeVariable(stage.end.environment, name);
  if (found === undefined) return undefined;
  return found.value.kind === 'value' ? found.value.value : found.value.kind === 'unset' ? undefined : null;
}

/** `main.go:12 calls `http.Get` with "https://…"`, to begin a message with. */
export function say({ what, argument, place, indirect }: Evidence): string {
  if (indirect) return `\`${place}\` uses \`${what}\``;
  return `\`${place}\` calls \`${what}\`${argument === undefined || argument === '' ? '' : ` with \`${argument}\``}`;
}

/** The words of FROM that carry the finding, and where the program is built. */
export function places(
  stage: Stage,
  { program }: StartedGo,
): { span: Stage['imageSpan']; related: { span: Stage['imageSpan']; message: string }[] } {
  return {
    span: rootStage(stage).imageSpan,
    related: [{ span: program.output.build.command.span, message: 'The program is built here.' }],
  };
}

/** Where the stage that builds the program surely has a file or folder: by the catalogue, or by an installed package. */
export function inBuilder(
  builder: StageEffects,
  path: string,
  packageName: string,
  known: (image: NonNullable<ReturnType<typeof rootImage>>) => boolean,
): string | undefined {
  const image = rootImage(builder.stage);
  if (image !== undefined && known(image)) return path;
  return builder.installs.some(install => install.packages.includes(packageName)) ? path : undefined;
}
