/** A run about which nothing is known: does it stay up or end, where does it listen, and what does it answer there? */

import { setTimeout as pause } from 'node:timers/promises';
import { bounded } from './bounded-text';
import type { HttpAnswer } from './engines/engine';
import type { RunReport } from './report';
import { askUntilAnswered, sinceMs, type Watched, type Watching } from './watching';

/** A program with more ports than this is asked on the first ones only. */
const mostPorts = 8;

/**
 * Watches for the run's seconds, and up to three times as long where more is to come: a port that the image exposes,
 * or what the original did within its time. So a conversion is not called different for being a second slower.
 */
export async function watchSmoke(watching: Watching): Promise<Watched> {
  const { container, run, begun, signal } = watching;
  const until = begun + run.seconds * 1000;
  const latest = begun + run.seconds * 3000;
  let uid: number | undefined;
  let startMs: number | undefined;
  for (let wait = 50; ; wait = Math.min(wait * 2, 250)) {
    signal.throwIfAborted();
    const state = await container.state();
    uid ??= state.uid;
    const known = uid === undefined ? {} : { uid };
    if (!state.running) {
      const exit = state.exit ?? 'running';
      return { exit, startMs: sinceMs(begun), ...known, listens: [], http: [] };
    }
    const listens = await portsOf(watching);
    if (startMs === undefined && (await anyAnswers(watching, listens))) startMs = sinceMs(begun);
    const now = performance.now();
    if (now >= latest || (now >= until && isEnough(watching, listens))) {
      const http = await answersOf(watching, listens);
      const { running, exit } = await container.state();
      // What is asked for the first time may be what ends it.
      const ended = running ? undefined : exit;
      return {
        exit: ended ?? 'running',
        ...(startMs === undefined ? {} : { startMs }),
        ...known,
        ...{ listens, http },
      };
    }
    await pause(wait, undefined, { signal });
  }
}

function isEnough({ exposed, like }: Watching, listens: readonly number[]): boolean {
  if (like === undefined) return exposed.length === 0 || exposed.some(port => listens.includes(port));
  return like.exit === 'running' && like.listens.every(port => listens.includes(port));
}

/** Where that cannot be looked at, the ports that answer at all. */
async function portsOf(watching: Watching): Promise<readonly number[]> {
  const { container, exposed } = watching;
  const listening = await container.listening();
  if (listening !== undefined) return listening;
  const answering: number[] = [];
  for (const port of exposed) {
    const answer = await ask(watching, port);
    if (!('error' in answer) || !answer.refused) answering.push(port);
  }
  return answering;
}

async function anyAnswers(watching: Watching, listens: readonly number[]): Promise<boolean> {
  for (const port of listens.slice(0, mostPorts)) if (!('error' in (await ask(watching, port)))) return true;
  return false;
}

async function answersOf(watching: Watching, listens: readonly number[]): Promise<RunReport['http']> {
  const { container, run, signal } = watching;
  const http: RunReport['http'][number][] = [];
  for (const { expect: _, ...request } of run.http) {
    const deadline = performance.now() + run.seconds * 1000;
    const answer = await askUntilAnswered(container, deadline, signal, () =>
      container.ask({ ...request, timeoutMs: 5000 }),
    );
    http.push({ ...shortened(answer), port: request.port, path: request.path });
  }
  for (const port of listens.slice(0, mostPorts)) {
    if (run.http.some(request => request.port === port && request.path === '/')) continue;
    http.push({ ...shortened(await ask(watching, port)), port, path: '/' });
  }
  return http;
}

function ask({ container }: Watching, port: number): Promise<HttpAnswer> {
  const request = { port, path: '/', method: 'GET', headers: {}, body: undefined };
  return container.ask({ ...request, timeoutMs: 5000 });
}

function shortened(answer: HttpAnswer): HttpAnswer {
  return 'error' in answer ? answer : { ...answer, body: bounded(answer.body) };
}
