/** What a conversion of an application (of any language but Go) looks at, and what it decides. */
import type { CatalogueImage } from '../../catalogue/types';
import type { Edit } from '../../edits/change';
import type { StageEffects } from '../../effects/stage-effects';
import { rootImage } from '../../model/build';
import type { Target } from '../../settings';
import type { Subject } from '../../subject';
import type { LaunchPlan } from '../launch-plan';
import { shelledLanguage, startedLanguage } from './languages';
import type { Place } from './places';

/** `native` is machine code of Rust, C and C++. */
export type Language = 'node' | 'python' | 'java' | 'native' | 'dotnet' | 'bun' | 'deno' | Shelled;

/** No image without a shell is certain for these: they get the slim variant of their own image. */
export type Shelled = 'ruby' | 'elixir';

/** The stage that ships, as the original has it. */
export interface Application {
  readonly subject: Subject;
  readonly language: Language;
  /** The stage and those it is built on, the nearest first. */
  readonly chain: readonly StageEffects[];
  readonly effects: StageEffects;
  /** The image at the root of the chain: for Node.js and Python the official one, with the interpreter. */
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
  /**
   * Whole instructions that bring the interpreter and its libraries. `{build}` stands for the stage as the original has
   * it; `{image}` for the image that it is built on, where that is all that the line needs.
   */
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
  /**
   * What the program needs of the folders that it was built in, where that is known file by file (`built-files.ts`);
   * without it the working directory goes along as a whole.
   */
  readonly selected?: {
    readonly folders: readonly string[];
    readonly places: readonly Place[];
    /** The root directory is one of the folders: what the build left in it is known. */
    readonly inRoot?: boolean;
  };
  /** Programs that the new image has, as absolute paths: what a health check may start. */
  readonly programs: readonly string[];
  /** Folders that the plan puts on PATH, besides those that every image has there. */
  readonly onPath?: readonly string[];
  /** Whether the converted stage, read again, starts the same program. */
  readonly confirms: (after: Subject, effects: StageEffects) => boolean;
}

/**
 * The stage as an application that is converted by its language's plan: on an official image of Node.js, Python, Ruby
 * or Elixir, or what starts `java`, `dotnet`, or a program that the file compiles; undefined for anything else, and for Go.
 */
export function readApplication(
  subject: Subject,
  chain: readonly StageEffects[],
  to: Target,
): Application | undefined {
  const [effects] = chain;
  if (effects === undefined) return undefined;
  const image = rootImage(effects.stage);
  const { workdir } = effects.stage.end;
  if (image === undefined || workdir === undefined) return undefined;
  const { runtime } = image;
  const own =
    image.family === 'official' &&
    (runtime === 'node' || runtime === 'python' || runtime === 'bun' || runtime === 'deno');
  const language = own ? runtime : (startedLanguage(effects) ?? shelledLanguage(image, effects, subject));
  return language === undefined ? undefined : { subject, language, chain, effects, image, workdir, to };
}
