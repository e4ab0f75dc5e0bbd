/** Builds a Dockerfile of a case or of a project with the lab's engine and the lab's base images. */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docker, tryDocker } from '../engine/daemon.mjs';
import { ensureImage } from '../images/index.mjs';
import { buildArguments } from '../images/recipe.mjs';

/** A base image that the lab cannot make: such a project is left out, not failed. */
export class ImageUnavailable extends Error {
  name = 'ImageUnavailable';
}

/** Building failed; the message holds the builder's own log. */
export class BuildFailed extends Error {
  name = 'BuildFailed';
}

/**
 * The images that a Dockerfile starts or copies from, as far as its text and the defaults of its ARGs tell.
 * @param {string} text
 * @param {Record<string, string>} [buildArgs]
 */
export function imagesOf(text, buildArgs = {}) {
  /** @type {Map<string, string>} */ const values = new Map();
  const stages = new Set(['scratch']);
  /** @type {Set<string>} */ const images = new Set();
  const expand = (/** @type {string} */ word) =>
    word.replace(
      /\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))/g,
      (_, braced, fallback, plain) => values.get(braced ?? plain) || fallback || '',
    );
  const unquoted = (/** @type {string} */ word) => word.replace(/^(["'])(.*)\1$/, '$2');
  let stageCount = 0;
  for (const line of text
    .replace(/^\s*#.*$/gm, '')
    .replace(/\\\r?\n/g, ' ')
    .split('\n')) {
    const arg = stageCount === 0 ? /^\s*ARG\s+(.*)$/i.exec(line) : undefined;
    for (const [, name = '', value] of arg?.[1]?.matchAll(/(\w+)(?:=("[^"]*"|'[^']*'|\S*))?/g) ?? []) {
      values.set(name, buildArgs[name] ?? expand(unquoted(value ?? '')));
    }
    const from = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line);
    if (from?.[1]) {
      const image = expand(unquoted(from[1]));
      if (!stages.has(image.toLowerCase())) images.add(image);
      stages.add(String(stageCount++));
      if (from[2]) stages.add(from[2].toLowerCase());
      continue;
    }
    for (const [, source = ''] of /^\s*(?:COPY|ADD|RUN)\s/i.test(line)
      ? line.matchAll(/\s--(?:mount=\S*?\b)?from=([^\s,]+)/g)
      : []) {
      if (!stages.has(source.toLowerCase()) && !source.includes('$')) images.add(source);
    }
  }
  return [...images];
}

/**
 * @typedef {object} Build
 * @property {string} tag
 * @property {string} text The Dockerfile.
 * @property {string} context
 * @property {string} scratch A folder for the Dockerfile as it is built.
 * @property {string} [ignoreFile] The Dockerfile's own .dockerignore, if it has one.
 * @property {Record<string, string>} [buildArgs]
 */

/**
 * @param {Build} build
 * @param {(line: string) => void} say
 * @returns {Promise<{ size: number, user: string, seconds: number }>}
 */
export async function buildDockerfile({ tag, text, context, scratch, ignoreFile, buildArgs = {} }, say) {
  for (const image of imagesOf(text, buildArgs)) {
    if (!(await ensureImage(image, say)))
      throw new ImageUnavailable(`the lab has no recipe for the base image ${image}`);
  }
  const dockerfile = join(scratch, 'Dockerfile');
  // A frontend named by `# syntax=` would have to be pulled; the engine's own one is used instead.
  writeFileSync(dockerfile, text.replace(/^(\s*#\s*)(syntax)(\s*=)/im, '$1(the lab) $2$3'));
  if (ignoreFile && existsSync(ignoreFile)) copyFileSync(ignoreFile, `${dockerfile}.dockerignore`);
  const started = Date.now();
  const args = buildArguments({ tag, dockerfile, context });
  const values = Object.entries(buildArgs).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  const result = await tryDocker([...args.slice(0, 1), ...values, ...args.slice(1)], {
    timeoutMs: 1_200_000,
  });
  if (result.code !== 0) {
    const log = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-40).join('\n');
    throw new BuildFailed(result.timedOut ? `time limit reached\n${log}` : log);
  }
  const [inspected] = JSON.parse((await docker(['image', 'inspect', tag])).stdout);
  return { size: inspected.Size, user: inspected.Config.User ?? '', seconds: (Date.now() - started) / 1000 };
}

/** @param {string} path */
export const readText = path => readFileSync(path, 'utf8');
