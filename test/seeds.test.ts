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

const nodeWithTypeScript = [
  'package.json: {"scripts":{"build":"tsc"},"dependencies":{"express":"^4.0.0"},"devDependencies":{"typescript":"^5.0.0"}}',
  'tsconfig.json: {"compilerOptions":{"outDir":"dist","rootDir":"src"}}',
  'src/app.ts: import express from "express";\\nexpress().listen(3000);',
];

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
  {
    name: 'Java in one stage',
    files: ['Main.java: public class Main {}'],
    source: `FROM openjdk:11-jdk
WORKDIR /app
COPY . /app
RUN javac Main.java
CMD ["java", "Main"]
`,
    expected: [
      'info root-in-final-stage openjdk:11-jdk',
      'warning context-without-dockerignore COPY . /app',
      'warning discontinued-base-image openjdk:11-jdk',
      'warning source-in-final-image . /app',
      'warning toolchain-in-final-image openjdk:11-jdk',
    ],
  },
  {
    name: 'Java in two stages',
    files: ['Main.java: public class Main {}'],
    source: `# Stage 1: Build
FROM openjdk:11-jdk AS build
WORKDIR /app
COPY . /app
RUN javac Main.java

# Stage 2: Runtime
FROM openjdk:11-jre-slim
WORKDIR /app
COPY --from=build /app/Main.class /app/
CMD ["java", "Main"]
`,
    expected: [
      'info root-in-final-stage openjdk:11-jre-slim',
      'warning discontinued-base-image openjdk:11-jdk',
      'warning discontinued-base-image openjdk:11-jre-slim',
      'info oversized-runtime-base openjdk:11-jre-slim',
    ],
  },
  {
    name: 'Java on distroless, which starts a jar',
    files: ['Main.java: public class Main {}'],
    source: `# Stage 1: Build
FROM openjdk:11-jdk AS build
WORKDIR /app
COPY . /app
RUN javac Main.java

# Stage 2: Runtime
FROM gcr.io/distroless/java11-debian11
WORKDIR /app
COPY --from=build /app/Main.class /app/
CMD ["Main"]
`,
    expected: [
      'error repeated-entrypoint "Main"',
      'warning discontinued-base-image gcr.io/distroless/java11-debian11',
      'warning discontinued-base-image openjdk:11-jdk',
    ],
  },
  {
    name: 'a debug image',
    files: [],
    source: 'FROM gcr.io/distroless/java11-debian11:debug\n',
    expected: [
      'warning debug-image-in-production gcr.io/distroless/java11-debian11:debug',
      'warning discontinued-base-image gcr.io/distroless/java11-debian11:debug',
    ],
  },
  {
    name: 'Node in one stage',
    files: [
      'package.json: {"dependencies":{"express":"^4.0.0"},"devDependencies":{"nodemon":"^3.0.0"}}',
      'app.js: const express = require("express");\\nexpress().listen(3000);',
    ],
    source: `FROM node:18

WORKDIR /app
COPY package.json .
RUN npm install

COPY . .

CMD ["node", "app.js"]
`,
    expected: [
      'info root-in-final-stage node:18',
      'warning context-without-dockerignore COPY . .',
      'warning dev-dependencies-in-final-image npm install',
      'warning end-of-life-base-image node:18',
      'warning toolchain-in-final-image node:18',
    ],
  },
  {
    name: 'Node in two stages, without its packages',
    files: nodeWithTypeScript,
    source: `FROM node:18 AS builder

WORKDIR /app
COPY package.json .
RUN npm install

COPY . .
RUN npm run build

FROM node:18-alpine

WORKDIR /app
COPY --from=builder /app/dist ./dist

CMD ["node", "dist/app.js"]
`,
    expected: [
      'error missing-runtime-dependencies /app/dist',
      'info root-in-final-stage node:18-alpine',
      'warning end-of-life-base-image node:18',
      'warning end-of-life-base-image node:18-alpine',
    ],
  },
  {
    name: 'Node on distroless, without its packages',
    files: nodeWithTypeScript,
    source: `FROM node:18 AS builder

WORKDIR /app
COPY package.json .
RUN npm install
COPY . .
RUN npm run build

FROM gcr.io/distroless/nodejs18

WORKDIR /app
COPY --from=builder /app/dist ./dist

CMD ["dist/app.js"]
`,
    expected: [
      'error missing-runtime-dependencies /app/dist',
      'warning discontinued-base-image gcr.io/distroless/nodejs18',
      'warning end-of-life-base-image node:18',
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
      expect(found.sort()).toEqual([...expected].sort());
    });
  }
});
