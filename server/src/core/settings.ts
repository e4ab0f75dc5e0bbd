/** What the user can set, as the core sees it. Time comes in here, because the core has no clock. */

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** The families of runtime images a conversion may end on; `auto` is the smallest that is sure to work. */
export type Target = 'auto' | 'distroless' | 'chainguard' | 'hardened' | 'scratch' | 'slim' | 'alpine';

export interface Settings {
  /** Today as `YYYY-MM-DD`: decides what has reached its end of life. */
  readonly today: string;
  /** Severity per rule id; a rule that is not named has its own default. */
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
  readonly convertTo: Target;
  /** Stages that are built with `--target`, besides the last. */
  readonly buildTargets: readonly string[];
  /**
   * Prefix of a company's mirror to the registry it stands in front of: `registry.example.com/gcr/` to `gcr.io/`.
   * Images behind it are known, and names that fixes and conversions write go through it.
   */
  readonly imageMirrors: Readonly<Record<string, string>>;
  /** Registries, or parts of them, whose images are as good as official: `registry.example.com`, `quay.io/team/`. */
  readonly allowedRegistries: readonly string[];
}

/** The settings of a user who has set nothing; `today` is always the caller's. */
export function defaultSettings(today: string): Settings {
  return {
    today,
    rules: {},
    convertTo: 'auto',
    buildTargets: [],
    imageMirrors: {},
    allowedRegistries: [],
  };
}
