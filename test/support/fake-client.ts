/**
 * Programs that stand in for `docker`, `podman` and `buildah`: each call must be the next one of a recording, word for
 * word, and is answered with what was recorded.
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '../../cli/src/verify/session';

export interface Call {
  readonly argv: readonly string[];
  readonly stdout?: string | Buffer;
  readonly stderr?: string;
  readonly code?: number;
  /** Leaves a file, as `export --output` does. */
  readonly writes?: { readonly path: string; readonly content: Buffer };
}

export interface FakeClients {
  readonly session: Session;
  /** What is still to be called, and what was called and should not have been. */
  readonly left: () => { readonly expected: readonly string[]; readonly unexpected: readonly string[] };
}

const program = `#!${process.execPath}
const { readFileSync, writeFileSync, appendFileSync } = require('node:fs');
const { basename, join } = require('node:path');
const folder = process.env.FAKE_CLIENTS;
const calls = JSON.parse(readFileSync(join(folder, 'calls.json'), 'utf8'));
const argv = [basename(process.argv[1]), ...process.argv.slice(2)];
const [next, ...rest] = calls;
if (next === undefined || JSON.stringify(next.argv) !== JSON.stringify(argv)) {
  appendFileSync(join(folder, 'unexpected'), argv.join(' ') + '\\n');
  console.error('not in the recording: ' + argv.join(' '));
  process.exit(99);
}
writeFileSync(join(folder, 'calls.json'), JSON.stringify(rest));
if (next.writes) writeFileSync(next.writes.path, Buffer.from(next.writes.content, 'base64'));
process.stderr.write(next.stderr ?? '');
process.stdout.write(Buffer.from(next.stdout ?? '', 'base64'));
process.exitCode = next.code ?? 0;
`;

/** A session on whose PATH only these programs are; \`SESSION\` in a recording is the folder of the session. */
export function fakeClients(
  installed: readonly string[],
  calls: (folder: string) => readonly Call[],
): FakeClients {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'distill-fake-')));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const name of installed) {
    writeFileSync(join(bin, name), program);
    chmodSync(join(bin, name), 0o755);
  }
  const encoded = calls('/var/tmp/distill-verify-0123456789abcdef').map(({ writes, stdout, ...call }) => ({
    ...call,
    stdout: Buffer.from(stdout ?? '').toString('base64'),
    ...(writes === undefined ? {} : { writes: { ...writes, content: writes.content.toString('base64') } }),
  }));
  writeFileSync(join(folder, 'calls.json'), JSON.stringify(encoded));
  writeFileSync(join(folder, 'unexpected'), '');
  const session: Session = {
    id: '0123456789abcdef',
    folder: '/var/tmp/distill-verify-0123456789abcdef',
    signal: new AbortController().signal,
    script: 'cli.js',
    environment: { PATH: bin, FAKE_CLIENTS: folder },
    track: () => () => {},
    uses: () => {},
    keepImages: () => {},
  };
  const left = () => ({
    expected: (JSON.parse(readFileSync(join(folder, 'calls.json'), 'utf8')) as Call[]).map(call =>
      call.argv.join(' '),
    ),
    unexpected: readFileSync(join(folder, 'unexpected'), 'utf8').split('\n').filter(Boolean),
  });
  return { session, left };
}
