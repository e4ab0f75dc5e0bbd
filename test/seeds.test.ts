/** What the documents the project began with must be told, file by file. */
import { describe, expect, test } from 'vitest';
import { report } from '../server/src/core/rules/report';
import { defaultSettings } from '../server/src/core/settings';
import { readSubject } from '../server/src/core/subject';
import { knownContext } from './support/page';

interface Seed {
  readonly name: string;
  readonly source: string;
  readonly files: readonly string[];
  /** Rule ids and severities, with the text they are on; hints are left out. */
  readonly expected: readonly string[];
}

const mainPackage = ['go.mod: module example.com/app', 'main.go: package main\\nfunc main() {}'];

const seeds: readonly Seed[] = [
  {
    name: 'Go on Ubuntu, onto scratch',
    files: mainPackage,
    source: `FROM ubuntu AS build

RUN apt-get update && apt-get install -y golang-go

ENV GO111MODULE=off

COPY . .

RUN CGO_ENABLED=0 go build -o /app .

############################################
# HERE STARTS THE MAGIC OF MULTI STAGE BUILD
############################################

FROM scratch

# Copy the compiled binary from the build stage
COPY --from=build /app /app

# Set the entrypoint for the container to run the binary
ENTRYPOINT ["/app"]
`,
    expected: ['warning untagged-base-image ubuntu', 'warning root-in-final-stage scratch'],
  },
  {
    name: 'a distroless fragment',
    files: mainPackage,
    source: `# Use a Distroless base image
FROM gcr.io/distroless/static

# Copy the compiled binary from the build stage
COPY --from=build /app /app

# Set the entrypoint for the container to run the binary
ENTRYPOINT ["/app"]
`,
    expected: [
      'warning root-in-final-stage gcr.io/distroless/static',
      'warning untagged-base-image gcr.io/distroless/static',
      'warning unknown-stage build',
    ],
  },
  {
    name: 'Go built as nobody, started from a path that is not there',
    files: mainPackage,
    source: `# Use a trusted base image
FROM golang:1.16-alpine as build

# Set a non-root user
USER nobody:nobody

# Copy the application files
COPY . /app

# Build the application
WORKDIR /app
RUN go build -o app .

# Use a distroless image for security
FROM gcr.io/distroless/base-debian10

# Copy only the necessary files from the build container
COPY --from=build /app/app /app

# Set a non-root user
USER nonroot

# Set the entrypoint to run the application
CMD ["/app/app"]
`,
    expected: [
      'warning end-of-life-base-image golang:1.16-alpine',
      'error unprivileged-build go build -o app .',
      'warning discontinued-base-image gcr.io/distroless/base-debian10',
      'error missing-artifact "/app/app"',
    ],
  },
  {
    name: 'Go as it should be, some years ago',
    files: [
      'go.mod: module example.com/app',
      'cmd/app/main.go: package main\\nimport "net/http"\\nfunc main() { http.ListenAndServe(":80", nil) }',
    ],
    source: `FROM golang:1.22-alpine AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /app ./cmd/app

FROM gcr.io/distroless/static:nonroot
COPY --from=build /app /app
USER nonroot:nonroot
ENTRYPOINT ["/app"]
`,
    expected: [
      'warning end-of-life-base-image golang:1.22-alpine',
      'info floating-distribution gcr.io/distroless/static:nonroot',
    ],
  },
];

describe('the seeds', () => {
  for (const { name, source, files, expected } of seeds) {
    test(name, () => {
      const subject = readSubject(source, knownContext(files), defaultSettings('2026-11-20'));
      const found = report(subject)
        .filter(({ severity }) => severity !== 'hint')
        .map(({ severity, rule, span }) => `${severity} ${rule} ${source.slice(span.start, span.end)}`);
      expect(found).toEqual(expected);
    });
  }
});
