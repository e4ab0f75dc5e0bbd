/** Which open images surely lack an HTTP client or a package manager; the rows and what was read for them are in facts/absent-clients.json. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lacksProgram } from '../server/src/core/catalogue/absent-clients';
import { imageOf } from '../server/src/core/catalogue/variants';

test.each([
  ['debian:trixie-slim', true, true],
  ['debian:bookworm', true, true],
  // Its lists were not read.
  ['debian:stretch', false, false],
  ['ubuntu:24.04', true, true],
  ['ubuntu:16.04', false, false],
  ['alpine:3.24', true, false],
  ['python:3.13-slim', true, true],
  ['python:slim', true, true],
  ['python:3.13-alpine', true, false],
  ['python:3.13', false, false],
  ['python:3.7-slim', false, false],
  ['node:24-slim', true, true],
  ['node:24-alpine', true, false],
  ['node:24', false, false],
  ['mcr.microsoft.com/dotnet/aspnet:10.0', true, true],
  ['mcr.microsoft.com/dotnet/runtime:8.0-alpine3.24', true, false],
  ['mcr.microsoft.com/dotnet/aspnet:8.0-azurelinux3.0', false, false],
  ['mcr.microsoft.com/dotnet/sdk:10.0', false, false],
  ['golang:1.27-alpine', false, false],
])('%s: curl %s, wget %s', (text, curl, wget) => {
  const image = imageOf(text);
  expect(image).toBeDefined();
  if (image) expect([lacksProgram(image, 'curl'), lacksProgram(image, 'wget')]).toEqual([curl, wget]);
});

test.each([
  ['node:26', true, true],
  ['node:latest', true, true],
  ['node:26-alpine', true, true],
  ['node:bookworm-slim', true, true],
  ['node:25', false, false],
  ['node:24', false, false],
  // Which version that is depends on the day.
  ['node:lts', false, false],
  ['cgr.dev/chainguard/node:latest-dev', false, false],
])('%s: yarn %s, corepack %s', (text, yarn, corepack) => {
  const image = imageOf(text);
  expect(image).toBeDefined();
  if (image) expect([lacksProgram(image, 'yarn'), lacksProgram(image, 'corepack')]).toEqual([yarn, corepack]);
});

test('every row says what was read', () => {
  const { rows } = JSON.parse(readFileSync(new URL('../facts/absent-clients.json', import.meta.url), 'utf8'));
  for (const { source } of rows) expect(source).toMatch(/^[\w-]+\/[\w-]+[ ,]/);
});
