/**
 * The build context of each open Dockerfile, read in the background and kept until files change.
 * An analysis never waits long for it: it gets what was last known, and `onRead` says when there is more.
 */
import { type CancellationToken, FileChangeType, type FileEvent } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type BuildContext, filesToRead, unknownContext } from '../core/analysis';
import { buildContext, type ContextReader, type Listing, type Texts } from './context-reader';

export interface ContextCache {
  /** The best context to be had within `patience` milliseconds. */
  current(document: TextDocument, patience: number, token?: CancellationToken): Promise<BuildContext>;
  /** Marks the contexts that are no longer true as outdated; answers whether there were any. */
  changed(events: readonly FileEvent[]): boolean;
  closed(uri: string): void;
}

interface Slot {
  listing: Listing | undefined;
  context: BuildContext;
  /** What was asked for when `context` was read, found or not. */
  wanted: ReadonlySet<string>;
  /** The version of the document whose wishes are known to be met. */
  version: number | undefined;
  outdated: boolean;
  running: Promise<void> | undefined;
  /** Somebody has stopped waiting for `running` and analysed with what there was. */
  missed: boolean;
  readonly abort: AbortController;
}

export function contextCache(
  readerOf: (uri: string) => ContextReader | undefined,
  onRead: (uri: string) => void,
  onError: (message: string) => void,
): ContextCache {
  const slots = new Map<string, Slot>();

  async function read(document: TextDocument, reader: ContextReader, slot: Slot): Promise<void> {
    const { uri, version } = document;
    const { signal } = slot.abort;
    const fresh = slot.outdated || slot.listing === undefined;
    slot.outdated = false;
    const listing = fresh ? await reader.list(uri, signal) : slot.listing;
    if (signal.aborted) return;
    slot.version = version;
    if (listing === undefined) {
      slot.context = unknownContext;
      return;
    }
    const wanted = new Set(filesToRead(document.getText(), listing.entries));
    const kept = fresh ? new Map<string, string>() : slot.context.texts;
    const missing = [...wanted].filter(path => fresh || !slot.wanted.has(path));
    const texts: Texts = await reader.read(uri, listing, missing, signal);
    if (signal.aborted) return;
    slot.listing = listing;
    slot.wanted = wanted;
    slot.context = buildContext(listing, {
      texts: new Map([...[...kept].filter(([path]) => wanted.has(path)), ...texts.texts]),
      complete: texts.complete,
    });
  }

  function start(document: TextDocument, reader: ContextReader, slot: Slot): Promise<void> {
    return read(document, reader, slot)
      .catch(error => {
        slot.version = document.version;
        onError(`The build context of ${document.uri} could not be read: ${error}`);
      })
      .finally(() => {
        slot.running = undefined;
        if (slot.missed && !slot.abort.signal.aborted) onRead(document.uri);
        slot.missed = false;
      });
  }

  function isCurrent(document: TextDocument, slot: Slot): boolean {
    if (slot.outdated || slot.version === undefined) return false;
    if (slot.version === document.version || slot.listing === undefined) return true;
    const wanted = filesToRead(document.getText(), slot.listing.entries);
    if (!wanted.every(path => slot.wanted.has(path))) return false;
    slot.version = document.version;
    return true;
  }

  return {
    async current(document, patience, token) {
      const { uri } = document;
      const reader = readerOf(uri);
      if (reader === undefined) return unknownContext;
      const slot = slots.get(uri) ?? emptySlot();
      slots.set(uri, slot);
      const deadline = Date.now() + patience;
      while (slot.running !== undefined || !isCurrent(document, slot)) {
        slot.running ??= start(document, reader, slot);
        if (await settled(slot.running, deadline - Date.now(), token)) continue;
        slot.missed = true;
        break;
      }
      return slot.context;
    },
    changed(events) {
      const outdated = [...slots].filter(([uri, slot]) => events.some(event => concerns(event, uri, slot)));
      for (const [, slot] of outdated) slot.outdated = true;
      return outdated.length > 0;
    },
    closed(uri) {
      slots.get(uri)?.abort.abort();
      slots.delete(uri);
    },
  };
}

/** What comes and goes always concerns the folder; a change of text only where that text was asked for. */
function concerns({ uri, type }: FileEvent, document: string, { listing, wanted }: Slot): boolean {
  const folder = document.slice(0, document.lastIndexOf('/') + 1);
  if (uri === document || !uri.startsWith(folder)) return false;
  if (type !== FileChangeType.Changed || listing === undefined) return true;
  const path = decoded(uri.slice(folder.length));
  return wanted.has(path) || listing.texts.has(path) || path.endsWith('.dockerignore');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function emptySlot(): Slot {
  return {
    listing: undefined,
    context: unknownContext,
    wanted: new Set(),
    version: undefined,
    outdated: false,
    running: undefined,
    missed: false,
    abort: new AbortController(),
  };
}

/** Whether `promise` settled before the time was over and the request cancelled. */
function settled(
  promise: Promise<void>,
  milliseconds: number,
  token: CancellationToken | undefined,
): Promise<boolean> {
  return new Promise(resolve => {
    const timer = setTimeout(() => finish(false), Math.max(0, milliseconds));
    const cancellation = token?.onCancellationRequested(() => finish(false));
    const finish = (done: boolean) => {
      clearTimeout(timer);
      cancellation?.dispose();
      resolve(done);
    };
    void promise.then(() => finish(true));
  });
}
