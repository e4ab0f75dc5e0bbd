/** The packages that a project declares to its package manager, by their names. */
import { listedRequirements } from '../../effects/python/packages';
import { readPackageJson } from '../../manifests/package-json';
import { declaredHex } from '../elixir/packages';
import { declaredGems } from '../ruby/gems';
import type { Application } from './application';
import { guessedRequirements } from './python/guessed-packages';

/** For Node.js those of `package.json`, for Python every name in files of requirements, in what pip is given, and in RUN. */
export function declaredPackages(app: Application, startTexts: readonly string[]): ReadonlySet<string> {
  const { subject, language, chain } = app;
  if (language === 'ruby') return declaredGems(app, startTexts);
  if (language === 'elixir') return declaredHex(app);
  const names = new Set<string>();
  for (const { dependencies } of chain)
    for (const install of dependencies) {
      for (const name of install.packages) names.add(name.toLowerCase());
      if (install.ecosystem === 'python') for (const { name } of listedRequirements(install)) names.add(name);
    }
  for (const path of subject.tree.files('')) {
    const file = path.slice(path.lastIndexOf('/') + 1);
    if (/(?:^|\/)node_modules\//.test(path)) continue;
    if (language === 'node') {
      const manifest = file === 'package.json' ? readPackageJson(subject.tree.text(path) ?? '') : undefined;
      for (const list of [manifest?.dependencies, manifest?.optionalDependencies])
        for (const name of Object.keys(list ?? {})) names.add(name);
      // Of the tools for development only those that the start names are used.
      for (const name of Object.keys(manifest?.devDependencies ?? {}))
        if (startTexts.some(text => text.includes(name))) names.add(name);
    } else if (pythonManifest.test(file)) {
      for (const [, name = ''] of (subject.tree.text(path) ?? '').matchAll(pythonName))
        names.add(name.toLowerCase().replace(/[-_.]+/g, '-'));
    }
  }
  if (language === 'python') {
    const listed = chain.flatMap(({ dependencies }) => dependencies.flatMap(listedRequirements));
    for (const { name } of guessedRequirements(subject, listed)) names.add(name);
  }
  return names;
}

const pythonManifest =
  /^(?:(?:constraints|requirements)[\w.-]*\.(?:txt|in)|pyproject\.toml|Pipfile|setup\.(?:cfg|py))$/;

/** The first word of a line, quoted or not: what names no package is in no table either. */
const pythonName = /(?:^|["'])[ \t]*["']?([A-Za-z0-9][\w.-]*[A-Za-z0-9])/gm;
