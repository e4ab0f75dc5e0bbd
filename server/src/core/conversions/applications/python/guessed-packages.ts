/**
 * What an install may bring that is not listed: it came from a list that was made on the way (`poetry export`, `grep`),
 * from an address, or from `setup.py`. Taken as wide as the project allows, so that no library is forgotten.
 */
import { readPipfile, readPyproject } from '../../../manifests/pyproject';
import { modulesOf, packagesWithModule } from '../../../manifests/python-packages';
import { type PythonRequirement, readRequirement } from '../../../manifests/requirements';
import { baseName } from '../../../model/paths';
import type { Subject } from '../../../subject';

/**
 * Every requirement in the project's manifests, and the known packages of modules that its sources import and that neither
 * they nor `listed` bring; empty where all installs say what they bring.
 */
export function guessedRequirements(
  { effects, tree }: Subject,
  listed: readonly PythonRequirement[],
): readonly PythonRequirement[] {
  const open = effects.some(({ dependencies }) => dependencies.some(({ unlisted }) => unlisted === true));
  if (!open) return [];
  const files = tree.files('').filter(file => !/(?:^|\/)(?:node_modules|site-packages|\.?venv)\//.test(file));
  const found = files.flatMap(file => requirementsOf(baseName(file), tree.text(file) ?? ''));
  const brought = new Set([...listed, ...found].flatMap(({ name }) => modulesOf(name)));
  const modules = new Set(
    files.flatMap(file => (file.endsWith('.py') ? usedModules(tree.text(file) ?? '') : [])),
  );
  const own = (module: string) =>
    tree
      .files('')
      .some(file => `/${file}`.endsWith(`/${module}.py`) || file.includes(`${module}/__init__.py`));
  const imported = [...modules]
    .filter(module => !brought.has(module) && packagesWithModule(module).length > 0 && !own(module))
    .flatMap(module => packagesWithModule(module))
    .map(({ name }) => ({ name, extras: [], marker: false }));
  return [...found, ...imported];
}

function requirementsOf(name: string, text: string): readonly PythonRequirement[] {
  if (!manifest.test(name)) return [];
  const quoted = [...text.matchAll(/["']([^"'\n]{2,200})["']/g)].map(([, value = '']) => value);
  const lines = name.endsWith('.py') || name === 'pyproject.toml' ? [] : text.split(/\r?\n/);
  const written = [...quoted, ...lines].flatMap(value => readRequirement(value.replace(/\s+#.*$/, '')) ?? []);
  const project = name === 'pyproject.toml' ? readPyproject(text) : undefined;
  const pipfile = name === 'Pipfile' ? readPipfile(text) : undefined;
  const tables = [...(project?.dependencies ?? []), ...(project?.development ?? [])];
  return [...tables, ...(pipfile?.packages ?? []), ...(pipfile?.development ?? []), ...written];
}

const manifest =
  /^(?:[\w.-]*(?:constraints|req(?:uirement)?s?|deps)[\w.-]*\.(?:txt|in)|base\.txt|prod(?:uction)?\.txt|pyproject\.toml|Pipfile|setup\.(?:cfg|py))$/;

/** What is imported at the beginning of a line, and what Django loads for the databases that settings name. */
function usedModules(text: string): readonly string[] {
  const imported = [...text.matchAll(/^[ \t]*(?:import|from)[ \t]+([A-Za-z_]\w*)/gm)].map(
    ([, name = '']) => name,
  );
  if (
    /django\.(?:db\.backends\.postgresql|contrib\.gis\.db\.backends\.postgis)/.test(text) &&
    !imported.includes('psycopg')
  )
    imported.push('psycopg2');
  if (/django\.db\.backends\.mysql/.test(text)) imported.push('MySQLdb');
  return imported;
}
