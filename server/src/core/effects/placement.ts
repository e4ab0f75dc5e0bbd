/** Where the sources of one COPY or ADD go, and how a file, or something of which nobody knows what it is, is put there. */
import type { Instruction } from '../syntax/instruction';
import { type Contents, type EntryKind, graft, nameIn, put } from './contents';
import type { Origin } from './layers';

export interface Placement {
  readonly contents: Contents;
  readonly destination: string;
  readonly isDirectory: boolean;
  readonly mayBeDirectory: boolean;
  readonly instruction: Instruction;
  readonly owner: string | undefined;
  readonly parents: boolean;
  /** A local file that is an archive by its content, whatever its name, is unpacked. */
  readonly unpacks: boolean;
}

/** Puts a file, or what is told of it, at the destination or, where that is a directory, into it. */
export function putFile(
  place: Placement,
  source: string,
  kind: EntryKind,
  origin: Origin,
  conditional = false,
  itsOwner = place.owner,
): void {
  const { contents, destination, instruction } = place;
  const entry = { kind, origin, by: instruction, conditional, ...owned(itsOwner) };
  if (place.isDirectory) put(contents, nameIn(destination, source), entry, place);
  else if (place.mayBeDirectory) {
    put(contents, destination, { ...entry, kind: 'unknown' }, place);
    put(contents, nameIn(destination, source), { ...entry, conditional: true }, place);
  } else put(contents, destination, entry, place);
}

/** A file or a directory: whatever it is, it stands at the destination or below it. */
export function copyUnknown(place: Placement, source: string, origin: Origin, sourceOwner?: string): void {
  const { contents, destination, instruction, owner } = place;
  const target = place.isDirectory ? nameIn(destination, source) : destination;
  if (place.isDirectory || place.mayBeDirectory) opaque(place);
  const conditional = place.isDirectory;
  put(
    contents,
    target,
    { kind: 'unknown', origin, by: instruction, conditional, ...owned(owner ?? sourceOwner) },
    place,
  );
  graft(contents, { destination: target, by: instruction, owner, source: { kind: 'opaque' } });
}

/** Anything may be at the destination and below it. */
export function opaque(place: Placement): void {
  graft(place.contents, {
    destination: place.destination,
    by: place.instruction,
    owner: place.owner,
    source: { kind: 'opaque' },
  });
}

/** The part of an entry that says whose it is. */
export function owned(owner: string | undefined): { owner?: string } {
  return owner === undefined ? {} : { owner };
}

/** A path below a directory; the directory itself for the empty one. */
export function join(directory: string, path: string): string {
  return directory === '/' ? `/${path}` : path === '' ? directory : `${directory}/${path}`;
}
