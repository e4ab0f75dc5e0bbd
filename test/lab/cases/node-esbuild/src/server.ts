/** Answers with milliseconds, or with the place in the source that refused. */
import { createServer } from 'node:http';
import { parse } from './parse';

createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  try {
    response.end(`${parse(pathname.slice(1))} ms\n`);
  } catch (error) {
    response.statusCode = 400;
    // The place in the source, which a source map tells.
    response.end(`${/parse\.ts:\d+/.exec((error as Error).stack ?? '')?.[0] ?? 'somewhere'}\n`);
  }
}).listen(8080);
