/** What well-known Python packages bring; data with sources in `facts/python-packages.json`. */
import facts from './python-packages.generated.json';
import { normaliseName } from './requirements';

export interface PythonPackage {
  readonly name: string;
  /** Programs beside the interpreter: text files whose first line names it. */
  readonly scripts?: readonly string[];
  /** What is imported, where that is not the package's own name. */
  readonly modules?: readonly string[];
  /** Surely holds machine code. */
  readonly native?: boolean;
  /** One build serves several minor versions of Python. */
  readonly abi3?: boolean;
  /** `false`: installing it compiles it on Linux, and links what `libraries` names. */
  readonly wheels?: boolean;
  readonly libraries?: readonly string[];
  /** Programs of the system that it starts when it is used. */
  readonly programs?: readonly string[];
  /** Libraries of the system that it loads, and that its wheels do not bring. */
  readonly opens?: readonly string[];
  /** By minor version of Python, a release from which on it has wheels. */
  readonly wheelsSince?: Readonly<Record<string, string>>;
  /** What an older release links, which is compiled when it is installed. */
  readonly linksWithout?: readonly string[];
}

const table: ReadonlyMap<string, PythonPackage> = new Map(
  facts.map((fact: PythonPackage) => [fact.name, fact]),
);

const scripts: ReadonlySet<string> = new Set(facts.flatMap((fact: PythonPackage) => fact.scripts ?? []));

export function pythonPackage(name: string): PythonPackage | undefined {
  return table.get(normaliseName(name));
}

/** Whether a program of that name is a script that pip writes, if a Python environment has it at all. */
export function isConsoleScript(program: string): boolean {
  return scripts.has(program);
}

/** The modules that a package brings: `yaml` for PyYAML, its own name where the facts say nothing else. */
export function modulesOf(name: string): readonly string[] {
  return table.get(name)?.modules ?? [name.replaceAll('-', '_')];
}

/** The packages of which the facts know that they bring a module. */
export function packagesWithModule(module: string): readonly PythonPackage[] {
  return facts.filter((fact: PythonPackage) => modulesOf(fact.name).includes(module));
}
