/** What images do, and what `distill verify` must say of them. */
import type { VerifyReport } from '../../cli/src/verify/report';
import { type Behaviour, type FakeImage, page } from './fake-engine';

const server: Behaviour = { listens: [8080], http: { '8080 /': page(200, 'hello') } };
const job: Behaviour = { exit: 0, stdout: 'done\n' };
const declinedFile = { Dockerfile: 'FROM golang:1.26\nCMD ["sh", "-c", "$X"]\n' };
const unchangedFile = {
  Dockerfile: 'FROM gcr.io/distroless/static-debian13:nonroot\nCOPY web /web\nCMD ["/web"]\n',
  web: '',
};

export interface Case {
  readonly files?: Readonly<Record<string, string>>;
  readonly argv?: readonly string[];
  readonly original?: FakeImage;
  readonly distroless?: FakeImage;
  readonly scratch?: FakeImage;
  /** As text; JSON is YAML. */
  readonly expectation?: unknown;
  readonly code: 0 | 1 | 2;
  readonly verdict: VerifyReport['verdict'];
  /** Of the variants, the original first. */
  readonly verdicts: readonly VerifyReport['verdict'][];
  /** Parts of the problems of the last variant, or of the original where `of` says so; in this number. */
  readonly problems?: readonly string[];
  readonly of?: number;
  readonly remarks?: readonly string[];
}

export const cases: Readonly<Record<string, Case>> = {
  'a server that answers the same': {
    original: { runs: [server] },
    distroless: { runs: [server] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'] },
  },
  'a server that takes longer to listen than the smoke run lasts': {
    original: { runs: [server] },
    distroless: { runs: [{ ...server, listensAfterMs: 300 }] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'] },
  },
  'a server whose ports cannot be looked at': {
    original: { facts: { exposedPorts: ['8080/tcp', '53/udp'] }, runs: [{ ...server, hidden: true }] },
    distroless: { facts: { exposedPorts: ['8080/tcp'] }, runs: [{ ...server, hidden: true }] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'] },
  },
  'a server that answers with an error': {
    original: { runs: [server] },
    distroless: { runs: [{ ...server, http: { '8080 /': page(500, 'no template') } }] },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: ['answers / on port 8080 otherwise: status 500, in the original 200'],
  },
  'a server that listens nowhere': {
    original: { runs: [server] },
    distroless: { runs: [{}] },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: ['listens on no port, the original on port 8080'],
  },
  'a program that cannot be started': {
    original: { runs: [job] },
    distroless: { runs: [{ cannotStart: 'exec: "/app/web": no such file or directory' }] },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: [
      'ends with exit code 127, the original ends with exit code 0. Its last words: "exec: \\"/app/web\\": no such',
      'prints something else',
    ],
  },
  'output that differs in numbers and order only': {
    original: { runs: [{ exit: 0, stdout: '12:00:01 took 3ms\npid 7\n' }] },
    distroless: { runs: [{ exit: 0, stdout: 'pid 12\n12:00:09 took 1.5 s\n' }] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'] },
  },
  'output in other words': {
    original: { runs: [{ exit: 0, stdout: 'time zone: Europe/Berlin\n' }] },
    distroless: { runs: [{ exit: 0, stdout: 'time zone: UTC\n' }] },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: ['"time zone: UTC", in the original "time zone: Europe/Berlin"'],
  },
  'an original that differs from itself': {
    original: {
      runs: [
        { exit: 0, stdout: 'a tip: rest\n' },
        { exit: 0, stdout: 'a tip: run\n' },
      ],
    },
    distroless: { runs: [{ exit: 0, stdout: 'a tip: walk\n' }] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'] },
    remarks: ['The original itself differs from run to run in: standard output.'],
  },
  'an original that differs from itself, and a conversion that lacks what both have': {
    original: {
      runs: [
        { exit: 0, stdout: 'ready\ntip: rest\n' },
        { exit: 0, stdout: 'ready\ntip: run\n' },
      ],
    },
    distroless: { runs: [{ exit: 0, stdout: 'tip: walk\n' }] },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: ['without "ready", which the original always has'],
    remarks: ['The original itself differs from run to run in: standard output.'],
  },
  'a conversion whose output the engine loses once': {
    original: { runs: [job] },
    distroless: { runs: [{ exit: 0 }, job] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'] },
    problems: [],
    remarks: [
      'Seen once, and not when it ran again: prints something else: without "done", which the original has',
    ],
  },
  'a conversion that fails twice, and by chance prints something else': {
    original: { runs: [job] },
    distroless: {
      runs: [
        { exit: 3, stdout: '' },
        { exit: 3, stdout: 'done\n' },
      ],
    },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: ['ends with exit code 3'],
  },
  'a file that is missed, told on standard error only': {
    original: { runs: [{ ...server, stderr: '12:00 listening\n' }] },
    distroless: { runs: [{ ...server, stderr: '12:01 no config.yaml\n12:01 listening\n' }] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'] },
    remarks: ['It says "12:01 no config.yaml" on standard error, which the original does not.'],
  },
  'words on standard error that the original has at times': {
    original: { runs: [server, { ...server, stderr: 'cache is cold\n' }] },
    distroless: { runs: [{ ...server, stderr: 'cache is cold\n' }] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'] },
  },
  'an original that fails, and a conversion that fails for another reason': {
    original: { runs: [{ exit: 1, stderr: 'no database\n' }] },
    distroless: { runs: [{ exit: 1, stderr: 'no config.yaml\n' }] },
    ...{ code: 2, verdict: 'unproven', verdicts: ['unproven', 'unproven'] },
    remarks: ['It says "no config.yaml" on standard error, which the original does not.'],
  },
  'a program that shows nothing of itself': {
    original: { runs: [{}] },
    distroless: { runs: [{}] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'], of: 0 },
    remarks: [
      'The smoke run shows little: it stays up, but no port is seen to answer, and it prints and writes nothing. Say in a file for --expect what else it does.',
    ],
  },
  'a server that has nothing at /': {
    original: { runs: [{ listens: [8080] }] },
    distroless: { runs: [{ listens: [8080] }] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'], of: 0 },
    remarks: [
      'The smoke run shows little: `GET /` is all that was asked, and it is answered with 404. Say in a file for --expect what else it does.',
    ],
  },
  'both fail by themselves': {
    original: { runs: [{ exit: 1, stderr: 'no database\n' }] },
    distroless: { runs: [{ exit: 1, stderr: 'no database\n' }] },
    ...{ code: 2, verdict: 'unproven', verdicts: ['unproven', 'unproven'] },
  },
  'the conversion fails otherwise than an original that fails': {
    original: { runs: [{ exit: 1, stderr: 'no database\n' }] },
    distroless: { runs: [{ exit: 127, stderr: 'no such file\n' }] },
    ...{ code: 1, verdict: 'different', verdicts: ['unproven', 'different'] },
    problems: ['ends with exit code 127, the original ends with exit code 1'],
  },
  'a failure that is expected': {
    expectation: { runs: [{ exit: 2 }] },
    original: { runs: [{ exit: 2, stderr: 'usage\n' }] },
    distroless: { runs: [{ exit: 2, stderr: 'usage\n' }] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'] },
  },
  'an original that does not build': {
    original: { build: { message: 'exit code: 1', log: ['#5 ERROR'], line: 2 } },
    ...{ code: 2, verdict: 'unproven', verdicts: ['unproven', 'unproven'] },
  },
  'a conversion that does not build': {
    original: { runs: [job] },
    distroless: { build: { message: 'not found', log: [] } },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: [],
  },
  'a file that is declined, where nothing is asked of the original': {
    files: declinedFile,
    ...{ code: 1, verdict: 'declined', verdicts: ['declined', 'declined'] },
  },
  'a file that is declined, and an original that does what is expected': {
    files: declinedFile,
    expectation: { runs: [{ exit: 0 }] },
    original: { runs: [job] },
    ...{ code: 1, verdict: 'declined', verdicts: ['same', 'declined'] },
  },
  'a file that is declined, and an original that does not do what is expected': {
    files: declinedFile,
    expectation: { runs: [{ exit: 0, stdout: 'other\n' }] },
    original: { runs: [job] },
    ...{ code: 2, verdict: 'unproven', verdicts: ['unproven', 'declined'] },
    of: 0,
    problems: ['prints "done", expected "other"'],
  },
  'one target declined and another the same': {
    argv: ['--to', 'chainguard', '--to', 'distroless'],
    original: { runs: [job] },
    distroless: { runs: [job] },
    ...{ code: 1, verdict: 'same', verdicts: ['same', 'declined', 'same'] },
  },
  'a file with nothing to convert': {
    files: unchangedFile,
    original: { runs: [job] },
    ...{ code: 0, verdict: 'unchanged', verdicts: ['same', 'unchanged'] },
  },
  'three images': {
    argv: ['--to', 'distroless', '--to', 'scratch'],
    original: { runs: [job] },
    distroless: { runs: [job] },
    scratch: { runs: [{ exit: 3, stdout: 'done\n' }] },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'same', 'different'] },
    problems: ['ends with exit code 3'],
  },
  'an expectation that only the conversion fails': {
    expectation: {
      runs: [
        { name: 'serves', exit: 'running', http: [{ port: 8080, expect: { status: 200, body: 'hello' } }] },
        { name: 'helps', args: ['--help'], exit: 0, stdout: ['usage'] },
      ],
    },
    original: { runs: args => (args ? { exit: 0, stdout: 'usage\n' } : server) },
    distroless: { runs: args => (args ? { exit: 0, stdout: 'usage: x\n' } : server) },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: ['helps: prints something else', 'helps: prints "usage: x", expected "usage"'],
  },
  'an expectation that the original fails, too': {
    expectation: { runs: [{ exit: 'running', seconds: 0.2, http: [{ port: 9090, path: '/health' }] }] },
    original: { runs: [server] },
    distroless: { runs: [server] },
    ...{ code: 2, verdict: 'unproven', verdicts: ['unproven', 'unproven'] },
    problems: ['does not answer GET /health on port 9090: connection refused'],
  },
  'a server that ends before it answers': {
    expectation: { runs: [{ exit: 'running', http: [{ port: 8080 }] }] },
    original: { runs: [server] },
    distroless: { runs: [{ exit: 1, stderr: 'permission denied\n' }] },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: [
      'ends with exit code 1, the original goes on running',
      'expected that it goes on running',
      'the program has ended with exit code 1',
    ],
  },
  'an exit code after the signal': {
    expectation: { runs: [{ exit: 7, stop: true, http: [{ port: 8080, expect: { status: 200 } }] }] },
    original: { runs: [{ ...server, exitOnStop: 7 }] },
    distroless: { runs: [{ ...server, exitOnStop: 143 }] },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: ['ends with exit code 143, the original', 'ends with exit code 143, expected exit code 7'],
  },
  'files, paths and health': {
    expectation: {
      runs: [{ health: 'healthy', http: [{ port: 8080 }], files: { '/data/a': '1\n', '/data/b': null } }],
    },
    original: {
      runs: [
        { ...server, health: 'healthy', files: { '/data/a': '1\n', '/data/b': 'x' }, changes: ['/data/a'] },
      ],
    },
    distroless: {
      runs: [{ ...server, health: 'unhealthy', files: { '/data/b': 'y' }, changes: ['/tmp/c'] }],
    },
    ...{ code: 1, verdict: 'different', verdicts: ['same', 'different'] },
    problems: [
      'is unhealthy in its health check, the original healthy',
      'leaves no /data/a, the original does',
      'leaves another /data/b: "y", in the original "x"',
      'does not write /data/a, the original does',
      'writes /tmp/c, the original does not',
      'its health check says unhealthy, expected healthy',
      'leaves no /data/a, expected "1" in it',
    ],
  },
  'caches that only root may write': {
    original: {
      runs: [
        {
          ...job,
          changes: [
            '/app',
            '/app/__pycache__',
            '/app/__pycache__/a.pyc',
            '/root/.npm/_logs/1',
            '/root/.config/go/telemetry/local/go.count',
            '/go/pkg/mod/cache/lock',
          ],
        },
      ],
    },
    distroless: { runs: [{ ...job, changes: ['/tmp', '/tmp/hsperfdata_app', '/tmp/hsperfdata_app/1'] }] },
    ...{ code: 0, verdict: 'same', verdicts: ['same', 'same'] },
  },
};
