/**
 * Trivy, Grype or Docker Scout, where one is installed: how many known vulnerabilities an image has. None is ever
 * fetched, and one that fails costs a note, never the verification.
 */
import type { EngineName } from '../engines/engine';
import { type Findings, NoReport } from './findings';
import { grype } from './grype';
import { dockerScout } from './scout';
import { trivy } from './trivy';

/** In the order in which `auto` looks for them. */
export const scannerNames = ['trivy', 'grype', 'scout'] as const;
export type ScannerName = (typeof scannerNames)[number];
export type ScannerChoice = ScannerName | 'auto' | 'never';

/**
 * Starts a program with an argument array and waits for its end; rejects where it cannot be started, or when the
 * signal ends it. `attempt` of `process.ts` is one.
 */
export type RunProgram = (program: string, args: readonly string[], options: RunLimits) => Promise<RunEnd>;

export interface RunEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

export interface RunLimits {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

export interface Scanner {
  readonly name: ScannerName;
  readonly version: string;
  /** Rejects only when the signal ends it. */
  scan(image: string, limits: RunLimits): Promise<Findings | { readonly note: string }>;
}

/** One scanner's command line, and how its report is read. */
export interface ScannerKind {
  readonly title: string;
  readonly program: string;
  readonly versionArguments: readonly string[];
  /** Arguments to scan an image of an engine's local store; undefined where the scanner cannot look into it. */
  scanArguments(engine: EngineName, image: string): readonly string[] | undefined;
  /** Raises NoReport for what is none. */
  parse(stdout: string): Findings;
}

const kinds: Readonly<Record<ScannerName, ScannerKind>> = { trivy, grype, scout: dockerScout };

/** Its version must come at once; Docker looks for its plugins first, which takes a moment. */
const probeMs = 20_000;

/**
 * The scanner that `--scan` chooses and that can read images of this engine; undefined for `never`, and for `auto`
 * where there is none. Fails with a sentence for a named one that is absent or does not fit.
 */
export async function findScanner(
  choice: ScannerChoice,
  engine: EngineName,
  run: RunProgram,
  signal: AbortSignal,
): Promise<Scanner | undefined> {
  if (choice === 'never') return undefined;
  for (const name of choice === 'auto' ? scannerNames : [choice]) {
    const kind = kinds[name];
    if (kind.scanArguments(engine, 'image') === undefined) {
      if (choice === 'auto') continue;
      throw new Error(
        `${kind.title} cannot read images of ${engine}; choose another --builder, or --scan never.`,
      );
    }
    const version = await versionOf(kind, run, signal);
    if (version !== undefined) return scannerOf(name, kind, version, engine, run);
    if (choice !== 'auto') {
      const command = [kind.program, ...kind.versionArguments].join(' ');
      throw new Error(
        `${kind.title} is not installed: \`${command}\` does not answer with a version. Install it, or leave out --scan.`,
      );
    }
  }
  return undefined;
}

async function versionOf(
  kind: ScannerKind,
  run: RunProgram,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const { code, stdout, stderr } = await run(kind.program, kind.versionArguments, {
      signal,
      timeoutMs: probeMs,
    });
    if (code !== 0) return undefined;
    return /^\s*version:\s*v?(\S+)/im.exec(`${stdout}\n${stderr}`)?.[1];
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
}

function scannerOf(
  name: ScannerName,
  kind: ScannerKind,
  version: string,
  engine: EngineName,
  run: RunProgram,
): Scanner {
  return {
    name,
    version,
    async scan(image, limits) {
      const failed = (cause: string) => ({ note: `${kind.title} could not scan ${image}: ${cause}` });
      try {
        const args = kind.scanArguments(engine, image) ?? [];
        const { code, stdout, stderr, timedOut } = await run(kind.program, args, limits);
        if (timedOut) return failed(`it took longer than ${Math.round(limits.timeoutMs / 1000)} s.`);
        try {
          // A user's own configuration may make findings an exit code; the report counts.
          return kind.parse(stdout);
        } catch (error) {
          if (!(error instanceof NoReport)) throw error;
          return failed(lastWords(stderr) ?? `exit code ${code}, and ${error.message}.`);
        }
      } catch (error) {
        if (limits.signal.aborted) throw error;
        return failed(error instanceof Error ? error.message : String(error));
      }
    },
  };
}

/** The last line that a scanner wrote to its log, where it says why it failed. */
function lastWords(stderr: string): string | undefined {
  const lines = stderr.split('\n').map(line => line.trim());
  return lines.findLast(line => line !== '')?.slice(0, 500);
}
