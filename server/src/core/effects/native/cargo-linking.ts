/** How a program that Cargo builds is linked, and with what. */
import { type CargoConfig, type CargoManifest, readCargoConfig } from '../../manifests/cargo';
import { lineage, rootImage } from '../../model/build';
import type { VariableValue } from '../../model/expand';
import { parentPath } from '../../model/paths';
import { type Contents, lookup, originOf } from '../contents';
import type { CommandContext } from '../stage-effects';

export interface CargoSettings {
  /** `build.target`; `null` where it cannot be known. */
  readonly target: string | undefined | null;
  readonly targetDirectory: string | undefined;
  readonly flags: CargoConfig['flags'];
  readonly setsVariables: boolean;
  /** `no`: there are settings that cannot be read; `maybe`: there may be some. */
  readonly known: 'yes' | 'maybe' | 'no';
}

/** `.cargo/config.toml` of the folder and of all above it; the nearer one wins. */
export function cargoSettings(directory: string, context: CommandContext): CargoSettings {
  const { contents, stage } = context.effects;
  // The base image of a stage brings no settings for the project.
  const own: Contents =
    stage.base.kind === 'image' && stage.base.image !== undefined
      ? { ...contents, base: path => ({ presence: 'no', path, entry: undefined }) }
      : contents;
  let settings: CargoSettings = {
    target: undefined,
    targetDirectory: undefined,
    flags: [],
    setsVariables: false,
    known: 'yes',
  };
  for (let folder = directory; ; folder = parentPath(folder)) {
    for (const name of ['config.toml', 'config']) {
      const found = lookup(own, `${folder === '/' ? '' : folder}/.cargo/${name}`);
      if (found.presence === 'no') continue;
      const origin = originOf(found);
      const text =
        found.presence === 'yes' && origin?.kind === 'context' ? context.tree.text(origin.path) : undefined;
      const config = text === undefined ? undefined : readCargoConfig(text);
      if (config === undefined) return { ...settings, known: found.presence === 'yes' ? 'no' : 'maybe' };
      settings = {
        target: settings.target === undefined ? config.target : settings.target,
        targetDirectory: settings.targetDirectory ?? config.targetDirectory,
        flags: [...settings.flags, ...config.flags],
        setsVariables: settings.setsVariables || config.setsVariables,
        known: 'yes',
      };
    }
    if (folder === '/') return settings;
  }
}

export interface CargoLinking {
  readonly dynamic: boolean | undefined;
  /** Nothing but settings that cannot be seen stands against it. */
  readonly presumably: boolean;
}

/**
 * Whether the program needs the C library of its builder. `gnu` targets link dynamically, `musl` targets statically,
 * unless told otherwise by `crt-static` (Rust reference, "Linkage"); Alpine's own package links dynamically.
 */
export function cargoLinking(
  target: string | undefined | null,
  toolchain: string | undefined,
  settings: CargoSettings,
  context: CommandContext,
): CargoLinking {
  const unsure = { dynamic: undefined, presumably: false };
  const image = rootImage(context.effects.stage);
  const libc = image?.libc?.kind;
  const given = linkFlags(target, context);
  if (target === null || given === undefined) return unsure;
  const flags = `${given} ${settings.flags
    .filter(item => appliesTo(item.target, target))
    .map(item => item.text)
    .join(' ')}`;
  if (/\+crt-static/.test(flags)) return { dynamic: false, presumably: false };
  const forced = /-crt-static/.test(flags);
  if (/static|musl|no-default-libraries|nostartfiles/.test(flags.replace(/-crt-static/g, ''))) return unsure;
  if (target === undefined) {
    if (/musl/.test(toolchain ?? '') || changesHost(context)) return unsure;
    if (libc === 'musl' && !forced)
      return image?.runtime === 'rust' ? { dynamic: false, presumably: false } : unsure;
    if (libc !== 'glibc' && libc !== 'musl') return unsure;
  } else {
    if (/-musl\w*$/.test(target)) return forced ? unsure : { dynamic: false, presumably: false };
    if (!/-linux-gnu\w*$/.test(target) || libc !== 'glibc') return unsure;
  }
  if (given === '' && settings.known !== 'yes')
    return { dynamic: undefined, presumably: settings.known === 'maybe' };
  return { dynamic: true, presumably: true };
}

/** Whether a table of settings is for the target, or may be: `cfg(…)` is not evaluated. */
function appliesTo(table: string, target: string | undefined): boolean {
  if (table === '' || table === target) return true;
  if (table.startsWith('cfg('))
    return !/^cfg\((?:windows|target_(?:os|family) *= *"(?!linux|unix))/.test(table);
  return target === undefined && /-linux-gnu/.test(table);
}

/** The flags that the environment gives the compiler; undefined where they cannot be known. */
function linkFlags(target: string | undefined | null, { command }: CommandContext): string | undefined {
  const suffix = (target ?? '').toUpperCase().replace(/[-.]/g, '_');
  const names = [
    'CARGO_ENCODED_RUSTFLAGS',
    'RUSTFLAGS',
    'CARGO_BUILD_RUSTFLAGS',
    ...(suffix === '' ? hostVariables : [`CARGO_TARGET_${suffix}_RUSTFLAGS`]),
  ];
  const values: VariableValue[] = names.map(name => command.lookup(name));
  if (values.some(value => value.kind === 'unknown')) return undefined;
  return values.flatMap(value => (value.kind === 'value' ? [value.value] : [])).join(' ');
}

const hostVariables = ['X86_64', 'AARCH64'].flatMap(machine =>
  ['GNU', 'MUSL'].map(libc => `CARGO_TARGET_${machine}_UNKNOWN_LINUX_${libc}_RUSTFLAGS`),
);

/** A toolchain for another host was made the default. */
function changesHost(context: CommandContext): boolean {
  return lineage(context.effects.stage).some(stage =>
    stage.steps.some(({ instruction }) =>
      /(?:rustup\S*\s[^&;|]*(?:default|override|set)\b|default-host|RUSTUP_TOOLCHAIN)[^&;|]*musl/.test(
        instruction.body.text,
      ),
    ),
  );
}

/** Libraries of the system that crates link unless a feature brings their own copy (their README files). */
const linkedBy: ReadonlyMap<string, readonly string[]> = new Map([
  ['openssl', ['ssl', 'crypto']],
  ['openssl-sys', ['ssl', 'crypto']],
  ['native-tls', ['ssl', 'crypto']],
  ['postgres-openssl', ['ssl', 'crypto']],
  ['pq-sys', ['pq']],
]);

/** What the crates of a package surely link dynamically; empty as soon as a feature speaks of a copy of their own. */
export function cargoLinks(
  manifest: CargoManifest | undefined,
  settings: CargoSettings,
  context: CommandContext,
): string[] {
  if (settings.known !== 'yes' || settings.setsVariables) return [];
  const found = new Set<string>();
  for (const [name, dependency] of manifest?.dependencies ?? []) {
    if (/-src$/.test(name) || dependency.inherited) return [];
    if (dependency.features.some(feature => /vendored|bundled|static/.test(feature))) return [];
    if (dependency.optional) continue;
    for (const library of linkedBy.get(name) ?? []) found.add(library);
    if (name === 'diesel' && dependency.features.includes('postgres')) found.add('pq');
    if (name === 'diesel' && dependency.features.includes('sqlite')) found.add('sqlite3');
  }
  const chosen = [
    'OPENSSL_STATIC',
    'PQ_LIB_STATIC',
    'SQLITE3_STATIC',
    'PKG_CONFIG_ALL_STATIC',
    'OPENSSL_DIR',
  ];
  return chosen.some(name => context.command.lookup(name).kind !== 'unset') ? [] : [...found];
}
