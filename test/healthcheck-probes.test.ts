/** What a health check in JavaScript or Python answers, run for real: the same as the client that it stands for. */
import { spawn, spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readProbeCall } from '../server/src/core/conversions/applications/probe-call';
import { javascriptOf, pythonOf } from '../server/src/core/conversions/applications/probe-code';
import { readText } from '../server/src/core/conversions/probe-command';

/** Exit codes at `/ok`, `/moved` (to `/ok`), `/lost` (to `/bad`), `/bad` (404), and where nobody listens. */
const table: readonly { readonly command: string; readonly exits: readonly number[] }[] = [
  { command: 'curl -f URL || exit 1', exits: [0, 0, 0, 1, 1] },
  { command: 'curl -fsS -o /dev/null --max-time 5 URL', exits: [0, 0, 0, 1, 1] },
  { command: 'curl -fL URL', exits: [0, 0, 1, 1, 1] },
  { command: 'curl --silent URL > /dev/null 2>&1', exits: [0, 0, 0, 0, 1] },
  { command: 'wget -qO- URL', exits: [0, 0, 1, 1, 1] },
  { command: 'wget --no-verbose --tries=1 --spider URL || exit 1', exits: [0, 0, 1, 1, 1] },
  { command: "curl -fsSL -H 'Host: example.org' URL", exits: [0, 0, 1, 1, 1] },
  { command: 'wget -q --no-check-certificate -O /dev/null URL', exits: [0, 0, 1, 1, 1] },
  { command: 'nc -zv localhost PORT', exits: [0, 0, 0, 0, 1] },
];

const urls = [
  'http://localhost:PORT',
  'http://127.0.0.1:$PROBED',
  '"http://localhost:${PROBED:-1}"',
  'localhost:${UNSET:-PORT}',
];

const interpreters = [
  { name: 'Node.js 22', program: process.execPath, option: '-e', major: 22 },
  { name: 'any Node.js', program: process.execPath, option: '-e', major: undefined },
  { name: 'Python', program: 'python3', option: '-c', major: undefined },
].filter(({ program }) => spawnSync(program, ['--version']).status === 0);

let server: Server;
let port = 0;

beforeAll(async () => {
  server = createServer(({ url }, response) => {
    const moved = url === '/moved' ? '/ok' : url === '/lost' ? '/bad' : undefined;
    if (moved !== undefined) response.writeHead(302, { location: moved }).end();
    else response.writeHead(url === '/ok' ? 200 : 404).end('answer');
  });
  // As many servers do: one address only, which is not the first that `localhost` means.
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => server.close());

describe('probes', () => {
  for (const { name, program, option, major } of interpreters) {
    for (const { command, exits } of table) {
      // How an address is written is the same to all of them.
      for (const url of command === table[0]?.command ? urls : urls.slice(0, 1)) {
        it(`of ${name} answer like ${command} with ${url}`, { timeout: 60_000 }, async () => {
          const answers = places().map(([path, at]) => {
            const address = /"$/.test(url) ? url.replace(/"$/, `${path}"`) : url + path;
            const call = readText(command.replace('URL', address).replaceAll('PORT', String(at)));
            const probe = call === undefined ? undefined : readProbeCall(call);
            if (probe === undefined) throw new Error(`${command} was not understood`);
            const code = program === 'python3' ? pythonOf(probe) : javascriptOf(probe, major);
            return run(program, [option, code], { PROBED: String(at) });
          });
          expect(await Promise.all(answers)).toEqual(exits);
        });
      }
    }
  }
});

/** The last one is a port that nobody listens on. */
function places(): [string, number][] {
  return [...['/ok', '/moved', '/lost', '/bad'].map((path): [string, number] => [path, port]), ['/ok', 9]];
}

function run(program: string, args: string[], env: Record<string, string>): Promise<number> {
  return new Promise(done => {
    const child = spawn(program, args, { env: { PATH: process.env.PATH, ...env }, stdio: 'ignore' });
    child.on('exit', code => done(code ?? -1));
  });
}
