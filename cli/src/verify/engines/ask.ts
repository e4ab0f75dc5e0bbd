/** One HTTP request to 127.0.0.1. This is the only module that opens connections, and it can reach nothing else. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { HttpAnswer, HttpRequest } from './engine';

export interface Place {
  /** The port of 127.0.0.1 that leads to `request.port`. */
  readonly port: number;
  /** The engine itself accepts the connection, and closes it again while nothing listens behind. */
  readonly proxied: boolean;
}

const longestBody = 4 * 1024 * 1024;

/** Asks once and follows no redirect. Never raises: what went wrong is the answer. A very long body is cut off. */
export function ask(request: HttpRequest, { port, proxied }: Place): Promise<HttpAnswer> {
  return new Promise(resolve => {
    const { path, method, body, timeoutMs } = request;
    const outgoing = httpRequest({
      ...{ host: '127.0.0.1', port, path, method, agent: false },
      // The same for every engine, whatever port leads there.
      headers: { host: `127.0.0.1:${request.port}`, ...lowerCase(request.headers) },
    });
    let answering = false;
    const give = (answer: HttpAnswer) => {
      clearTimeout(timer);
      resolve(answer);
      outgoing.destroy();
    };
    const timer = setTimeout(() => {
      const what = answering ? 'the answer did not end' : 'no answer';
      give({ error: `${what} within ${timeoutMs / 1000} s`, refused: false });
    }, timeoutMs);
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const closed = error.code === 'ECONNRESET' || error.code === 'EPIPE';
      const refused = error.code === 'ECONNREFUSED' || (proxied && closed && !answering);
      give({ error: error.message || String(error.code), refused });
    });
    outgoing.on('response', incoming => {
      answering = true;
      readBody(incoming, give);
    });
    outgoing.end(body);
  });
}

function readBody(incoming: IncomingMessage, give: (answer: HttpAnswer) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const finish = () =>
    give({
      status: incoming.statusCode ?? 0,
      body: Buffer.concat(chunks).toString(),
      type: incoming.headers['content-type'] ?? '',
      location: incoming.headers.location,
    });
  incoming.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > longestBody) finish();
  });
  incoming.on('error', error => give({ error: error.message, refused: false }));
  incoming.on('end', finish);
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
