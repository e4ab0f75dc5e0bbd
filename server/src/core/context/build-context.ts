/**
 * The build context as a value: what the skins have read of the folder a build would send.
 * The core never reads anything itself, so it can run in a browser and be tested with literals.
 */

/**
 * How much of the context is in the value. Absence of a file is a fact only when it is `known`;
 * `partial` means a bound was reached or a folder could not be read; `unknown` means nothing was read
 * (standard input, an untitled editor).
 */
export type Completeness = 'known' | 'partial' | 'unknown';

export interface ContextEntry {
  readonly kind: 'file' | 'directory' | 'link';
  /** Size in bytes; 0 for directories. */
  readonly size: number;
  /** Whether any execute bit is set; false where the file system has none. */
  readonly executable: boolean;
}

export interface BuildContext {
  readonly completeness: Completeness;
  /** Path of the Dockerfile relative to the context's root, when it lies inside. */
  readonly dockerfile?: string;
  /** Every path under the root before `.dockerignore`, relative, with forward slashes, without a leading `./`. */
  readonly entries: ReadonlyMap<string, ContextEntry>;
  /** The text of the files that `filesToRead` named and that could be read. */
  readonly texts: ReadonlyMap<string, string>;
  /** Where the root lies in its repository; undefined where it is the whole of it, or nobody looked. */
  readonly repository?: Repository;
}

/** What lies around a build context: a Compose file at the repository's root builds and starts what is below it. */
export interface Repository {
  /** The context's root as a path of the repository: `services/web`. */
  readonly folder: string;
  /** Texts of the files above the context that `filesAbove` chose, by their paths in the repository. */
  readonly texts: ReadonlyMap<string, string>;
}

export const unknownContext: BuildContext = {
  completeness: 'unknown',
  entries: new Map(),
  texts: new Map(),
};
