/**
 * Interpreters carried from the image they come in to `cc`, as `facts/carried-runtimes.json` says: which libraries they
 * load that the base lacks, the image that a conversion would make, and whether it does what the original does.
 */
import { docker, tryDocker } from '../engine/daemon.mjs';
import { nodeProbe, pythonProbe } from './carried-probes.mjs';
import { ensureImage } from './index.mjs';
import { buildImage, withFolder } from './recipe.mjs';

/** The base to which everything is carried. */
export const carrierBase = 'gcr.io/distroless/cc-debian13:nonroot';

/** Images whose interpreters are carried: every minor and major that the lab has, each on the distributions it runs on. */
export const carriedImages = {
  python: [
    ...['3.8', '3.9', '3.10', '3.11', '3.12', '3.13'].map(minor => `python:${minor}-slim-bookworm`),
    ...['3.11', '3.13', '3.14'].map(minor => `python:${minor}-slim-trixie`),
    ...['python:3.11-bookworm', 'python:3.13-trixie'],
  ],
  node: [
    ...['16', '18', '20', '22', '24'].map(major => `node:${major}-bookworm-slim`),
    ...['node:18-bookworm', 'node:20-trixie-slim', 'node:26-trixie-slim'],
  ],
};

/**
 * @typedef {object} Answer
 * @property {string[]} loads The modules that can be loaded.
 * @property {Record<string, string>} fails What cannot be loaded, and why.
 * @property {Record<string, unknown>} answers
 */

/** @param {string} image `python:…` or `node:…`. */
export const languageOf = image => (image.startsWith('node') ? 'node' : 'python');

/**
 * Which library each file of an interpreter loads, by the soname, with the path it was found at.
 * @param {string} image
 * @returns {Promise<Map<string, { path: string, modules: string[] }>>} By soname; without what /usr/local itself holds.
 */
export async function loadedLibraries(image) {
  const files =
    languageOf(image) === 'node'
      ? '/usr/local/bin/node'
      : '/usr/local/bin/python3.*[0-9] /usr/local/lib/libpython3.*.so.1.0 /usr/local/lib/python3.*/lib-dynload/*.so';
  const script = `for file in ${files}; do echo "$file:"; ldd "$file"; done`;
  const { stdout } = await docker(['run', '--rm', '--network=none', '--entrypoint=sh', image, '-c', script]);
  /** @type {Map<string, { path: string, modules: string[] }>} */ const libraries = new Map();
  let module = '';
  for (const line of stdout.split('\n')) {
    const file = /^\/.*\/([^/.]+)[^/]*:$/.exec(line);
    if (file) module = String(file[1]);
    const [, soname, path] = /^\s+(\S+) => (\S+)/.exec(line) ?? [];
    if (soname === undefined || path === undefined || path.startsWith('/usr/local/')) continue;
    if (/^_?(?:test|xx|tkinter|ctypes_test)/.test(module)) continue;
    const known = libraries.get(soname) ?? { path, modules: [] };
    libraries.set(soname, { path, modules: [...new Set([...known.modules, module])] });
  }
  return libraries;
}

/**
 * The final stage that a conversion writes.
 * @param {string} image
 * @param {readonly string[]} libraries Paths with wildcards.
 */
export function carriedLines(image, libraries) {
  const own = languageOf(image) === 'node' ? '/usr/local/bin/node' : '/usr/local';
  return [
    `FROM ${image} AS build`,
    `FROM ${carrierBase}`,
    `COPY --from=build ${own} ${own}`,
    ...(libraries.length > 0 ? [`COPY --from=build ${libraries.join(' ')} /usr/lib/`] : []),
  ];
}

/**
 * @param {string} image
 * @param {string} program The interpreter.
 * @returns {Promise<Answer>}
 */
export async function askInterpreter(image, program) {
  const [flag, probe] = program.endsWith('node') ? ['-e', nodeProbe] : ['-c', pythonProbe];
  const words = ['run', '--rm', '--network=none', `--entrypoint=${program}`, image, flag, probe];
  const { code, stdout, stderr } = await tryDocker(words, { timeoutMs: 180_000 });
  if (code === 0) return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  return { loads: [], fails: { [program]: stderr.trim().slice(-500) }, answers: {} };
}

/**
 * Builds the carried image, asks both, and removes it again.
 * @param {string} image
 * @param {readonly string[]} libraries
 * @param {(line: string) => void} say
 * @returns {Promise<{ problems: string[], bytes: number, version: string }>}
 */
export async function proveCarried(image, libraries, say) {
  for (const name of [image, carrierBase])
    if (!(await ensureImage(name, say))) throw new Error(`The lab has no recipe for ${name}.`);
  const tag = `distill-lab/carried:${image.replace(':', '-')}-${process.pid}`;
  try {
    await withFolder(folder => buildImage(tag, carriedLines(image, libraries), folder));
    const program = languageOf(image);
    const [original, carried] = [await askInterpreter(image, program), await askInterpreter(tag, program)];
    const inspected = await docker(['image', 'inspect', '--format', '{{.Size}}', tag]);
    const problems = original.loads
      .filter(name => !carried.loads.includes(name))
      .map(
        name =>
          `${name} cannot be loaded: ${carried.fails[name] ?? carried.fails[program] ?? 'it is not there'}`,
      );
    for (const [name, answer] of Object.entries(original.answers)) {
      const got = JSON.stringify(carried.answers[name]);
      if (got !== JSON.stringify(answer))
        problems.push(`${name} is ${got}, in the original ${JSON.stringify(answer)}`);
    }
    if (original.loads.length === 0) problems.push('the original does not answer');
    return { problems, bytes: Number(inspected.stdout), version: String(original.answers.version) };
  } finally {
    await tryDocker(['image', 'rm', '--force', tag]);
  }
}
