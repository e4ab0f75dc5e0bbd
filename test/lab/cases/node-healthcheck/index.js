const { createServer } = require('node:http');

const server = createServer((request, response) => response.end(request.url === '/healthz' ? 'fine\n' : 'hello\n'));
server.listen(8080);
process.on('SIGTERM', () => server.close(() => process.exit(3)));
