/** Makes a folder on the disk from a literal, because what is tested reads real ones. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Gone when the test is over. A name that ends in `/` is an empty folder. */
export function folder(files: Readonly<Record<string, string | Buffer>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'distill-test-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const full = join(root, path);
    if (path.endsWith('/')) {
      mkdirSync(full, { recursive: true });
      continue;
    }
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, content);
  }
  return root;
}

/** A Go program that `go build` takes, and the fat image around it. */
export const goFiles = {
  Dockerfile:
    'FROM golang:1.26\nWORKDIR /app\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app/web .\nCMD ["/app/web"]\n',
  'go.mod': 'module example.com/web\n\ngo 1.24\n',
  'main.go': 'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.ListenAndServe(":8080", nil)\n}\n',
} as const;

/** A Node.js program without dependencies, on a version that may be another. */
export const nodeFiles = {
  Dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
  'package.json': '{ "name": "web" }\n',
  'server.js': "require('node:http').createServer((_, res) => res.end('hello')).listen(8080);\n",
} as const;

/** Has a finding whose fix is safe: what apt installs depends on the distribution that the tag leaves open. */
export const floating = 'FROM golang:1.26\nRUN apt-get update && apt-get install -y git\n';
