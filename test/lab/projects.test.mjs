/** How public projects are built and told of, as far as that needs no engine: node --test test/lab/projects.test.mjs. */
import { deepEqual, equal } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { debianCounterparts } from './images/alpine-stand-ins.mjs';
import { foreignJava } from './images/stand-ins.mjs';
import { withinReach } from './runner/reach.mjs';
import { subjects, withRealBuilds } from './runner/real-builds-section.mjs';

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
  for (const subject of Object.values(subjects)) {
    it(`stand in docs/evidence.md as docs/${subject.rows} has them`, () => {
      const read = (/** @type {string} */ path) =>
        readFileSync(new URL(`../../docs/${path}`, import.meta.url), 'utf8');
      const rows = read(subject.rows)
        .trim()
        .split('\n')
        .map(line => JSON.parse(line));
      equal(rows.length > 0, true);
      equal(withRealBuilds(read('evidence.md'), rows, subject), read('evidence.md'));
    });
  }
  it('on another Linux have a JDK of their version on Debian', () => {
    const at = (/** @type {string} */ name) => {
      const found = foreignJava(name);
      return found && `${found.version} ${found.kind} ${found.home}${found.alpine ? ' BusyBox' : ''}`;
    };
    equal(at('openjdk:17-jdk-alpine'), '17 jdk /opt/openjdk-17 BusyBox');
    equal(at('openjdk:21-oracle'), '21 jdk /usr/java/openjdk-21');
    equal(at('eclipse-temurin:21.0.5_11-jre-alpine'), '21 jre /opt/java/openjdk BusyBox');
    equal(at('amazoncorretto:17-alpine3.18'), '17 jdk /usr/lib/jvm/default-jvm BusyBox');
    equal(at('maven:3.9.4-eclipse-temurin-17-alpine'), '17 jdk /opt/java/openjdk BusyBox');
    equal(at('openjdk:19-alpine'), undefined);
    equal(at('eclipse-temurin:21-jre'), undefined);
  });
  it('on Alpine have a Debian of their version', () => {
    deepEqual(debianCounterparts('node:14.17.3-alpine3.14'), [
      ...['node:14.17.3-slim', 'node:14.17.3-bookworm-slim', 'node:14.17.3-bullseye-slim'],
    ]);
    equal(debianCounterparts('docker.io/library/python:3.12.7-alpine').at(-1), 'python:3.12-slim');
    deepEqual(debianCounterparts('nginx:1-alpine'), []);
  });
});
