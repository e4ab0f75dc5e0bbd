/** `Cargo.toml`, `.cargo/config.toml`, `rust-toolchain`: what they say about the programs that a build makes. */
import { parse } from 'smol-toml';

export interface CargoManifest {
  /** Undefined in the root of a workspace that is no package itself. */
  readonly package: string | undefined;
  /** `[[bin]]`, in order. */
  readonly programs: readonly CargoProgram[];
  /** False where `autobins = false`: files in `src/bin` are no programs then. */
  readonly findsPrograms: boolean;
  /** The package has a build script, which may write anywhere; undefined where its default place decides. */
  readonly buildScript: boolean | undefined;
  readonly workspace: CargoWorkspace | undefined;
  /** By the names of the crates: `package` where the manifest gives them another name. */
  readonly dependencies: ReadonlyMap<string, CargoDependency>;
  readonly buildDependencies: ReadonlyMap<string, CargoDependency>;
  /** Names in `[profile.*]`. */
  readonly profiles: readonly string[];
}

export interface CargoProgram {
  readonly name: string;
  readonly path: string | undefined;
  /** It is made only with features that may not be on. */
  readonly conditional: boolean;
}

export interface CargoWorkspace {
  /** Folders as written, wildcards included. */
  readonly members: readonly string[];
  readonly defaultMembers: readonly string[] | undefined;
  readonly exclude: readonly string[];
  /** What members ask for with `workspace = true`. */
  readonly dependencies: ReadonlyMap<string, CargoDependency>;
}

export interface CargoDependency {
  readonly features: readonly string[];
  readonly defaultFeatures: boolean;
  readonly optional: boolean;
  /** Its version and features stand in the workspace's root. */
  readonly inherited: boolean;
  /** The folder of a package beside this one, from the manifest that names it. */
  readonly path: string | undefined;
}

/** Reads a manifest; undefined for what is no TOML. Dependencies that other systems alone have are left out. */
export function readCargoManifest(text: string): CargoManifest | undefined {
  const root = readToml(text);
  if (root === undefined) return undefined;
  const own = table(root.package);
  const workspace = table(root.workspace);
  return {
    package: string(own?.name),
    programs: tables(root.bin).flatMap(bin => {
      const name = string(bin.name);
      if (name === undefined) return [];
      return [{ name, path: string(bin.path), conditional: strings(bin['required-features']).length > 0 }];
    }),
    findsPrograms: own?.autobins !== false,
    buildScript: own?.build === undefined ? undefined : own.build !== false,
    workspace: workspace && {
      members: strings(workspace.members),
      defaultMembers:
        workspace['default-members'] === undefined ? undefined : strings(workspace['default-members']),
      exclude: strings(workspace.exclude),
      dependencies: readDependencies(workspace.dependencies),
    },
    dependencies: withPlatforms(root, 'dependencies'),
    buildDependencies: withPlatforms(root, 'build-dependencies'),
    profiles: Object.keys(table(root.profile) ?? {}),
  };
}

/** Those of `[target.'cfg(…)'.…]` too, unless Linux is none of its targets; optional where that depends on more. */
function withPlatforms(root: Table, key: string): Map<string, CargoDependency> {
  const found = readDependencies(root[key]);
  for (const [platform, value] of Object.entries(table(root.target) ?? {})) {
    if (otherPlatform.test(platform.trim())) continue;
    const sure = everyLinux.test(platform.trim());
    for (const [name, dependency] of readDependencies(table(value)?.[key])) {
      const other = found.get(name);
      found.set(name, {
        ...dependency,
        features: [...(other?.features ?? []), ...dependency.features],
        defaultFeatures: dependency.defaultFeatures || other?.defaultFeatures === true,
        optional: dependency.optional || (other?.optional ?? !sure),
      });
    }
  }
  return found;
}

/** A triple without Linux, or one plain condition that Linux does not meet. */
const otherPlatform =
  /^(?:(?!cfg\(|.*linux).*|cfg\((?:windows|target_(?:os|family|arch)\s*=\s*"(?:windows|macos|ios|\w*bsd|wasm\w*|wasi)"|not\((?:unix|target_os\s*=\s*"linux"|target_family\s*=\s*"unix")\))\))$/;

const everyLinux =
  /^cfg\((?:unix|target_os\s*=\s*"linux"|target_family\s*=\s*"unix"|not\((?:windows|target_(?:os|family|arch)\s*=\s*"(?:windows|macos|wasm\w*)")\))\)$/;

function readDependencies(value: unknown): Map<string, CargoDependency> {
  return new Map(Object.entries(table(value) ?? {}).map(([name, details]) => readDependency(name, details)));
}

function readDependency(name: string, value: unknown): [string, CargoDependency] {
  const details = table(value) ?? {};
  return [
    string(details.package) ?? name,
    {
      features: strings(details.features),
      defaultFeatures: details['default-features'] !== false && details.default_features !== false,
      optional: details.optional === true,
      inherited: details.workspace === true,
      path: string(details.path),
    },
  ];
}

export interface CargoConfig {
  /** `build.target`, if it is one; `null` where there are several or it cannot be read. */
  readonly target: string | undefined | null;
  readonly targetDirectory: string | undefined;
  /** Flags for the compiler and names of linkers, by the target they are for; `''` stands for every one. */
  readonly flags: readonly { readonly target: string; readonly text: string }[];
  /** It sets variables for build scripts, which decide what they link. */
  readonly setsVariables: boolean;
}

/** Reads `.cargo/config.toml`; undefined for what is no TOML, or includes other files. */
export function readCargoConfig(text: string): CargoConfig | undefined {
  const root = readToml(text);
  if (root === undefined || root.include !== undefined) return undefined;
  const build = table(root.build);
  const target = build?.target;
  const flags = (settings: Table | undefined): string =>
    [string(settings?.rustflags), ...strings(settings?.rustflags), string(settings?.linker)]
      .filter(word => word !== undefined)
      .join(' ');
  return {
    target: target === undefined ? undefined : (string(target) ?? null),
    targetDirectory: string(build?.['target-dir']),
    flags: [
      { target: '', text: flags(build) },
      ...Object.entries(table(root.target) ?? {}).map(([name, value]) => ({
        target: name,
        text: flags(table(value)),
      })),
    ].filter(item => item.text !== ''),
    setsVariables: root.env !== undefined,
  };
}

type Table = Readonly<Record<string, unknown>>;

function readToml(text: string): Table | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function table(value: unknown): Table | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : undefined;
}

function tables(value: unknown): Table[] {
  if (!Array.isArray(value)) return [];
  return value.map((item: unknown) => table(item)).filter(item => item !== undefined);
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function strings(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((item: unknown) => typeof item === 'string');
}
