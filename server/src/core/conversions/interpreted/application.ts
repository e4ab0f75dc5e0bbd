/** What a conversion of an interpreted program (Node.js, Python) looks at, and what it decides. */
import type { CatalogueImage } from '../../catalogue/types';
import type { Edit } from '../../edits/change';
import type { StageEffects } from '../../effects/stage-effects';
import { rootImage } from '../../model/build';
import type { Target } from '../../settings';
import type { Subject } from '../../subject';
import type { LaunchPlan } from '../launch-plan';

export type Language = 'node' | 'python';

/** The stage that ships, as the original has it. */
export interface Application {
  readonly subject: Subject;
  readonly language: Language;
  /** The stage and those it is built on, the nearest first. */
  readonly chain: readonly StageEffects[];
  readonly effects: StageEffects;
  /** The official image at the root of the chain, with the interpreter. */
  readonly image: CatalogueImage;
  readonly workdir: string;
  readonly to: Target;
}

/** How the program runs on its new base. The application's own files are carried besides; see `places.ts`. */
export interface RuntimePlan {
  /** Reference of the base image, as it is written. */
  readonly image: string;
  /** The base has a shell: the start stays as it is written, and so does the user. */
  readonly hasShell: boolean;
  /** Number of the image's own user, where that is another than 65532. */
  readonly user?: string;
  /** Whole instructions that bring the interpreter and its libraries. */
  readonly lines: readonly string[];
  /** Instructions for the end of the build stage: what takes development dependencies away. */
  readonly buildAdditions: readonly string[];
  /** `NAME=value` that the new base needs. */
  readonly environment: readonly string[];
  readonly launch: LaunchPlan;
  /** Edits on the stage that builds: another distribution of the same image. */
  readonly builderEdits: readonly Edit[];
  /** A path that the plan itself brings, or that nothing needs: it is not carried with the application. */
  readonly covers: (path: string) => boolean;
  /** Programs that the new image has, as absolute paths: what a health check may start. */
  readonly programs: readonly string[];
  /** Whether the converted stage, read again, starts the same program. */
  readonly confirms: (after: Subject, effects: StageEffects) => boolean;
}

/** The stage as an application of an official image of Node.js or Python; undefined for anything else. */
export function readApplication(
  subject: Subject,
  chain: readonly StageEffects[],
  to: Target,
): Application | undefined {
  const [effects] = chain;
  if (effects === undefined) return undefined;
  const image = rootImage(effects.stage);
  const { workdir } = effects.stage.end;
  const language = image?.runtime;
  if (image === undefined || workdir === undefined || image.family !== 'official') return undefined;
  if (language !== 'node' && language !== 'python') return undefined;
  return { subject, language, chain, effects, image, workdir, to };
}
