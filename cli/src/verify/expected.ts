/** Says in words what a run does not do that its expectation asks for. */

import { endOf, lastWords } from './compare';
import type { HttpAnswer } from './engines/engine';
import type { ExpectedRequest, ExpectedRun } from './expectation';
import { matches } from './matching';
import type { RunReport } from './report';
import { quoted } from './text-difference';

/** What is not as expected; empty where nothing is stated. */
export function unexpected(run: ExpectedRun, seen: RunReport): readonly string[] {
  const problems: string[] = [];
  if (run.exit !== undefined && run.exit !== seen.exit) {
    problems.push(
      `${endOf(seen)}, expected ${run.exit === 'running' ? 'that it goes on running' : `exit code ${run.exit}`}. ${lastWords(seen)}`,
    );
  }
  if (run.stdout !== undefined && !matches(run.stdout, seen.stdout)) {
    const wanted = typeof run.stdout === 'string' ? run.stdout : run.stdout.join('\n');
    problems.push(`prints ${quoted(seen.stdout)}, expected ${quoted(wanted)}`);
  }
  if (run.health !== undefined && !matches(run.health, seen.health ?? 'none')) {
    problems.push(`its health check says ${seen.health ?? 'none'}, expected ${run.health}`);
  }
  for (const [index, request] of run.http.entries())
    problems.push(...unexpectedAnswer(request, seen.http[index], seen));
  for (const [path, wanted] of Object.entries(run.files)) {
    if (wanted === undefined) continue;
    const text = seen.files[path];
    if (text === undefined) problems.push(`leaves no ${path}, expected ${quoted(wanted)} in it`);
    else if (!matches(wanted, text))
      problems.push(`leaves ${quoted(text)} in ${path}, expected ${quoted(wanted)}`);
  }
  return problems;
}

function unexpectedAnswer(
  request: ExpectedRequest,
  answer: HttpAnswer | undefined,
  seen: RunReport,
): readonly string[] {
  const where = `${request.method} ${request.path} on port ${request.port}`;
  if (answer === undefined) return [`was not asked ${where}`];
  if ('error' in answer) return [`does not answer ${where}: ${answer.error}. ${lastWords(seen)}`];
  const problems: string[] = [];
  const { expect } = request;
  if (expect.status !== undefined && expect.status !== answer.status) {
    problems.push(`answers ${where} with status ${answer.status}, expected ${expect.status}`);
  }
  for (const [part, name] of [
    ['body', 'body'],
    ['type', 'content type'],
    ['location', 'location'],
  ] as const) {
    const wanted = expect[part];
    const got = answer[part] ?? '';
    if (wanted !== undefined && !matches(wanted, got)) {
      problems.push(`answers ${where} with the ${name} ${quoted(got)}, expected ${quoted(wanted)}`);
    }
  }
  return problems;
}
