/** Reports and progress of `distill verify` as the fake command line prints them, one for each way it can end. */

const program = {
  name: 'default',
  smoke: true,
  exit: 'running',
  startMs: 84,
  uid: 0,
  stdout: 'guest book: listening on :8080\n',
  stderr: '',
  listens: [8080],
  http: [
    {
      port: 8080,
      path: '/',
      status: 200,
      body: '<h1>Guest book</h1>\n<p>No entries yet.</p>',
      type: 'text/html; charset=utf-8',
    },
    {
      port: 8080,
      path: '/missing',
      status: 404,
      body: '404 page not found',
      type: 'text/plain; charset=utf-8',
    },
  ],
  files: {},
  written: [],
};

const original = {
  name: 'original',
  outcome: 'original',
  verdict: 'same',
  build: { ok: true, seconds: 41.2 },
  image: { bytes: 901_204_112, layers: 11, packages: 214, user: '', shell: '/bin/sh' },
  runs: [program],
  problems: [],
  remarks: ['It writes the time of day to standard output, which differs from run to run.'],
};

const dockerfile = `FROM golang:1.27 AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -o /bin/server .

FROM gcr.io/distroless/static-debian13:nonroot
EXPOSE 8080
COPY --from=build /bin/server /bin/server
ENTRYPOINT ["/bin/server"]
`;

const converted = {
  name: 'distroless',
  outcome: 'converted',
  target: 'gcr.io/distroless/static-debian13:nonroot',
  dockerfile,
  verdict: 'same',
  build: { ok: true, seconds: 12.9 },
  image: { bytes: 9_412_004, layers: 13, packages: 3, user: '65532' },
  runs: [{ ...program, startMs: 41, uid: 65_532 }],
  notes: [
    'The container runs as user 65532 instead of root: volumes that it writes to must belong to that user.',
    'There is no shell in the image: `docker exec … sh` no longer works; use `docker debug` or an ephemeral container.',
  ],
  problems: [],
};

const scratch = {
  ...converted,
  name: 'scratch',
  target: 'scratch',
  image: { bytes: 6_318_447, layers: 2, user: '65532:65532' },
  runs: [{ ...program, startMs: 38, uid: 65_532 }],
  notes: [],
};

/** What a hostile program prints. */
export const markup = '<script>alert(1)</script><img src=x onerror="alert(2)">\u001b[31mred\u001b[0m';

const failedBuild = {
  ok: false,
  seconds: 3.4,
  line: 3,
  message: 'RUN go mod download: exit code 1',
  log: [
    '#7 [4/6] RUN go mod download',
    '#7 0.412 go: example.com/absent@v1.0.0: no such host',
    '#7 ERROR: exit code: 1',
  ],
};

const report = (verdict, variants, rest = {}) => ({
  version: 1,
  file: 'Dockerfile',
  builder: { name: 'docker', version: '26.1.5' },
  verdict,
  variants,
  ...rest,
});

/** @type {Record<string, object>} */
export const reports = {
  same: report('same', [original, converted, scratch]),
  different: report('different', [
    original,
    {
      ...converted,
      verdict: 'different',
      problems: [
        'It ends with exit code 1; the original stays up.',
        'It says: `open /etc/guestbook.conf: no such file or directory`.',
      ],
      runs: [
        {
          ...program,
          exit: 1,
          startMs: 12,
          uid: 65_532,
          stdout: markup,
          stderr: 'open /etc/guestbook.conf: no such file or directory\n',
          listens: [],
          http: [{ port: 8080, path: '/', error: 'connection refused', refused: true }],
        },
      ],
    },
  ]),
  declined: report('declined', [
    original,
    {
      name: 'auto',
      outcome: 'declined',
      verdict: 'declined',
      runs: [],
      problems: [],
      reasons: ['This version converts Go programs, and this image runs `bundle`.'],
    },
  ]),
  unproven: report('unproven', [
    {
      ...original,
      verdict: 'unproven',
      problems: ['It ends with exit code 2 by itself.'],
      runs: [{ ...program, exit: 2, listens: [], http: [] }],
    },
    { ...converted, verdict: 'unproven', runs: [{ ...program, exit: 2, listens: [], http: [] }] },
  ]),
  'failed-build': report('unproven', [
    {
      ...original,
      verdict: 'unproven',
      build: failedBuild,
      image: undefined,
      runs: [],
      problems: ['RUN go mod download: exit code 1'],
    },
  ]),
};

/** What is said on standard error meanwhile. */
export const progress = [
  { event: 'step', variant: 'distroless', step: 'convert' },
  { event: 'step', variant: 'original', step: 'build' },
  { event: 'log', variant: 'original', line: '#1 [internal] load build definition from Dockerfile' },
  { event: 'log', variant: 'original', line: '#7 [4/6] RUN go mod download' },
  { event: 'log', variant: 'original', line: '#7 0.412 go: downloading example.com/router v1.4.0' },
  { event: 'step', variant: 'original', step: 'run', detail: 'default' },
];
