/** How public projects are built and told of, as far as that needs no engine: node --test test/lab/projects.test.mjs. */
import { deepEqual, equal } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { debianCounterparts } from './images/alpine-stand-ins.mjs';
import { withinReach } from './runner/reach.mjs';
import { withRealBuilds } from './runner/real-builds-section.mjs';

describe('public projects', () => {
  const digest = `@sha256:${'0'.repeat(64)}`;
  const mount =
    '--mount=type=bind,from=distill-lab-authorities,target=/run/distill-lab-authorities.crt,source=ca.crt';

  it('are built without a frontend to load and without digests', () => {
    const text = `# syntax=docker/dockerfile:1\n# escape=\`\nFROM node:22${digest} AS a\nCOPY --from=b:1${digest} /a /a\nRUN x\n`;
    equal(withinReach(text, undefined), '#\n# escape=`\nFROM node:22 AS a\nCOPY --from=b:1 /a /a\nRUN x\n');
  });
  it('find the authorities of this machine in each RUN, and nothing else changes', () => {
    const text =
      'FROM a\nRUN <<EOF\nFROM here\nRUN there\nEOF\nrun --network=none x && \\\n  y\nCMD ["RUN x"]';
    const lines = withinReach(text, 'https://npm.example/').split('\n');
    equal(lines.includes('ARG COREPACK_NPM_REGISTRY=https://npm.example'), true);
    deepEqual(
      lines.filter(line => !line.startsWith('ARG ')).join('\n'),
      `FROM a\nRUN ${mount} <<EOF\nFROM here\nRUN there\nEOF\nrun ${mount} --network=none x && \\\n  y\nCMD ["RUN x"]`,
    );
  });
  it('stand in docs/evidence.md as docs/evidence/real-builds.jsonl has them', () => {
    const read = (/** @type {string} */ path) =>
      readFileSync(new URL(`../../docs/${path}`, import.meta.url), 'utf8');
    const rows = read('evidence/real-builds.jsonl')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    equal(rows.length > 0, true);
    equal(withRealBuilds(read('evidence.md'), rows), read('evidence.md'));
  });
  it('on Alpine have a Debian of their version', () => {
    deepEqual(debianCounterparts('node:14.17.3-alpine3.14'), [
      ...['node:14.17.3-slim', 'node:14.17.3-bookworm-slim', 'node:14.17.3-bullseye-slim'],
    ]);
    equal(debianCounterparts('docker.io/library/python:3.12.7-alpine').at(-1), 'python:3.12-slim');
    deepEqual(debianCounterparts('nginx:1-alpine'), []);
  });
});
