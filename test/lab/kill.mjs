/**
 * Kills verify at moments spread over its run, with each of three signals, and looks what is left.
 *
 *     node test/lab/kill.mjs [--cli dist/cli.js] [--file DOCKERFILE] [--builder docker|buildah] [--moments 10]
 *         [--signal SIGKILL]… [--option X]…
 *
 * Needs the lab's engine and `npm run build`. Exit codes: 0 nothing was ever left, 1 something was.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildahEnvironment, giveToBuildah, installBuildah, tryBuildah } from './engine/buildah.mjs';
import { repositoryRoot } from './engine/cache.mjs';
import { dockerEnvironment, releaseEngine, startEngine, tryDocker } from './engine/daemon.mjs';
import { sleep } from './engine/process.mjs';
import { ensureImage } from './images/index.mjs';
import { imagesOf } from './runner/images-of.mjs';

const { values: options } = parseArgs({
  options: {
    cli: { type: 'string', default: join(repositoryRoot, 'dist', 'cli.js') },
    file: { type: 'string', default: join(repositoryRoot, 'examples', 'go-web', 'Dockerfile') },
    builder: { type: 'string', default: 'docker' },
    moments: { type: 'string', default: '10' },
    signal: { type: 'string', multiple: true, default: ['SIGKILL', 'SIGTERM', 'SIGINT'] },
    option: { type: 'string', multiple: true, default: [] },
  },
});
const say = (/** @type {string} */ line) => console.log(`# ${line}`);
const engineEnvironment = options.builder === 'buildah' ? buildahEnvironment : dockerEnvironment;

/** What the sweeper may take to remove everything that is there, and to be sure that nothing more turns up. */
const goneMs = 40_000;
const quietMs = 120_000;

/** Starts verify with temporary folders of its own, by which what belongs to this run is known. */
function startVerify() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'distill-kill-')));
  /** @type {Record<string, string | undefined>} */
  const env = { ...process.env, ...engineEnvironment, TMPDIR: folder };
  const words = ['verify', resolve(options.file), '--builder', options.builder, '--progress', 'json'];
  const child = spawn(process.execPath, [resolve(options.cli), ...words, ...options.option], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const seen = { run: '', step: 'starting', output: '' };
  child.stdout.on('data', chunk => {
    seen.output += chunk;
  });
  child.stderr.on('data', chunk => {
    seen.output += chunk;
    for (const [, variant, step] of String(chunk).matchAll(
      /"event":"step","variant":"([^"]*)","step":"([^"]*)"/g,
    )) {
      seen.step = `${step} ${variant}`;
    }
  });
  const watching = setInterval(() => {
    seen.run ||= runIn(folder);
  }, 20);
  const ended = new Promise(done =>
    child.once('close', (code, signal) => {
      clearInterval(watching);
      done(signal ?? code);
    }),
  );
  return { child, folder, seen, ended };
}

/** @param {string} folder */
function runIn(folder) {
  const name = readdirSync(folder).find(entry => /^distill-verify-[0-9a-f]{16}$/.test(entry));
  return name?.slice('distill-verify-'.length) ?? '';
}

/**
 * What is left of a run, in words.
 * @param {string} run
 * @param {string} folder
 */
async function leftOf(run, folder) {
  const left = readdirSync(folder).map(name => `folder ${name}`);
  for (const process of processesOf(run, folder)) left.push(`process ${process}`);
  if (run === '') return left;
  const filter = ['--all', '--quiet', '--filter', `label=distill.verify.run=${run}`];
  for (const kind of ['container', 'image']) {
    const { code, stdout, stderr } = await tryDocker([kind, 'ls', ...filter]);
    if (code !== 0) throw new Error(stderr);
    for (const id of stdout.split('\n').filter(Boolean)) left.push(`${kind} ${id}`);
  }
  return left;
}

/** Processes of a run: clients carry its mark, the sweeper and what Buildah runs have its folder in what they have. @param {string} run @param {string} folder */
function processesOf(run, folder) {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap(pid => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const own = environment.includes(`TMPDIR=${folder}`) || (run !== '' && environment.includes(run));
        return own || command.includes(folder) ? [`${pid} ${command.slice(0, 100)}`] : [];
      } catch {
        return [];
      }
    });
}

/** @param {string} run @param {string} folder @param {number} limitMs @param {(left: string[]) => string[]} [counts] */
async function untilNothing(run, folder, limitMs, counts = left => left) {
  const started = Date.now();
  for (;;) {
    const left = counts(await leftOf(run, folder));
    if (left.length === 0 || Date.now() - started > limitMs) return { left, ms: Date.now() - started };
    await sleep(300);
  }
}

const withoutSweeper = (/** @type {string[]} */ left) => left.filter(one => !one.includes('internal-sweep'));

/** @param {string} text */
const ending = text => text.trim().split('\n').slice(-5).join('\n');

async function main() {
  await startEngine(say);
  const images = imagesOf(readFileSync(options.file, 'utf8'));
  const conversions = ['gcr.io/distroless/static-debian13:nonroot'];
  for (const image of [...images, ...conversions]) await ensureImage(image, say);
  if (options.builder === 'buildah') {
    await installBuildah(say);
    await giveToBuildah([...images, ...conversions], say);
  }
  const before = options.builder === 'buildah' ? (await tryBuildah(['containers', '--quiet'])).stdout : '';

  // Twice: the second run finds the same caches as those that follow.
  let duration = 0;
  for (const _ of [1, 2]) {
    const started = Date.now();
    const whole = startVerify();
    const code = await whole.ended;
    duration = Date.now() - started;
    const { left } = await untilNothing(whole.seen.run, whole.folder, goneMs);
    if (code !== 0 || left.length > 0) {
      console.log(`not ok - an undisturbed run ends with ${code}, left: ${left.join(', ') || 'nothing'}`);
      say(ending(whole.seen.output));
      return 1;
    }
    rmSync(whole.folder, { recursive: true });
  }
  say(`an undisturbed run takes ${duration} ms and leaves nothing`);

  const moments = Number(options.moments);
  let count = 0;
  let failed = 0;
  /** @type {{ run: string, folder: string, title: string }[]} */ const watched = [];
  for (const signal of /** @type {NodeJS.Signals[]} */ (options.signal)) {
    for (let moment = 0; moment < moments; moment++) {
      const { child, folder, seen, ended } = startVerify();
      // The machine may be faster now: whoever has ended by then is no proof.
      const after = Math.round((duration * (moment + 0.3)) / moments);
      await Promise.race([sleep(after), ended]);
      const alive = child.exitCode === null && child.signalCode === null;
      const step = seen.step;
      child.kill(signal);
      const how = await Promise.race([ended, sleep(60_000).then(() => 'still running')]);
      const { left, ms } = await untilNothing(seen.run, folder, goneMs, withoutSweeper);
      const title = `${signal} after ${after} ms (${alive ? step : 'had ended'}): ended with ${how}, clean after ${ms} ms`;
      if (left.length > 0 || how === 'still running') failed++;
      console.log(`${left.length === 0 && how !== 'still running' ? 'ok' : 'not ok'} ${++count} - ${title}`);
      for (const one of left) say(`left: ${one}`);
      watched.push({ run: seen.run, folder, title });
    }
  }
  // The sweepers end, too, and nothing has turned up behind them.
  for (const { run, folder, title } of watched) {
    const { left } = await untilNothing(run, folder, quietMs);
    if (left.length === 0) rmSync(folder, { recursive: true });
    else {
      failed++;
      console.log(`not ok - at the end something is left of: ${title}`);
      for (const one of left) say(`left: ${one}`);
    }
  }
  if (options.builder === 'buildah' && (await tryBuildah(['containers', '--quiet'])).stdout !== before) {
    failed++;
    console.log("not ok - the user's own storage has other containers than before");
  }
  console.log(`${count} kills, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

let code = 1;
try {
  code = await main();
} catch (error) {
  console.error(error);
}
await releaseEngine();
process.exit(code);
