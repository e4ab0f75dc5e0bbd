/**
 * Asks a server in a container. Run inside of the container's network namespace (with nsenter), so that two runs
 * can use the same port at the same time and nothing is reachable from elsewhere.
 * Reads `{ requests, deadlineMs }` on standard input and writes the answers as JSON.
 */
import { request } from 'node:http';

/**
 * @typedef {object} Request
 * @property {string} path
 * @property {number} port
 * @property {string} [method]
 * @property {Record<string, string>} [headers]
 * @property {string} [body]
 */
/** @typedef {{ status: number, body: string, type: string, location?: string } | { error: string }} Answer */

/** @param {Request} asked @returns {Promise<Answer & { code?: string }>} */
function ask({ path, port, method = 'GET', headers = {}, body }) {
  return new Promise(resolve => {
    const outgoing = request(
      { host: '127.0.0.1', port, path, method, headers, timeout: 5000, agent: false },
      incoming => {
        /** @type {Buffer[]} */ const chunks = [];
        incoming.on('data', chunk => chunks.push(chunk));
        incoming.on('error', error => resolve({ error: error.message }));
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            body: Buffer.concat(chunks).toString(),
            type: incoming.headers['content-type'] ?? '',
            ...(incoming.headers.location ? { location: incoming.headers.location } : {}),
          }),
        );
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within 5 s')));
    outgoing.on('error', error =>
      resolve({ error: error.message, code: /** @type {NodeJS.ErrnoException} */ (error).code ?? '' }),
    );
    outgoing.end(body);
  });
}

let text = '';
for await (const chunk of process.stdin) text += chunk;
/** @type {{ requests: Request[], deadlineMs: number }} */ const { requests, deadlineMs } = JSON.parse(text);
const deadline = Date.now() + deadlineMs;
/** @type {Answer[]} */ const answers = [];
for (const asked of requests) {
  let answer = await ask(asked);
  while ('code' in answer && answer.code === 'ECONNREFUSED' && Date.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, 50));
    answer = await ask(asked);
  }
  answers.push(answer);
}
console.log(JSON.stringify(answers));
