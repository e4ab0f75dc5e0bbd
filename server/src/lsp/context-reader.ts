/** What the server needs of whoever can look into a build context: node:fs here, the client elsewhere. */
import type { BuildContext, Completeness, ContextEntry, Repository } from '../core/analysis';

/** The files of a build context, without their texts. */
export interface Listing {
  /** A path or a URI, as the reader that made it has them. */
  readonly root: string;
  readonly completeness: Completeness;
  readonly dockerfile?: string;
  readonly entries: ReadonlyMap<string, ContextEntry>;
  /** The ignore file that applies, by its path; it is needed before anything else is read. */
  readonly texts: ReadonlyMap<string, string>;
  readonly repository?: Repository;
}

export interface Texts {
  readonly texts: ReadonlyMap<string, string>;
  /** False when a bound was reached before all were read. */
  readonly complete: boolean;
}

export interface ContextReader {
  /** Undefined when nothing can be known about the folder of this document. */
  list(uri: string, signal: AbortSignal): Promise<Listing | undefined>;
  read(uri: string, listing: Listing, paths: readonly string[], signal: AbortSignal): Promise<Texts>;
}

/** The value that the core analyses with. */
export function buildContext(listing: Listing, { texts }: Texts): BuildContext {
  const { completeness, dockerfile, entries, repository } = listing;
  return {
    // Missing texts make no path absent: what could not be read is unread, and the core says so where it matters.
    completeness,
    ...(dockerfile === undefined ? {} : { dockerfile }),
    entries,
    texts: new Map([...listing.texts, ...texts]),
    ...(repository === undefined ? {} : { repository }),
  };
}
