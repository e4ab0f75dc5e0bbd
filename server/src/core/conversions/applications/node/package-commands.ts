/**
 * Commands of packages that servers are started with. A package is listed as plain when its published code, read in
 * the version that stands there, starts no shell and no program by name for the verbs given; it may start
 * `process.execPath`, which is Node.js itself, and programs that are part of the package.
 */

export interface PackageCommand {
  readonly package: string;
  /**
   * The file behind the command in the major versions given, as their package.json says: for pnpm, whose `.bin` has
   * shell scripts, and for what is installed globally. Compared with what the registry says of these majors.
   */
  readonly bin: string;
  readonly majors: readonly number[];
  /** First arguments for which this holds; undefined for all. */
  readonly verbs?: readonly string[];
  /** The packages that it needs besides its own dependencies. */
  readonly also?: readonly string[];
}

/** The entry of a command; undefined for one that nothing is known about. */
export function packageCommand(name: string): PackageCommand | undefined {
  return Object.hasOwn(plain, name) ? plain[name] : undefined;
}

/** Why a well-known command is not started without a shell; undefined for one that is not listed. */
export function refusedCommand(name: string): string | undefined {
  return Object.hasOwn(refused, name) ? refused[name] : undefined;
}

const plain: Readonly<Record<string, PackageCommand>> = {
  // next 15.5.29: only `next dev` and telemetry of builds call `lsof`, `git` and package managers.
  next: { package: 'next', bin: 'dist/bin/next', majors: [12, 13, 14, 15, 16], verbs: ['start'] },
  // @remix-run/serve 2.17.5 and @react-router/serve 7.18.4: neither imports child_process.
  'remix-serve': { package: '@remix-run/serve', bin: 'dist/cli.js', majors: [1, 2] },
  'react-router-serve': { package: '@react-router/serve', bin: 'bin.js', majors: [7] },
  // fastify-cli 7.4: child_process is used by `generate` and, as fork, by `--watch`.
  fastify: { package: 'fastify-cli', bin: 'cli.js', majors: [5, 6, 7, 8], verbs: ['start'] },
  // serve 14.2: its clipboard is for terminals, and failures are caught.
  serve: { package: 'serve', bin: 'build/main.js', majors: [14] },
  // http-server 14.1: opens a browser for `-o` only.
  'http-server': { package: 'http-server', bin: 'bin/http-server', majors: [14] },
  // json-server 0.17: does not import child_process.
  'json-server': { package: 'json-server', bin: 'lib/cli/bin.js', majors: [0] },
  // vite 7: `preview` starts a browser for `--open` only.
  vite: { package: 'vite', bin: 'bin/vite.js', majors: [2, 3, 4, 5, 6, 7], verbs: ['preview'] },
  // ts-node 10.9: starts process.execPath for ES modules.
  'ts-node': { package: 'ts-node', bin: 'dist/bin.js', majors: [8, 9, 10], also: ['typescript'] },
  'ts-node-esm': { package: 'ts-node', bin: 'dist/bin-esm.js', majors: [10], also: ['typescript'] },
  'ts-node-transpile-only': {
    package: 'ts-node',
    bin: 'dist/bin-transpile.js',
    majors: [9, 10],
    also: ['typescript'],
  },
  // tsx 4.23.15: starts process.execPath, and the compiler that is part of esbuild.
  tsx: { package: 'tsx', bin: 'dist/cli.mjs', majors: [4] },
};

const development = 'is a development server, which compiles the sources whenever they change';
const several = 'starts other programs through a shell or by name';

const refused: Readonly<Record<string, string>> = {
  'react-scripts': development,
  'vue-cli-service': development,
  'webpack-dev-server': development,
  ng: development,
  'ts-node-dev': development,
  tsnd: development,
  'tsc-watch': development,
  parcel: development,
  gatsby: development,
  expo: development,
  // pm2 5.4 looks for `node` on the search path and restarts what dies.
  pm2: 'keeps processes of its own, which it starts and watches by name; a container has one program',
  forever: 'keeps processes of its own, which it starts and watches by name; a container has one program',
  // nuxi 3 starts `node` by name.
  nuxt: several,
  nuxi: several,
  concurrently: several,
  'npm-run-all': several,
  'run-s': several,
  'run-p': several,
  turbo: several,
  lerna: several,
  nx: several,
  'cross-env-shell': several,
  // dotenv-cli 8 and env-cmd 10 start their command by name.
  dotenv: several,
  'env-cmd': several,
  prisma: 'starts its engine and looks for OpenSSL with other programs',
  sh: 'is a shell',
  bash: 'is a shell',
  ash: 'is a shell',
};
