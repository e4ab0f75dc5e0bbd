/** `pyproject.toml`: what a Python project needs and which programs it brings (PEP 621, 735, Poetry, PDM, uv). */
import { parse } from 'smol-toml';
import { normaliseName, type PythonRequirement, readRequirement } from './requirements';

export interface PythonProject {
  readonly name: string | undefined;
  /** `>=3.12`, as written. */
  readonly requiresPython: string | undefined;
  readonly dependencies: readonly PythonRequirement[];
  /** Packages of groups that are for development. */
  readonly development: readonly PythonRequirement[];
  /** Names of the programs that installing the project makes. */
  readonly scripts: readonly string[];
  /** What those programs call, as far as it is told: `shop.cli:main`. */
  readonly entryPoints: Readonly<Record<string, string>>;
  /** Its settings are Poetry's. */
  readonly poetry: boolean;
}

/** Undefined for text that is no TOML. */
export function readPyproject(text: string): PythonProject | undefined {
  const root = tomlTable(text);
  if (root === undefined) return undefined;
  const project = tableOf(root.project);
  const tool = tableOf(root.tool);
  const poetry = tableOf(tool.poetry);
  const old = tableOf(poetry['dev-dependencies']);
  const groups = Object.values(tableOf(poetry.group)).map(group => tableOf(tableOf(group).dependencies));
  return {
    name: textOf(project.name) ?? textOf(poetry.name),
    requiresPython: textOf(project['requires-python']) ?? textOf(tableOf(poetry.dependencies).python),
    dependencies: [...specifiers(project.dependencies), ...namesOf(tableOf(poetry.dependencies))],
    development: [
      ...Object.values(tableOf(root['dependency-groups'])).flatMap(specifiers),
      ...Object.values(tableOf(tableOf(tool.pdm)['dev-dependencies'])).flatMap(specifiers),
      ...specifiers(tableOf(tool.uv)['dev-dependencies']),
      ...[old, ...groups].flatMap(namesOf),
    ],
    entryPoints: Object.fromEntries(
      [...Object.entries(tableOf(poetry.scripts)), ...Object.entries(tableOf(project.scripts))].filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    ),
    scripts: [...Object.keys(tableOf(project.scripts)), ...Object.keys(tableOf(poetry.scripts))],
    poetry: tool.poetry !== undefined,
  };
}

export interface Pipfile {
  readonly packages: readonly PythonRequirement[];
  readonly development: readonly PythonRequirement[];
}

/** `Pipfile`, in TOML, too; undefined for text that is none. */
export function readPipfile(text: string): Pipfile | undefined {
  const root = tomlTable(text);
  if (root === undefined) return undefined;
  return {
    packages: namesOf(tableOf(root.packages)),
    development: namesOf(tableOf(root['dev-packages'])),
  };
}

function tomlTable(text: string): Record<string, unknown> | undefined {
  try {
    return parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function tableOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function specifiers(value: unknown): PythonRequirement[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap(item => (typeof item === 'string' ? (readRequirement(item) ?? []) : []));
}

/** `flask = "^3"` and `uvicorn = { version = "*", extras = ["standard"] }`; `python` is the interpreter. */
function namesOf(table: Readonly<Record<string, unknown>>): PythonRequirement[] {
  return Object.entries(table).flatMap(([name, value]) => {
    if (name.toLowerCase() === 'python') return [];
    const { extras, markers, python, optional, version } = tableOf(value);
    const named = Array.isArray(extras) ? extras.filter(extra => typeof extra === 'string') : [];
    const marker = markers !== undefined || python !== undefined || optional === true;
    const versions = textOf(value) ?? textOf(version) ?? '*';
    return [
      {
        ...(versions === '*' ? {} : { versions: versions.replace(/\s/g, '') }),
        ...{ name: normaliseName(name), extras: named.map(extra => extra.toLowerCase()), marker },
      },
    ];
  });
}
