/**
 * Serves the extension's folder over HTTP, as a marketplace does for vscode.dev: an extension that comes
 * from beside the remote files would run there, or could not start a worker in the browser.
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const types = { '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml' };

/** @returns {Promise<{ address: string, stop: () => void }>} */
export function serveExtension(folder) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = join(folder, normalize(decodeURIComponent(pathname)));
    // The workbench is another origin, and asks first.
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', '*');
    if (!existsSync(path) || !statSync(path).isFile()) {
      response.writeHead(request.method === 'OPTIONS' ? 204 : 404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'text/plain' });
    createReadStream(path).pipe(response);
  });
  return new Promise((answer, fail) => {
    server.once('error', fail);
    server.listen(0, 'localhost', () => {
      const stop = () => {
        server.close();
        server.closeAllConnections();
      };
      // The content security policy of the worker host knows this name and not the number.
      answer({ address: `http://localhost:${server.address().port}`, stop });
    });
  });
}
