/**
 * `distill verify examples/go-web/Dockerfile --to distroless --to scratch` with Docker and with Buildah: node test/lab/examples.mjs.
 * Exit codes: 0 both engines find all three images to do the same, 1 one does not.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildahEnvironment, giveToBuildah, installBuildah } from './engine/buildah.mjs';
import { repositoryRoot } from './engine/cache.mjs';
import { dockerEnvironment, releaseEngine, startEngine } from './engine/daemon.mjs';
import { attempt } from './engine/process.mjs';
import { ensureImage } from './images/index.mjs';
import { commandLine } from './runner/convert.mjs';
import { imagesOf } from './runner/images-of.mjs';

const say = (/** @type {string} */ line) => console.log(`# ${line}`);
const example = join(repositoryRoot, 'examples', 'go-web', 'Dockerfile');

/** @param {string} builder @param {Record<string, string | undefined>} env */
async function verified(builder, env) {
  const args = [
    ...[commandLine(), 'verify', example, '--builder', builder, '--to', 'distroless', '--to', 'scratch'],
    ...['--build-network', 'host', '--format', 'json', '--progress', 'none'],
  ];
  const { code, stdout, stderr } = await attempt(process.execPath, args, { env, timeoutMs: 1_800_000 });
  try {
    /** @type {import('../../cli/src/verify/report').VerifyReport} */ const report = JSON.parse(stdout);
    const variants = report.variants.map(
      ({ name, verdict, image }) => `${name} ${verdict} ${image?.bytes ?? '-'} bytes`,
    );
    say(`${builder}, exit ${code}: ${report.verdict}; ${variants.join(', ')}`);
    const same = report.variants.filter(({ verdict, runs }) => verdict === 'same' && runs.length > 0);
    return code === 0 && report.verdict === 'same' && same.length === 3;
  } catch {
    say(`${builder}, exit ${code}: ${stderr.slice(-3000)}`);
    return false;
  }
}

await startEngine(say);
try {
  const bases = [...imagesOf(readFileSync(example, 'utf8')), 'gcr.io/distroless/static-debian13:nonroot'];
  for (const image of bases) await ensureImage(image, say);
  const docker = await verified('docker', dockerEnvironment);
  await installBuildah(say);
  await giveToBuildah(bases, say);
  const buildah = await verified('buildah', buildahEnvironment);
  process.exitCode = docker && buildah ? 0 : 1;
} finally {
  await releaseEngine();
}
