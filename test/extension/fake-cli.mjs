/**
 * Stands in for `dist/cli.js verify`, so that the suite needs no builder: what it does is in the name of the file,
 * `Dockerfile.same` for example. How it was called is written beside it, into `called.json`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { progress, reports } from './verify-reports.mjs';

const [, file = ''] = process.argv.slice(2);
const scenario = extname(file).slice(1);
const beside = name => join(dirname(file), name);
const say = line => process.stderr.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);

const config = process.argv[process.argv.indexOf('--config') + 1];
writeFileSync(
  beside('called.json'),
  JSON.stringify({
    args: process.argv.slice(2),
    cwd: process.cwd(),
    asNode: process.env.ELECTRON_RUN_AS_NODE,
    dockerfile: readFileSync(file, 'utf8'),
    settings: process.argv.includes('--config') ? JSON.parse(readFileSync(config, 'utf8')) : undefined,
  }),
);
for (const event of progress) say(event);

if (scenario === 'garbage') {
  process.stdout.write('{"version": 1, "verdict": "same"}');
} else if (scenario === 'refused') {
  say('distill: No builder was found: install Docker, Podman or Buildah.');
  process.exitCode = 2;
} else if (scenario === 'crash') {
  throw new Error('The command line crashed.');
} else if (scenario === 'endless') {
  process.on('SIGTERM', () => {
    writeFileSync(beside('cleaned-up'), '');
    process.exit(143);
  });
  setInterval(() => say({ event: 'log', variant: 'original', line: '#9 [5/6] RUN sleep infinity' }), 50);
} else {
  process.stdout.write(JSON.stringify(reports[scenario]));
  process.exitCode = scenario === 'same' ? 0 : 1;
}
