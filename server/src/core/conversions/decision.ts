import type { Note } from '../edits/change';
import type { Span } from '../syntax/span';

/** Why a conversion is declined: a message, the place it points at, and the rule behind it if there is one. */
export interface Reason extends Note {
  readonly rule?: string;
}

/** Collects what a conversion finds on its way: one reason is enough to decline. */
export interface Ledger {
  readonly reasons: Reason[];
  readonly notes: Note[];
  /** What only root can do in the original: with any of these another user is no choice. */
  readonly rootNeeds: Reason[];
  /** The plan is made for root; `rootNeeds` do not count then. */
  readonly keepsRoot: boolean;
}

export function newLedger(keepsRoot = false): Ledger {
  return { reasons: [], notes: [], rootNeeds: [], keepsRoot };
}

/** The program does something that only root may: the conversion is planned anew for root. */
export function needRoot(ledger: Ledger, message: string, span: Span | undefined): undefined {
  if (!ledger.keepsRoot) ledger.rootNeeds.push({ message, ...(span === undefined ? {} : { span }) });
  return undefined;
}

export function decline(ledger: Ledger, message: string, span: Span | undefined, rule?: string): undefined {
  if (!ledger.reasons.some(reason => reason.message === message)) {
    ledger.reasons.push({
      message,
      ...(span === undefined ? {} : { span }),
      ...(rule === undefined ? {} : { rule }),
    });
  }
  return undefined;
}

export function note(ledger: Ledger, message: string, span?: Span): void {
  if (!ledger.notes.some(known => known.message === message)) {
    ledger.notes.push({ message, ...(span === undefined ? {} : { span }) });
  }
}
