/** `distill verify` from its words to its verdict and exit code, over an engine that does what a table says. */
import { describe, test } from 'vitest';
import { checkVerdict } from './support/verdict-case';
import { cases } from './support/verdict-cases';

describe('a verdict', () => {
  test.each(Object.entries(cases))('%s', (_, one) => checkVerdict(one));
});
