import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const page = readFileSync(new URL('./pages/index.html', import.meta.url), 'utf8');

createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/') {
    response.setHeader('content-type', 'text/html');
    response.end(page);
  } else if (url.pathname === '/echo') {
    response.setHeader('content-type', 'application/json');
    response.end(`${JSON.stringify({ method: request.method, q: url.searchParams.get('q') })}\n`);
  } else {
    response.statusCode = 404;
    response.end('nothing here\n');
  }
}).listen(Number(process.env.PORT));
