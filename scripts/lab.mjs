/**
 * The lab's engine by hand.
 *
 *     node scripts/lab.mjs up              start it and leave it running
 *     node scripts/lab.mjs down            stop it, unless a run uses it
 *     node scripts/lab.mjs status
 *     node scripts/lab.mjs docker ARG…     its Docker client, with its daemon
 *     node scripts/lab.mjs image NAME…     make base images
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import {
  dockerEnvironment,
  dropEngine,
  engineState,
  keepEngine,
  releaseEngine,
  startEngine,
} from '../test/lab/engine/daemon.mjs';
import { engineDirectory } from '../test/lab/engine/install.mjs';
import { ensureImage } from '../test/lab/images/index.mjs';

const say = (/** @type {string} */ line) => console.error(`# ${line}`);
const [command, ...args] = process.argv.slice(2);

async function main() {
  switch (command) {
    case 'up':
      await startEngine(say);
      keepEngine();
      return 0;
    case 'down':
      await dropEngine(say);
      return 0;
    case 'status':
      console.log(JSON.stringify(engineState(), undefined, 2));
      return 0;
    case 'docker':
    case 'image':
      await startEngine(say);
      try {
        if (command === 'docker') {
          const env = { ...process.env, ...dockerEnvironment };
          return (
            spawnSync(join(engineDirectory, 'usr/bin/docker'), args, { stdio: 'inherit', env }).status ?? 1
          );
        }
        for (const name of args) {
          if (!(await ensureImage(name, say))) throw new Error(`The lab has no recipe for ${name}.`);
        }
        return 0;
      } finally {
        await releaseEngine();
      }
    default:
      console.error('usage: node scripts/lab.mjs up | down | status | docker ARG… | image NAME…');
      return 2;
  }
}

main().then(
  code => process.exit(code),
  error => {
    console.error(String(error?.message ?? error));
    process.exit(2);
  },
);
