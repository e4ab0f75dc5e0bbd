/** package.json: what npm and Node.js read of it, and nothing else. */

export interface PackageJson {
  readonly name: string | undefined;
  /** `module` makes `.js` files ES modules; anything else is CommonJS. */
  readonly type: string | undefined;
  readonly main: string | undefined;
  readonly bin: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  /** Globs of the folders with packages of their own; undefined where the project is no workspace. */
  readonly workspaces: readonly string[] | undefined;
  readonly engines: Readonly<Record<string, string>>;
  /** `pnpm@9.1.0+sha…`. */
  readonly packageManager: string | undefined;
  /** Subpath imports (`#name`), and what importers of the package may name. */
  readonly imports: unknown;
  readonly exports: unknown;
}

/** Reads a package.json; undefined for text that is no JSON object. Fields of another type count as absent. */
export function readPackageJson(text: string): PackageJson | undefined {
  const json = parse(text.replace(/^\uFEFF/, ''));
  if (!isObject(json)) return undefined;
  const name = string(json.name);
  return {
    name,
    type: string(json.type),
    main: string(json.main),
    bin: typeof json.bin === 'string' ? { [bareName(name)]: json.bin } : strings(json.bin),
    scripts: strings(json.scripts),
    dependencies: strings(json.dependencies),
    devDependencies: strings(json.devDependencies),
    optionalDependencies: strings(json.optionalDependencies),
    peerDependencies: strings(json.peerDependencies),
    workspaces: workspacesOf(json.workspaces),
    engines: strings(json.engines),
    packageManager: string(json.packageManager),
    imports: json.imports,
    exports: json.exports,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The command of a package without a map of commands: its name without the scope. */
function bareName(name: string | undefined): string {
  return name?.replace(/^@[^/]*\//, '') ?? '';
}

function strings(value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value)) return {};
  const entries = Object.entries(value).filter((entry): entry is [string, string] => {
    return typeof entry[1] === 'string';
  });
  return Object.fromEntries(entries);
}

/** Yarn also takes `{ "packages": [...] }`. */
function workspacesOf(value: unknown): readonly string[] | undefined {
  const list = isObject(value) ? value.packages : value;
  return Array.isArray(list) ? list.filter(item => typeof item === 'string') : undefined;
}
