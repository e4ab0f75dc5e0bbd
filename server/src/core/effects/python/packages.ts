/** The packages that an install brings, read from the manifests it names, and the programs that come with them. */
import type { ContextTree } from '../../context/context-tree';
import { readPipfile, readPyproject } from '../../manifests/pyproject';
import { pythonPackage } from '../../manifests/python-packages';
import { normaliseName, type PythonRequirement, readRequirements } from '../../manifests/requirements';
import { readSetupConfiguration } from '../../manifests/setup-cfg';
import { baseName, joinPath, parentPath } from '../../model/paths';
import type { DependencyInstall } from '../built';
import { type Contents, lookup, originOf, put } from '../contents';
import type { CommandContext } from '../stage-effects';

/**
 * Names of packages that an install surely brings: those of its command line, and those that the manifests
 * list without a condition. Empty where the manifests cannot be read.
 */
export function installedPackages(install: DependencyInstall): readonly string[] {
  const names = new Set(install.packages.map(normaliseName));
  for (const { name, marker } of install.listed ?? []) if (!marker) names.add(name);
  return [...names];
}

/** Everything that the manifests of an install list, conditions or not. */
export function listedRequirements(install: DependencyInstall): readonly PythonRequirement[] {
  const named = install.packages.map(name => ({ name: normaliseName(name), extras: [], marker: false }));
  return [...named, ...(install.listed ?? [])];
}

/** What the manifests list, as the stage has them now, and whether that is all that they ask for. */
export function readManifests(
  manifests: readonly string[],
  contents: Contents,
  tree: ContextTree,
  development: boolean,
): { readonly listed: readonly PythonRequirement[]; readonly complete: boolean } {
  const read = manifests.map(manifest => requirementsIn(manifest, contents, tree, 0, development));
  return { listed: read.flatMap(({ listed }) => listed), complete: read.every(({ complete }) => complete) };
}

/** Whether a project that is installed itself says in plain text what it needs: `setup.py` and its like compute it. */
export function isListed(project: string, contents: Contents, tree: ContextTree): boolean {
  const text = (name: string) => textAt(`${project}/${name}`, contents, tree);
  const [toml, cfg, script] = [text('pyproject.toml'), text('setup.cfg'), text('setup.py')];
  if (/install_requires|extras_require/.test(script ?? '')) return false;
  if (toml !== undefined && /^\s*dynamic\s*=\s*\[[^\]]*dependencies/m.test(toml)) return false;
  if (toml !== undefined && readPyproject(toml)?.name !== undefined) return true;
  return cfg !== undefined && readSetupConfiguration(cfg) !== undefined;
}

/** The text of a file of the context where the stage has it. */
export function textAt(path: string, contents: Contents, tree: ContextTree): string | undefined {
  const found = lookup(contents, path);
  const origin = found.presence === 'yes' ? originOf(found) : undefined;
  return origin?.kind === 'context' ? tree.text(origin.path) : undefined;
}

function requirementsIn(
  path: string,
  contents: Contents,
  tree: ContextTree,
  depth: number,
  development: boolean,
): { readonly listed: readonly PythonRequirement[]; readonly complete: boolean } {
  const all = (...listed: readonly PythonRequirement[]) => ({ listed, complete: true });
  const text = textAt(path, contents, tree);
  if (text === undefined || depth > 4) return { listed: [], complete: false };
  const name = baseName(path);
  if (name === 'pyproject.toml') {
    const project = readPyproject(text);
    return all(...(project?.dependencies ?? []), ...(development ? (project?.development ?? []) : []));
  }
  if (name === 'Pipfile') {
    const file = readPipfile(text);
    return all(...(file?.packages ?? []), ...(development ? (file?.development ?? []) : []));
  }
  if (name === 'setup.cfg') return all(...(readSetupConfiguration(text)?.dependencies ?? []));
  // Any other name is a list that `pip install -r` was given: `requirements`, `deps.pip`.
  if (/\.(?:lock|toml|py|json|ya?ml)$/.test(name)) return { listed: [], complete: false };
  const { packages, includes, others } = readRequirements(text);
  const included = includes.slice(0, 20).flatMap(include => {
    const other = joinPath(parentPath(path), include);
    return other === undefined ? [] : [requirementsIn(other, contents, tree, depth + 1, development)];
  });
  return {
    listed: [...packages, ...included.flatMap(({ listed }) => listed)],
    complete: !others && included.length === includes.length && included.every(({ complete }) => complete),
  };
}

/** Puts the programs of the packages, and those of the projects that are installed themselves, into a folder. */
export function putScripts(
  context: CommandContext,
  install: DependencyInstall,
  bin: string,
  projects: readonly string[],
): void {
  const { contents } = context.effects;
  const programs = new Set(installedPackages(install).flatMap(name => pythonPackage(name)?.scripts ?? []));
  for (const project of projects) {
    const toml = textAt(`${project}/pyproject.toml`, contents, context.tree);
    const cfg = textAt(`${project}/setup.cfg`, contents, context.tree);
    for (const name of toml === undefined ? [] : (readPyproject(toml)?.scripts ?? [])) programs.add(name);
    for (const name of cfg === undefined ? [] : (readSetupConfiguration(cfg)?.scripts ?? []))
      programs.add(name);
  }
  for (const name of programs)
    put(contents, `${bin}/${name}`, {
      kind: 'file',
      origin: { kind: 'dependencies', install },
      by: context.step.instruction,
      span: context.command.span,
      conditional: context.command.conditional,
    });
}
