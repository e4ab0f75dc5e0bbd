/**
 * The file of `--expect`: how an image is run, and what is to be seen. YAML or JSON; the same shape serves as
 * `expect.json` of the image lab.
 */

export interface Expectation {
  readonly runs: readonly ExpectedRun[];
  readonly buildArgs: Readonly<Record<string, string>>;
}

/** One run of an image. Everything is optional; what is not stated is only compared between original and conversion. */
export interface ExpectedRun {
  readonly name: string;
  /** Nothing is known: look whether it stays up or ends, and what it answers. */
  readonly smoke: boolean;
  /** What follows the image's name: replaces CMD. */
  readonly args: readonly string[] | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly user: string | undefined;
  readonly readOnly: boolean;
  readonly volumes: readonly string[];
  readonly tmpfs: readonly string[];
  /** Further options of `docker create`; refused for what could reach beyond the container (see `expectation-options.ts`). */
  readonly options: readonly string[];
  readonly network: 'default' | 'none' | 'host';
  readonly http: readonly ExpectedRequest[];
  /** How long the program may take to end by itself, or to answer. */
  readonly seconds: number;
  /** Folders where it may write what does not count, such as a compiler's cache. */
  readonly leaves: readonly string[];
  /** Whether the exit code after SIGTERM counts. */
  readonly stop: boolean;
  /** What the program must do. */
  readonly exit: number | 'running' | undefined;
  /** The whole output, or its lines; a text between slashes is a regular expression. */
  readonly stdout: string | readonly string[] | undefined;
  /** What HEALTHCHECK must come to; any text waits for it, too. */
  readonly health: string | undefined;
  /** Files to read when the program has ended, with the text they must have (undefined: only compared). */
  readonly files: Readonly<Record<string, string | undefined>>;
}

export interface ExpectedRequest {
  readonly port: number;
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly expect: {
    readonly status: number | undefined;
    readonly body: string | undefined;
    readonly type: string | undefined;
    readonly location: string | undefined;
  };
}
