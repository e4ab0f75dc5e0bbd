/** What the model says of the start of a container, held against the config of the image that BuildKit made. */

import { absolute } from './tree.mjs';

/**
 * @param {any} model What `loadModel` gave.
 * @param {import('./compare-trees.mjs').Said} said @param {string} source @param {any} config
 * @returns {{ problems: string[], sure: number, vague: string[] }}
 */
export function compareConfigs(model, { stage, chain }, source, config) {
  /** @type {string[]} */ const problems = [];
  /** @type {string[]} */ const vague = [];
  let sure = 0;
  const hold = (/** @type {string} */ what, /** @type {unknown} */ said, /** @type {unknown} */ real) => {
    if (said === undefined) vague.push(what);
    else if (JSON.stringify(said) === JSON.stringify(real)) sure++;
    else problems.push(`${what} is ${JSON.stringify(real)}, and the model says ${JSON.stringify(said)}`);
  };
  const { end } = stage;
  hold('USER', end.user === '0' ? '' : end.user, config.User === '0' ? '' : config.User);
  // Docker keeps it as it is written, and cleans it when the container starts.
  hold('WORKDIR', end.workdir, absolute(config.WorkingDir || '/', '/'));
  hold('SHELL', end.shell ?? [], config.Shell ?? []);
  const environment = new Map(
    (config.Env ?? []).map((/** @type {string} */ pair) => [
      pair.slice(0, pair.indexOf('=')),
      pair.slice(pair.indexOf('=') + 1),
    ]),
  );
  for (const name of new Set([...environment.keys(), ...(source.match(/[A-Za-z_]\w*/g) ?? [])])) {
    const found = model.runtimeVariable(end.environment, name);
    if (found?.value.kind === 'unknown') vague.push(`ENV ${name}`);
    else hold(`ENV ${name}`, found?.value.value ?? null, environment.get(name) ?? null);
  }
  const launch = model.readLaunch(stage);
  const entrypoint = config.Entrypoint ?? [];
  // The shell form of ENTRYPOINT takes no arguments, so that the model leaves CMD out.
  const ignoresCommand = launch?.entrypoint?.form === 'shell';
  hold('ENTRYPOINT', launch?.entrypoint?.values ?? [], entrypoint);
  if (!ignoresCommand) hold('CMD', launch?.cmd?.values ?? [], config.Cmd ?? []);
  const volumes = [...model.volumesOf(chain)].sort();
  hold('VOLUME', volumes, Object.keys(config.Volumes ?? {}).sort());
  hold('HEALTHCHECK', healthOf(model.lastStep(stage, 'HEALTHCHECK')), config.Healthcheck?.Test ?? []);
  hold(
    'STOPSIGNAL',
    model.lastStep(stage, 'STOPSIGNAL')?.instruction.body.text ?? '',
    config.StopSignal ?? '',
  );
  return { problems, sure, vague };
}

/** @param {any} step */
function healthOf(step) {
  if (step === undefined) return [];
  const { nested } = step.instruction;
  if (nested?.keyword === 'NONE') return ['NONE'];
  return nested?.exec ? ['CMD', ...nested.exec.values] : ['CMD-SHELL', nested?.body.text];
}
