/** From what was seen to verdicts, and from verdicts to exit codes. */
import type { ExpectedRun } from './expectation';
import type { BuildReport, RunReport, Variant, Verdict, VerifyReport } from './report';

/**
 * How the original stands, because a comparison with what does not work proves nothing: it does not build, it does
 * not do what is expected, it fails by itself where nothing is expected, or it works.
 */
export type Standing = 'does not build' | 'unexpected' | 'fails' | 'works';

/** How the original stands after its runs; `problems` is what it does not do of what is expected. */
export function originalStanding(
  build: BuildReport | undefined,
  expected: readonly ExpectedRun[],
  runs: readonly RunReport[],
  problems: readonly string[],
): Standing {
  if (build?.ok === false) return 'does not build';
  if (problems.length > 0) return 'unexpected';
  const fails = runs.some(
    ({ exit }, index) => exit !== 0 && exit !== 'running' && expected[index]?.exit === undefined,
  );
  return fails ? 'fails' : 'works';
}

/** Of a conversion. One that differs from an original that fails is different all the same: it fails otherwise. */
export function verdictOf(
  build: BuildReport | undefined,
  original: Standing,
  problems: readonly string[],
): Verdict {
  if (original === 'does not build' || original === 'unexpected') return 'unproven';
  if (build?.ok === false || problems.length > 0) return 'different';
  return original === 'works' ? 'same' : 'unproven';
}

/** Of the whole report: the worst of what was tried; declined only where nothing was converted. */
export function verdictOfAll([original, ...others]: readonly Variant[]): Verdict {
  const some = (verdict: Verdict) => others.some(one => one.verdict === verdict);
  if (some('different')) return 'different';
  if (original?.verdict === 'unproven' || some('unproven')) return 'unproven';
  if (some('same')) return 'same';
  return some('declined') ? 'declined' : 'unchanged';
}

/** 1 also where one of several targets was declined: it was asked for, and there is none. */
export function exitCodeOf({ verdict, variants }: VerifyReport): 0 | 1 | 2 {
  if (verdict === 'unproven') return 2;
  if (verdict === 'different') return 1;
  return variants.some(({ outcome }) => outcome === 'declined') ? 1 : 0;
}
