/**
 * `npm run bench`: how long an analysis takes, warm, in the server's own code, and how long a cold start does.
 *
 *     npm run bench [-- FILE…]     these Dockerfiles instead of the made ones
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { bundleForNode } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = await bundleForNode('bench/analysis', `export * from './analysis';`, 'server/src/core', {
  minify: true,
});
const { analyse, convert, defaultSettings, unknownContext } = await import(bundle);
const settings = defaultSettings('2026-11-20');

const small = 'FROM golang:1.26\nWORKDIR /app\nCOPY . .\nRUN go build -o /app/web .\nCMD ["/app/web"]\n';
const shell = `RUN apt-get update && apt-get install -y curl git && if [ -f go.sum ]; then go mod download; fi \\
  && for tool in a b c; do echo "\${tool}" | tee -a /etc/tools; done && rm -rf /var/lib/apt/lists/*\n`;
/** Lines that once took time for every pair of them. */
const repeated = {
  'one ARG again and again': at => `ARG A=${at}\nRUN echo $A $B\n`,
  'rm and touch': at => `RUN rm -rf /tmp/${at} && touch /opt/a/b/${at}\n`,
  'COPY --chown into a folder': at => `COPY --chown=1000:1000 a${at} /srv/\n`,
  'folders in folders': at => `COPY a /a${at}/b/c/d/e/f\n`,
  'links in a chain': at => `RUN ln -s /l${at} /l${at + 1}\n`,
};
const lines = (count, line) => Array.from({ length: count }, (_, at) => line(at)).join('');
const samples = new Map(
  process.argv.length > 2
    ? process.argv.slice(2).map(path => [path, readFileSync(path, 'utf8')])
    : [
        ['5 lines', small],
        ['400 lines', `${small}${'ENV KEY=value\nRUN echo one\n'.repeat(198)}`],
        ['300 lines of shell', `${small}${shell.repeat(147)}`],
        ['10,000 lines', `${small}${'RUN echo one\nCOPY a b\n'.repeat(5000)}`],
        ...Object.entries(repeated).map(([name, line]) => [
          `10,000 × ${name}`,
          `FROM debian:trixie-slim\n${lines(10_000, line)}CMD ["sleep", "1"]\n`,
        ]),
      ],
);

/** The median of many runs after as many to warm up; a slow case gets fewer. */
function median(action) {
  const times = [];
  const until = performance.now() + 1500;
  for (let count = 0; count < 6 || (count < 400 && performance.now() < until); count++) {
    const start = performance.now();
    action();
    times.push(performance.now() - start);
  }
  const warm = times.slice(Math.floor(times.length / 2)).sort((a, b) => a - b);
  return warm[Math.floor(warm.length / 2)];
}

const column = text => text.padStart(14);
console.log(`${''.padEnd(40)}${column('analyse')}${column('convert')}`);
for (const [name, source] of samples) {
  const analysed = median(() => analyse(source, unknownContext, settings));
  const converted = median(() => convert(source, unknownContext, settings, {}));
  console.log(
    `${name.padEnd(40)}${column(`${analysed.toFixed(2)} ms`)}${column(`${converted.toFixed(2)} ms`)}`,
  );
}

const cold = median(() =>
  spawnSync(process.execPath, [`${root}dist/cli.js`, 'check', '-'], { input: small }),
);
console.log(`${'distill check, cold'.padEnd(40)}${column(`${cold.toFixed(0)} ms`)}`);

await catalogue();

/** What the catalogue of images adds to a start, in processes of its own: loading it, and a first look-up. */
async function catalogue() {
  const bundled = await bundleForNode(
    'bench/catalogue',
    `export { findImage } from './images'; export { parseReference } from './reference';`,
    'server/src/core/catalogue',
    { minify: true },
  );
  // The first import starts Node's loader, which is not the catalogue's doing.
  const program = `
    await import('data:text/javascript,');
    const start = performance.now();
    const { findImage, parseReference } = await import(${JSON.stringify(bundled)});
    const loaded = performance.now();
    findImage(parseReference('gcr.io/distroless/static-debian13:nonroot'));
    console.log(loaded - start, performance.now() - loaded);`;
  const runs = Array.from({ length: 9 }, () =>
    spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
      .stdout.trim()
      .split(' ')
      .map(Number),
  );
  const middle = at => runs.map(run => run[at]).sort((a, b) => a - b)[4] ?? 0;
  console.log(`${'catalogue, loaded'.padEnd(40)}${column(`${middle(0).toFixed(1)} ms`)}`);
  console.log(`${'catalogue, first look-up'.padEnd(40)}${column(`${middle(1).toFixed(1)} ms`)}`);
}
