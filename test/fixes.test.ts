/** Fixes that must not be applied together with the others, because the image would not build or not start. */
import { expect, it } from 'vitest';
import { applyFixes } from '../server/src/apply-fixes';
import { defaultSettings, unknownContext } from '../server/src/core/analysis';

const settings = defaultSettings('2026-11-20');

function fixed(source: string): string {
  return applyFixes(source, unknownContext, settings, ['safe', 'unsafe']).text;
}

it.each([
  ['no other user may enter the home of root', 'FROM debian:13\nCOPY app /root/app\nCMD ["/root/app"]\n'],
  ['nor start from there', 'FROM debian:13\nWORKDIR /root\nCOPY app .\nCMD ["./app"]\n'],
  ['a program for Python 2 has to be ported', 'FROM python:2.7-slim\nRUN pip install flask\n'],
  ['the data of a database has to be migrated', 'FROM postgres:12-alpine\nCOPY init.sql /\n'],
  ['a tag was never published', 'FROM node:6-onbuild\n'],
  ['nor was that one', 'FROM tomcat:7-jre7\nCOPY app.war /usr/local/tomcat/webapps/\n'],
  ['nothing new is published in a repository', 'FROM mcr.microsoft.com/dotnet/core/sdk\nRUN dotnet build\n'],
])('%s', (_, source) => {
  expect(fixed(source)).toBe(source);
});

it('the same line elsewhere is changed', () => {
  expect(fixed('FROM debian:13\nCOPY app /app\nCMD ["/app"]\n')).toContain('USER 65532:65532\nCMD');
  expect(fixed('FROM node:6-alpine\n')).toBe('FROM node:26-alpine\n');
});
