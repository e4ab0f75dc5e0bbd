/** What the command line says to `verify`, as typed values. */
import type { Target } from '../../../server/src/core/analysis';
import type { BuildOptions, EngineName } from './engines/engine';

export const builderNames = ['docker', 'podman', 'buildah'] as const satisfies readonly EngineName[];
export const scanChoices = ['auto', 'trivy', 'grype', 'scout', 'never'] as const;
export const progressChoices = ['auto', 'plain', 'json', 'none'] as const;
export const allowances = ['host-network'] as const;
export const verifyFormats = ['text', 'json', 'markdown'] as const;

export interface VerifyOptions {
  readonly command: 'verify';
  readonly operands: readonly string[];
  /** What to convert to, without repetitions; empty for what the settings say. */
  readonly to: readonly Target[];
  /** Undefined takes the first that is there. */
  readonly builder: EngineName | undefined;
  readonly context: string | undefined;
  readonly stage: string | undefined;
  readonly runtimeVersion: string | undefined;
  readonly config: string | undefined;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly build: BuildOptions;
  readonly expect: string | undefined;
  /** What the expectation may ask for beyond its containers; it comes with a repository, this from whoever runs it. */
  readonly allow: readonly (typeof allowances)[number][];
  /** How long a smoke run is watched. */
  readonly seconds: number;
  readonly baseline: string | undefined;
  /** Percent of growth that is allowed. */
  readonly budget: number | undefined;
  readonly writeBaseline: boolean;
  readonly scan: (typeof scanChoices)[number];
  readonly writeBake: string | undefined;
  readonly bakeMetadata: string | undefined;
  readonly format: (typeof verifyFormats)[number];
  readonly output: string | undefined;
  readonly progress: (typeof progressChoices)[number];
  readonly quiet: boolean;
  readonly color: boolean;
}
