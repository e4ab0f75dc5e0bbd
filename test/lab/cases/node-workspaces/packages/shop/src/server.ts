/** The shop, over HTTP. */
import { createServer } from 'node:http';
import { offer } from '@bazaar/prices';

createServer((request, response) => {
  const found = offer((request.url ?? '/').slice(1));
  response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(found ?? { error: 'not for sale' }));
}).listen(3000, '0.0.0.0');
