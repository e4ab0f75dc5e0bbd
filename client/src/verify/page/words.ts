/** Verdicts in words: for the page, and for the message that announces it. */
import type { Variant, Verdict, VerifyReport } from '../report';

const onConversion: Readonly<Record<Verdict, string>> = {
  same: 'Same',
  different: 'Different',
  declined: 'Declined',
  unchanged: 'Unchanged',
  unproven: 'Unproven',
};

const onOriginal: Readonly<Record<Verdict, string>> = {
  ...onConversion,
  same: 'Works',
  different: 'Not as expected',
};

export function verdictOf({ outcome, verdict, build }: Variant): string {
  if (build?.ok === false) return 'Does not build';
  return (outcome === 'original' ? onOriginal : onConversion)[verdict];
}

/** What came of it, in a sentence. */
export function summary({ verdict, variants }: VerifyReport): string {
  const conversions = variants.filter(({ outcome }) => outcome === 'converted');
  const several = conversions.length > 1;
  const original = variants.find(({ outcome }) => outcome === 'original');
  if (original?.build?.ok === false) return 'The original does not build, so nothing is proven.';
  const unbuilt = conversions.find(({ build }) => build?.ok === false);
  switch (verdict) {
    case 'same':
      return several
        ? 'The conversions do what the original does.'
        : 'The conversion does what the original does.';
    case 'different':
      if (unbuilt && !several) return 'The conversion does not build.';
      return several
        ? 'A conversion does not do what the original does.'
        : 'The conversion does not do what the original does.';
    case 'declined':
      return 'Distill did not convert this file, so there is nothing to compare.';
    case 'unchanged':
      return 'There is nothing to convert, so there is nothing to compare.';
    case 'unproven':
      if (unbuilt?.build?.hindrance !== undefined)
        return `Nothing is proven: a conversion could not be built (${unbuilt.build.hindrance}).`;
      if (original?.verdict === 'same') return 'Nothing is proven: the original does not end alike twice.';
      return 'Nothing is proven: the original fails by itself, or does nothing that could be compared.';
  }
}

/** As its makers write it. */
export function builderName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** As a heading. */
export function titleOf({ name, target }: Variant): string {
  if (name === 'original') return 'Original';
  return target === undefined || target === name ? name : `${name}: ${target}`;
}
