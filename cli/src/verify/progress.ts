/** Says on standard error what verify is doing: one line that is rewritten, plain lines, or events for programs. */
import { printable, type Terminal } from '../terminal';
import type { VerifyOptions } from './options';
import type { ProgressEvent } from './report';

export type Step = Extract<ProgressEvent, { event: 'step' }>['step'];

export interface Progress {
  readonly step: (variant: string, step: Step, detail?: string) => void;
  /** A line of the builder's log. */
  readonly log: (variant: string, line: string) => void;
  /** Something to be read by people, whatever becomes of the line; not shown where events are asked for. */
  readonly say: (text: string) => void;
  /** Takes the line away, so that a report can be printed. */
  readonly end: () => void;
}

const words: Readonly<Record<Step, string>> = {
  convert: 'converting',
  build: 'building',
  inspect: 'looking into the image',
  run: 'running',
  scan: 'looking for vulnerabilities',
};

/** `auto` takes the line where standard error is a terminal, and otherwise a line for each step, without logs. */
export function progressOf(
  terminal: Terminal,
  { progress, quiet }: Pick<VerifyOptions, 'progress' | 'quiet'>,
): Progress {
  const nothing = () => {};
  if (progress === 'none' || quiet) return { step: nothing, log: nothing, say: nothing, end: nothing };
  if (progress === 'json') return events(terminal);
  const columns = terminal.errorColumns;
  if (progress === 'auto' && columns?.() !== undefined) return rewrittenLine(terminal, columns);
  return plainLines(terminal, progress === 'plain');
}

function sentence(variant: string, step: Step, detail: string | undefined): string {
  return `${variant}: ${words[step]}${detail === undefined ? '' : `, ${detail}`}`;
}

function plainLines({ stderr }: Terminal, logs: boolean): Progress {
  return {
    step: (variant, step, detail) => stderr(`${printable(sentence(variant, step, detail))}\n`),
    log: (variant, line) => {
      if (logs) stderr(`${printable(`${variant} | ${line}`)}\n`);
    },
    say: stderr,
    end: () => {},
  };
}

function events({ stderr }: Terminal): Progress {
  const tell = (event: ProgressEvent) => stderr(`${JSON.stringify(event)}\n`);
  return {
    step: (variant, step, detail) =>
      tell({ event: 'step', variant, step, ...(detail === undefined ? {} : { detail }) }),
    log: (variant, line) => tell({ event: 'log', variant, line }),
    say: () => {},
    end: () => {},
  };
}

function rewrittenLine({ stderr }: Terminal, columns: () => number | undefined): Progress {
  const clear = '\r\u001b[2K';
  let current = '';
  const show = (text: string) => {
    // One column short: a line that fills the terminal wraps, and what has wrapped is not taken away.
    const width = Math.max(20, columns() || 80) - 1;
    const line = printable(text).replace(/[\t\n]/g, ' ');
    stderr(clear + (line.length > width ? `${line.slice(0, width - 1)}…` : line));
  };
  return {
    step(variant, step, detail) {
      current = sentence(variant, step, detail);
      show(current);
    },
    log: (_, line) => show(`${current} | ${line}`),
    say(text) {
      stderr(clear + text);
      if (current !== '') show(current);
    },
    end() {
      current = '';
      stderr(clear);
    },
  };
}
