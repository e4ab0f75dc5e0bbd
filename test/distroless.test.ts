/** Distroless, scratch and chiselled files from public repositories: the broken are found, the others left alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { analyse, defaultSettings, type Finding } from '../server/src/core/analysis';
import { type DistrolessPage, readDistrolessPage } from './support/distroless-page';

const settings = defaultSettings('2026-11-20');

/**
 * The rules that say of an image that something in it will not work, those of the runtime contract and of users.
 * `root-in-final-stage` is none of them: a program that runs as root runs.
 */
const claims = new Set([
  'build-time-mount-artifact',
  'dynamic-binary-on-static-base',
  'healthcheck-without-client',
  'interpreter-version-mismatch',
  'libc-mismatch',
  'literal-variable',
  'lost-configuration',
  'malformed-exec-form',
  'missing-artifact',
  'missing-ca-certificates',
  'missing-executable',
  'missing-runtime-dependencies',
  'missing-shared-library',
  'missing-timezone-data',
  'missing-tmp',
  'missing-user-database',
  'newer-glibc-artifact',
  'repeated-entrypoint',
  'run-without-shell',
  'script-without-interpreter',
  'shell-form-without-shell',
  'unknown-user',
  'unprivileged-build',
  'unwritable-directory',
  'wildcard-argument',
]);

describe('broken distroless files', () => {
  const pages = readPages('broken');
  test('are at least thirty, each with a source and what must be found', () => {
    expect(pages.length).toBeGreaterThanOrEqual(30);
    for (const [name, page] of pages) {
      expect(page.source, name).not.toBe('');
      expect(page.expected.length, name).toBeGreaterThan(0);
      for (const { rule } of page.expected) expect(claims, name).toContain(rule);
    }
  });
  for (const [name, page] of pages) {
    for (const [ending, variant] of endings(page)) {
      test(`${name} is flagged (${ending})`, () => {
        const found = findings(variant);
        for (const { rule, text, warning } of page.expected) {
          const enough = warning ? ['error', 'warning'] : ['error'];
          const hits = found.filter(
            finding =>
              finding.rule === rule &&
              enough.includes(finding.severity) &&
              marked(variant, finding).includes(text),
          );
          expect(hits.length, `${rule} on ${text}, not only\n${told(variant, found)}`).toBeGreaterThan(0);
        }
      });
    }
  }
});

describe('correct distroless files', () => {
  const pages = readPages('correct');
  test('are at least thirty, each with a source', () => {
    expect(pages.length).toBeGreaterThanOrEqual(30);
    for (const [name, page] of pages) expect(page.source, name).not.toBe('');
  });
  for (const [name, page] of pages)
    for (const [ending, variant] of endings(page))
      test(`${name} is quiet (${ending})`, () => {
        const wrong = findings(variant).filter(
          ({ rule, severity }) => severity === 'error' || (severity === 'warning' && claims.has(rule)),
        );
        expect(told(variant, wrong)).toBe('');
      });
});

describe('distroless files whose fault no analysis can know', () => {
  for (const [name, page] of readPages('unknowable')) {
    test(`${name} says where it is from and why`, () => {
      expect(page.source).not.toBe('');
      expect(page.reason).toMatch(/^[A-Z].*\.$/);
    });
    for (const [ending, variant] of endings(page))
      test(`${name} is not called wrong for another reason (${ending})`, () => {
        const wrong = findings(variant).filter(({ severity }) => severity === 'error');
        expect(told(variant, wrong)).toBe('');
      });
  }
});

function readPages(folder: string): [string, DistrolessPage][] {
  const directory = new URL(`./distroless/${folder}/`, import.meta.url);
  return readdirSync(directory)
    .filter(file => file.endsWith('.md'))
    .map(file => [file.slice(0, -3), readDistrolessPage(readFileSync(new URL(file, directory), 'utf8'))]);
}

function endings(page: DistrolessPage): [string, DistrolessPage][] {
  return [
    ['LF', page],
    ['CRLF', { ...page, dockerfile: page.dockerfile.replace(/\n/g, '\r\n') }],
  ];
}

function findings(page: DistrolessPage): readonly Finding[] {
  return analyse(page.dockerfile, page.context, settings).findings;
}

function marked(page: DistrolessPage, { span }: Finding): string {
  return page.dockerfile.slice(span.start, span.end).replace(/\r\n/g, '\n');
}

function told(page: DistrolessPage, found: readonly Finding[]): string {
  return found
    .map(finding => `${finding.severity} ${finding.rule} on ${marked(page, finding)}: ${finding.message}`)
    .join('\n');
}
