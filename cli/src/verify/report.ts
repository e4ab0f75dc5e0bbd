/** What `verify` found out: the JSON of `--format json`, from which the text, the Markdown and the editor's page are made. */
import type { EngineName, HttpAnswer } from './engines/engine';

export interface VerifyReport {
  readonly version: 1;
  readonly file: string;
  readonly builder: { readonly name: EngineName; readonly version: string };
  /**
   * `same`: every conversion does what the original does, and the original does something.
   * `different`: a conversion fails to build, does something else, or is over the budget.
   * `declined`: nothing could be converted. `unchanged`: there was nothing to convert.
   * `unproven`: the original does not build, or fails by itself in the same way as the conversion; that proves nothing.
   */
  readonly verdict: Verdict;
  /** The original first, then one per `--to`. */
  readonly variants: readonly Variant[];
  readonly baseline?: BaselineReport;
  readonly scanner?: { readonly name: string; readonly version: string };
}

export type Verdict = 'same' | 'different' | 'declined' | 'unchanged' | 'unproven';

export interface Variant {
  /** `original`, or what `--to` said. */
  readonly name: string;
  readonly outcome: 'original' | 'converted' | 'declined' | 'unchanged';
  /** The base image of the conversion. */
  readonly target?: string;
  readonly dockerfile?: string;
  readonly notes?: readonly string[];
  /** Why it was declined. */
  readonly reasons?: readonly string[];
  readonly verdict: Verdict;
  readonly build?: BuildReport;
  readonly image?: ImageReport;
  readonly runs: readonly RunReport[];
  /** In which way it differs from the original or from what is expected, in words. */
  readonly problems: readonly string[];
  /** What is worth knowing and held against nobody: what the original itself does not do alike twice, a scan that failed. */
  readonly remarks?: readonly string[];
  /** The name of the image, where it is kept. */
  readonly kept?: string;
  readonly vulnerabilities?: Readonly<Record<'critical' | 'high' | 'medium' | 'low' | 'unknown', number>>;
}

export interface BuildReport {
  readonly ok: boolean;
  readonly seconds: number;
  /** Of a failed build: the end of the builder's log, and the zero-based line of the Dockerfile. */
  readonly log?: readonly string[];
  readonly line?: number;
  readonly message?: string;
}

export interface ImageReport {
  readonly bytes: number;
  readonly layers: number;
  /** How many packages dpkg, apk or rpm list; absent where the image has a package database that cannot be counted. */
  readonly packages?: number;
  readonly user: string;
  /** Absolute path of the first shell in it, null if there is none; absent where the file system could not be read. */
  readonly shell?: string | null;
}

export interface RunReport {
  readonly name: string;
  readonly smoke: boolean;
  readonly exit: number | 'running';
  /** From start to the first answer, or to the end of the program; absent where neither came. */
  readonly startMs?: number;
  readonly uid?: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly listens: readonly number[];
  readonly http: readonly (HttpAnswer & { readonly port: number; readonly path: string })[];
  readonly health?: string;
  readonly files: Readonly<Record<string, string>>;
  /** Paths that were added or changed; absent where the engine cannot tell. */
  readonly written?: readonly string[];
}

export interface BaselineReport {
  readonly file: string;
  /** Percent of growth that is allowed. */
  readonly budget: number;
  readonly variants: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly before: number | undefined;
    readonly over: boolean;
  }[];
}

/** One line of `--progress json` on standard error, for programs that show it. */
export type ProgressEvent =
  | {
      readonly event: 'step';
      readonly variant: string;
      readonly step: 'convert' | 'build' | 'inspect' | 'run' | 'scan';
      readonly detail?: string;
    }
  | { readonly event: 'log'; readonly variant: string; readonly line: string };
