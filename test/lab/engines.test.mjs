/**
 * The engines of verify with the real Docker and the real Buildah of the lab: node --test test/lab/engines.test.mjs.
 * A small server is built, run, asked, stopped, looked into, exported and removed.
 */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build } from 'esbuild';
import { bundleForNode, sourceOptions } from '../../scripts/bundle.mjs';
import { buildahEnvironment, giveToBuildah, installBuildah, tryBuildah } from './engine/buildah.mjs';
import { repositoryRoot } from './engine/cache.mjs';
import { dockerEnvironment, releaseEngine, startEngine, tryDocker } from './engine/daemon.mjs';
import { sleep } from './engine/process.mjs';
import { ensureImage } from './images/index.mjs';

/** @typedef {import('../../cli/src/verify/engines/engine').Engine} Engine */
/** @typedef {import('../../cli/src/verify/session').Session} Session */

const say = (/** @type {string} */ line) => console.log(`# ${line}`);
const folder = mkdtempSync(join(tmpdir(), 'distill-engines-'));
const script = join(folder, 'cli.cjs');

const server = [
  'FROM alpine:3 AS base',
  'FROM base',
  'COPY index.html /www/index.html',
  'RUN mkdir /data && chown 65532:65532 /data && ln -s /data/log /log',
  'USER 65532:65532',
  'ENV GREETING=hello',
  'EXPOSE 8080/tcp',
  'VOLUME /kept',
  'CMD ["/bin/sh", "-c", "echo $GREETING $1; echo trouble >&2; echo line > /data/log; exec busybox httpd -f -p 8080 -h /www"]',
  '',
].join('\n');
writeFileSync(join(folder, 'index.html'), 'a page\n');
writeFileSync(join(folder, 'Dockerfile'), server);
writeFileSync(join(folder, 'Broken'), 'FROM alpine:3\n\nRUN echo before && \\\n  exit 3\n');
writeFileSync(join(folder, 'Document'), 'FROM alpine:3\nRUN <<EOF\necho one\nEOF\n');

/** @type {{ withSession: typeof import('../../cli/src/verify/session').withSession,
 *   findEngine: typeof import('../../cli/src/verify/engines/find').findEngine,
 *   imageTag: typeof import('../../cli/src/verify/session').imageTag }} */
let internals;

before(async () => {
  await startEngine(say);
  await ensureImage('alpine:3', say);
  await installBuildah(say);
  await giveToBuildah(['alpine:3'], say);
  const exports = `export { withSession, imageTag } from './session'; export { findEngine } from './engines/find';`;
  internals = await import(await bundleForNode('verify-engines', exports, 'cli/src/verify'));
  const entryPoints = [join(repositoryRoot, 'cli', 'src', 'main.ts')];
  const define = { DISTILL_VERSION: '"0.0.0-lab"' };
  await build({ ...sourceOptions, entryPoints, outfile: script, platform: 'node', format: 'cjs', define });
});

after(async () => {
  rmSync(folder, { recursive: true });
  await releaseEngine();
});

/** @param {string} image @param {AbortSignal} signal @param {object} [changed] */
const container = (image, signal, changed = {}) => ({
  ...{ image, args: undefined, environment: {}, user: undefined, readOnly: false, volumes: [], tmpfs: [] },
  ...{ options: [], ports: [8080], network: /** @type {const} */ ('default'), signal, ...changed },
});

/** @param {Session} session @param {Engine} engine @param {string} image @param {string} dockerfile */
async function built(session, engine, image, dockerfile) {
  /** @type {string[]} */ const log = [];
  await engine.build({
    ...{ image, dockerfile: join(folder, dockerfile), context: folder, stage: undefined, buildArgs: {} },
    options: {
      ...{ network: undefined, platform: undefined, pull: false, noCache: false, keep: false },
      ...{ secrets: [], timeoutMs: 300_000 },
    },
    onLog: line => log.push(line),
    signal: session.signal,
  });
  return log;
}

const page = { port: 8080, path: '/', method: 'GET', headers: {}, body: undefined, timeoutMs: 5000 };

/** @param {import('../../cli/src/verify/engines/engine').Container} running */
async function answerOf(running) {
  for (let waited = 0; ; waited += 50) {
    const answer = await running.ask(page);
    if (!('refused' in answer && answer.refused) || waited > 10_000) return answer;
    await sleep(50);
  }
}

for (const name of /** @type {const} */ (['docker', 'buildah'])) {
  describe(name, () => {
    const environment = name === 'docker' ? dockerEnvironment : buildahEnvironment;
    let run = '';
    let place = '';

    /** @param {(session: Session, engine: Engine, image: string) => Promise<void>} action */
    const inSession = async action => {
      /** @type {string[]} */ const complaints = [];
      const options = {
        script,
        environment,
        onComplaint: (/** @type {string} */ one) => complaints.push(one),
      };
      await internals.withSession(options, async session => {
        run = session.id;
        place = session.folder;
        await action(
          session,
          await internals.findEngine(session, name),
          internals.imageTag(session, 'small'),
        );
      });
      deepEqual(complaints, []);
    };

    after(async () => {
      equal(existsSync(place), false);
      for (const kind of name === 'docker' ? ['container', 'image'] : []) {
        const left = await tryDocker([
          kind,
          'ls',
          '--all',
          '--quiet',
          '--filter',
          `label=distill.verify.run=${run}`,
        ]);
        equal(left.stdout, '');
      }
      if (name === 'buildah') equal((await tryBuildah(['containers', '--quiet'])).stdout, '');
    });

    it('builds, runs, asks, stops, looks, exports and removes', async () => {
      await inSession(async (session, engine, image) => {
        ok((await built(session, engine, image, 'Dockerfile')).length > 5);
        const facts = await engine.inspect(image);
        equal(facts.user, '65532:65532');
        deepEqual(facts.exposedPorts, ['8080/tcp']);
        ok(facts.bytes > 1e6 && facts.layers >= 2, JSON.stringify(facts));

        const running = await engine.create(container(image, session.signal, { volumes: ['/scratch'] }));
        deepEqual(await running.start(), { started: true });
        const answer = await answerOf(running);
        equal('status' in answer && answer.status, 200, JSON.stringify(answer));
        equal('body' in answer && answer.body, 'a page\n');
        deepEqual(await running.listening(), [8080]);
        deepEqual(await running.state(), { running: true, exit: undefined, health: undefined, uid: 65532 });
        await running.stop(2);
        equal((await running.state()).running, false);
        deepEqual(await running.logs(), { stdout: 'hello\n', stderr: 'trouble\n' });
        equal(await running.read('/log'), 'line\n');
        equal(await running.read('/www'), '(directory) index.html');
        equal(await running.read('/nothing'), undefined);
        deepEqual(await running.changes(), ['/data', '/data/log']);
        await running.remove();
        await running.remove();

        let bytes = 0;
        for await (const chunk of await engine.export(image)) bytes += chunk.length;
        ok(bytes > 1e6);
        await engine.removeImage(image);
        await engine.removeImage(image);
      });
    });

    it('tells exit codes, signals, and what cannot be started', async () => {
      await inSession(async (session, engine, image) => {
        await built(session, engine, image, 'Dockerfile');
        /** @param {string[]} args */
        const exitOf = async args => {
          const one = await engine.create(
            container(image, session.signal, { args, environment: { A: 'b c' } }),
          );
          const begun = await one.start();
          for (let tries = 0; tries < 100 && (await one.state()).running; tries++) await sleep(50);
          const { exit } = await one.state();
          const { stdout, stderr } = await one.logs();
          await one.remove();
          return begun.started ? { exit, stdout, stderr } : begun.message;
        };
        deepEqual(await exitOf(['/bin/sh', '-c', 'echo "$A"; exit 7']), {
          exit: 7,
          stdout: 'b c\n',
          stderr: '',
        });
        const killed = ['/bin/sh', '-c', 'kill -KILL $$; sleep 1; exit 137'];
        deepEqual(await exitOf(killed), { exit: 137, stdout: '', stderr: '' });
        match(String(await exitOf(['/no/program'])), /no such file or directory/);
      });
    });

    it('says where a build stopped', async () => {
      await inSession(async (session, engine, image) => {
        const broken = await built(session, engine, image, 'Broken').catch(error => error);
        equal(broken.name, 'BuildFailed');
        equal(broken.line, 2);
        ok(broken.log.some((/** @type {string} */ line) => line.includes('before')));
        const document = await built(session, engine, image, 'Document').catch(error => error);
        if (name === 'docker') ok(Array.isArray(document));
        else {
          match(document.message, /does not know here-documents/);
          equal(document.line, 1);
        }
      });
    });

    it('removes a container that was forgotten, and what of a build was cancelled', async () => {
      const controller = new AbortController();
      await inSession(async (session, engine, image) => {
        await built(session, engine, image, 'Dockerfile');
        await (await engine.create(container(image, session.signal))).start();
        writeFileSync(join(folder, 'Slow'), `FROM alpine:3\nRUN echo ${session.id} && sleep 100\n`);
        const request = {
          ...{
            image: internals.imageTag(session, 'slow'),
            dockerfile: join(folder, 'Slow'),
            context: folder,
          },
          ...{ stage: undefined, buildArgs: {}, signal: controller.signal },
          options: {
            ...{ network: undefined, platform: undefined, pull: false, noCache: false, keep: false },
            ...{ secrets: [], timeoutMs: 300_000 },
          },
          onLog: (/** @type {string} */ line) => {
            if (line.includes(session.id)) controller.abort(new Error('that is enough'));
          },
        };
        match(String(await engine.build(request).catch(error => error)), /that is enough/);
      });
    });
  });
}
