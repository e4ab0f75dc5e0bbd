/** What `distill verify` does not take for a proof, and what it says of it. */
import { test } from 'vitest';
import type { Behaviour } from './support/fake-engine';
import { checkVerdict } from './support/verdict-case';
import type { Case } from './support/verdict-cases';

const job: Behaviour = { exit: 0, stdout: 'done\n' };

const cases: Readonly<Record<string, Case>> = {
  'a conversion whose base image cannot be pulled': {
    original: { runs: [job] },
    distroless: { build: { message: 'no route', log: ['ERROR'], hindrance: 'base image' } },
    ...{ code: 2, verdict: 'unproven', verdicts: ['same', 'unproven'] },
  },
  'an original that ends otherwise each time': {
    original: { runs: [job, { exit: 1 }] },
    distroless: { runs: [{ exit: 5 }] },
    ...{ code: 2, verdict: 'unproven', verdicts: ['same', 'unproven'] },
    remarks: ['The original itself differs from run to run in: exit code, standard output.'],
  },
  'an original whose output is the same twice by chance': {
    original: {
      runs: [
        { exit: 0, stdout: 'a b\n' },
        { exit: 0, stdout: 'a b\n' },
        { exit: 0, stdout: 'b a\n' },
      ],
    },
    distroless: { runs: [{ exit: 0, stdout: 'b a\n' }] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'] },
    remarks: ['The original itself differs from run to run in: standard output.'],
  },
  'an image without a command': {
    files: {
      Dockerfile: 'FROM gcr.io/distroless/static-debian13:nonroot\nCOPY web /web\nCMD ["/web"]\n',
      web: '',
    },
    original: { facts: { entrypoint: [], command: [] } },
    ...{ code: 2, verdict: 'unproven', verdicts: ['unproven', 'unproven'] },
  },
};

test.each(Object.entries(cases))('%s', (_, one) => checkVerdict(one));
