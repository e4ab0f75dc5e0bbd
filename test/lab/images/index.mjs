/** From the name of an image to the image. */
import { exclusively } from '../engine/cache.mjs';
import { docker, tryDocker } from '../engine/daemon.mjs';
import { alpineRecipe } from './alpine.mjs';
import { buildpackDepsRecipe } from './buildpack-deps.mjs';
import { makersRecipe } from './bun-deno.mjs';
import { debianRecipe, suites } from './debian.mjs';
import { distrolessRecipe } from './distroless.mjs';
import { buildpackRecipe, golangRecipe, readTag } from './golang.mjs';
import { javaBaseRecipe, javaRecipe } from './java.mjs';
import { mavenTag } from './maven.mjs';
import { nativeRecipe } from './native.mjs';
import { nodeFilesRecipe, nodeRecipe } from './node.mjs';
import { nodeAlpineRecipe, readAlpineTag } from './node-alpine.mjs';
import { readNodeTag } from './node-tags.mjs';
import { interpreterRecipe, pythonRecipe, readPythonTag } from './python.mjs';
import { digest, readLedger, writeLedger } from './recipe.mjs';
import { rustReleaseRecipe } from './rust-releases.mjs';
import { ubuntuRecipe } from './ubuntu.mjs';

/** @typedef {import('./recipe.mjs').Recipe} Recipe */

/** What a CI run makes ahead; everything else is made when a Dockerfile names it. */
export const usualImages = [
  ...[
    'golang:1.26',
    'golang:1.26-trixie',
    'golang:1.26-bookworm',
    'golang:1.24-bookworm',
    'golang:1.26-alpine',
  ],
  ...['debian:trixie', 'debian:bookworm', 'alpine:3', 'node:22-slim'],
  ...['static', 'base-nossl', 'base', 'cc'].flatMap(kind =>
    ['latest', 'nonroot'].map(tag => `gcr.io/distroless/${kind}-debian13:${tag}`),
  ),
];

/** Those of them that every run compares with the facts: what it needs anyway. */
export const quickImages = usualImages.filter(
  name => name.startsWith('gcr.io/') || name === 'golang:1.26' || name === 'node:22-slim',
);

/** @param {string} name @param {string} target @returns {Recipe} */
const aliasOf = (name, target) => ({ name, alias: target, uses: [target], key: '', make: async () => {} });

/** Ubuntu, and the images of Java, Rust and C. @param {string} repository @param {string} tag */
function builderRecipe(repository, tag) {
  if (repository === 'eclipse-temurin' || repository === 'openjdk') return javaRecipe(repository, tag);
  if (repository === 'rust' || repository === 'gcc')
    return nativeRecipe(repository, tag) ?? (repository === 'rust' ? rustReleaseRecipe(tag) : undefined);
  if (repository === 'ubuntu') return ubuntuRecipe(tag);
  return repository === 'maven' ? mavenTag(tag) : undefined;
}

/**
 * The recipe for a name as it stands in a FROM, if the lab has one.
 * @param {string} reference
 * @returns {Recipe | undefined}
 */
export function recipeFor(reference) {
  const bare = reference.replace(/@sha256:.*$/, '').replace(/^(docker\.io\/)?(library\/)?/, '');
  const [repository = '', tag = 'latest'] = bare.split(/:(?=[^/]*$)/);
  const distroless = /^gcr\.io\/distroless\/([a-z0-9-]+?)(?:-debian(12|13))?$/.exec(repository);
  if (distroless) {
    const found = /^(latest|nonroot|debug|debug-nonroot)$/.exec(tag);
    const suite = distroless[2] === '12' ? 'bookworm' : 'trixie';
    const recipe =
      found &&
      distrolessRecipe(
        String(distroless[1]),
        suite,
        /** @type {'latest' | 'nonroot' | 'debug' | 'debug-nonroot'} */ (tag),
      );
    if (!recipe) return undefined;
    return recipe.name === reference ? recipe : aliasOf(reference, recipe.name);
  }
  if (repository === 'debian') {
    const found = /^(latest|stable|trixie|bookworm|bullseye|1[123](?:\.\d+)?)(?:-\d{8})?(-slim)?$/.exec(tag);
    if (!found) return undefined;
    const suite = /** @type {(keyof typeof suites)[]} */ (Object.keys(suites)).find(
      key => key === found[1] || found[1]?.split('.')[0] === suites[key],
    );
    const recipe = debianRecipe(suite ?? 'trixie', Boolean(found[2]));
    return recipe.name === reference ? recipe : aliasOf(reference, recipe.name);
  }
  if (repository === 'distill-lab/buildpack') return buildpackRecipe(tag);
  if (repository === 'distill-lab/buildpack-deps') return buildpackDepsRecipe(tag);
  if (repository === 'distill-lab/java-base') return javaBaseRecipe();
  const builder = builderRecipe(repository, tag);
  if (builder) return builder.name === reference ? builder : aliasOf(reference, builder.name);
  if (repository === 'distill-lab/cpython') {
    const [minor = '', suite = ''] = tag.split('-');
    return interpreterRecipe(minor, suite);
  }
  if (repository === 'python') {
    const read = readPythonTag(tag);
    if (!read) return undefined;
    const recipe = pythonRecipe(read.minor, read.suite, read.slim);
    return recipe.name === reference ? recipe : aliasOf(reference, recipe.name);
  }
  if (repository === 'distill-lab/node-files') return nodeFilesRecipe(String(tag.split('.')[0]), tag);
  if (repository === 'node') {
    const alpine = readAlpineTag(tag);
    if (alpine) {
      const recipe = nodeAlpineRecipe(alpine);
      return recipe.name === reference ? recipe : aliasOf(reference, recipe.name);
    }
    const read = readNodeTag(tag);
    if (!read) return undefined;
    const recipe = nodeRecipe(read);
    return recipe.name === reference ? recipe : aliasOf(reference, recipe.name);
  }
  const made = makersRecipe(repository, tag);
  if (made) return made.name === reference ? made : aliasOf(reference, made.name);
  if (repository === 'alpine') {
    if (!/^(latest|3|3\.\d+(\.\d+)?)$/.test(tag)) return undefined;
    return reference === 'alpine:3' ? alpineRecipe() : aliasOf(reference, 'alpine:3');
  }
  if (repository === 'golang') {
    const read = readTag(tag);
    if (!read) return undefined;
    const recipe = golangRecipe(read.release, read.distribution);
    return recipe.name === reference ? recipe : aliasOf(reference, recipe.name);
  }
  return undefined;
}

/** @param {string} name */
async function idOf(name) {
  const result = await tryDocker(['image', 'inspect', '--format', '{{.Id}}', name]);
  return result.code === 0 ? result.stdout.trim() : undefined;
}

/** @type {Map<string, Promise<string | undefined>>} */
const ensured = new Map();

/**
 * Makes sure that an image is there and made by today's recipe.
 * @param {string} reference
 * @param {(line: string) => void} say
 * @returns {Promise<string | undefined>} The recipe's hash; nothing if the lab has no recipe for this name.
 */
export function ensureImage(reference, say) {
  let promise = ensured.get(reference);
  if (!promise) {
    promise = make(reference, say);
    promise.catch(() => ensured.delete(reference));
    ensured.set(reference, promise);
  }
  return promise;
}

/** @param {string} reference @param {(line: string) => void} say */
async function make(reference, say) {
  const recipe = recipeFor(reference);
  if (!recipe) return undefined;
  /** @type {string[]} */ const below = [];
  for (const name of recipe.uses) below.push(String(await ensureImage(name, say)));
  const hash = digest([recipe.key, ...below]);
  if (recipe.alias) {
    await docker(['tag', recipe.alias, recipe.name]);
    return hash;
  }
  const current = async () => {
    const entry = readLedger()[recipe.name];
    return entry?.recipe === hash && (await idOf(recipe.name)) === entry.id;
  };
  if (await current()) return hash;
  await exclusively(
    `image-${digest([recipe.name])}`,
    async () => {
      if (await current()) return;
      const started = Date.now();
      await recipe.make(line => say(`${recipe.name}: ${line}`));
      const id = String(await idOf(recipe.name));
      await exclusively('ledger', async () => writeLedger(recipe.name, { id, recipe: hash }));
      say(`${recipe.name}: made in ${((Date.now() - started) / 1000).toFixed(1)} s`);
    },
    holder => say(`${recipe.name}: waiting for ${holder}, which makes it`),
  );
  return hash;
}
