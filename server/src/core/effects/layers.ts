/** The parts a stage's file system is made of: entries, stretches taken from other trees, removals. */
import type { ContextTree } from '../context/context-tree';
import type { GoBuild } from '../go/go-build';
import type { Instruction } from '../syntax/instruction';
import type { Span } from '../syntax/span';
import type { BuiltArtifact, DependencyInstall } from './built';

export type Presence = 'yes' | 'no' | 'maybe';

/** Where a path's bytes come from. */
export type Origin =
  | { readonly kind: 'base' }
  | { readonly kind: 'context'; readonly path: string }
  | { readonly kind: 'go-binary'; readonly build: GoBuild }
  | { readonly kind: 'built'; readonly artifact: BuiltArtifact }
  | { readonly kind: 'dependencies'; readonly install: DependencyInstall }
  /** Copied from another stage or image, where this was found. */
  | { readonly kind: 'copied'; readonly from: Found }
  /** Written by a command: an empty directory, a download, an edited file. */
  | { readonly kind: 'made'; readonly how: string }
  | { readonly kind: 'unknown' };

export type EntryKind = 'file' | 'directory' | 'link' | 'unknown';

export interface Entry {
  readonly kind: EntryKind;
  readonly origin: Origin;
  /** The instruction that put it there; undefined for the base image's own. */
  readonly by: Instruction | undefined;
  readonly span?: Span;
  /** Numeric or named owner, as `--chown` or USER say; undefined for root, `?` where it cannot be told. */
  readonly owner?: string;
  /** Of a link: absolute. */
  readonly target?: string;
  /** It is there only if a condition held. */
  readonly conditional?: boolean;
}

export interface Found {
  readonly presence: Presence;
  readonly path: string;
  readonly entry: Entry | undefined;
  /** For `no`: the instruction that explains it, if one does. */
  readonly because?: Instruction;
}

/** A stretch of the tree that another tree supplies. */
export interface Graft {
  readonly at: number;
  readonly destination: string;
  readonly by: Instruction;
  readonly owner: string | undefined;
  /** Where no owner is given, everything keeps the one it has in the other tree: of its own stage, or of another one. */
  readonly keepsOwners?: 'own' | 'foreign' | undefined;
  /** Of the folder itself, which need not be that of what is laid over it; undefined for root. */
  readonly placeOwner?: string;
  readonly source:
    | { readonly kind: 'context'; readonly tree: ContextTree; readonly path: string }
    | { readonly kind: 'contents'; readonly contents: Contents; readonly path: string }
    | { readonly kind: 'opaque' }
    | Removal;
}

/** `rm`: everything below the destination is gone, or what `matches`; `conditional` where it may have stayed. */
export interface Removal {
  readonly kind: 'removed';
  readonly matches?: (path: string) => boolean;
  readonly conditional?: boolean;
}

export interface Contents {
  readonly base: (path: string) => Found;
  readonly entries: Map<string, { at: number; entry: Entry }[]>;
  /** Directories that exist because something below them does. */
  readonly implied: Map<
    string,
    { readonly at: number[]; readonly by: Instruction | undefined; readonly entry: Entry }
  >;
  readonly grafts: Graft[];
  /** The same by destination: a look-up asks for its own path and the folders above it. */
  readonly graftsAt: Map<string, Graft[]>;
  /** The first instruction whose effects are unknown: from there on nothing is surely absent. */
  unknownSince: Instruction | undefined;
  count: number;
  /** The count at which something was removed last: what was there before may be gone. */
  removedAt: number;
  /** While a command runs that is not root's: whom what it makes belongs to. */
  runner?: string | undefined;
  /** A command has changed owners, of what cannot be told. */
  ownersUnknown?: boolean;
  /** Of a snapshot: what came at this count or later is not part of it. */
  readonly until?: number;
}
