/** What is known of Node.js packages with native code, by their names (`facts/node-addons.json`). */
import { lineage, type Stage } from '../model/build';
import table from './node-addons.generated.json';

interface Addon {
  readonly name: string;
  readonly below?: string;
}

const { addons, v8 }: { readonly addons: readonly Addon[]; readonly v8: readonly Addon[] } = table;
const system: Readonly<Record<string, string>> = table.system;

/** What a package needs of the system beyond its C and C++ libraries: the name of a library, or `fonts`. */
export function systemNeed(name: string): string | undefined {
  return Object.hasOwn(system, name) ? system[name] : undefined;
}

/** Those among the dependencies of a package.json that are bound to one C library. */
export function libcAddons(dependencies: Readonly<Record<string, string>>): string[] {
  return addons.filter(addon => isListed(addon, dependencies)).map(({ name }) => name);
}

/** Those that call V8 themselves, and are bound to one major version of Node.js. */
export function v8Addons(dependencies: Readonly<Record<string, string>>): string[] {
  return v8.filter(addon => isListed(addon, dependencies)).map(({ name }) => name);
}

/** Whether the fact is true for all versions that the manifest allows. */
function isListed({ name, below }: Addon, dependencies: Readonly<Record<string, string>>): boolean {
  const range = Object.hasOwn(dependencies, name) ? dependencies[name] : undefined;
  return range !== undefined && isBelow(range, below);
}

/** Whether all versions that `^1.2.3`, `~1.2` or `1.2.3` allow lie below another; false for any other range. */
function isBelow(range: string, limit: string | undefined): boolean {
  if (limit === undefined) return /^[\^~]?\d/.test(range);
  const match = /^([\^~]?)(\d+)(?:\.(\d+))?(?:\.\d+)?$/.exec(range);
  if (match?.[2] === undefined) return false;
  const [major = 0, minor = 0] = limit.split('.').map(Number);
  if (Number(match[2]) !== major) return Number(match[2]) < major;
  // `^0.30.0` and `~0.30.0` stay within their minor version, and an exact one is just that.
  const withinMinor = major === 0 || match[1] !== '^';
  return withinMinor && match[3] !== undefined && Number(match[3]) < minor;
}

/** `npm rebuild` or an install in the final stage replaces what was copied. */
export function installsAgain(stage: Stage): boolean {
  return lineage(stage).some(({ steps }) =>
    steps.some(
      ({ instruction }) =>
        instruction.keyword === 'RUN' && /\b(?:npm|yarn|pnpm|bun|npx|node-gyp)\b/.test(instruction.body.text),
    ),
  );
}
