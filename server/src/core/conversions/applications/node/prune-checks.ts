/** What speaks against taking development dependencies away: something that runs may need one of them. */
import type { DependencyInstall } from '../../../effects/built';
import { type SourceView, sourceView } from '../../../effects/source-view';
import { lockNames } from '../../../manifests/locks/lock-file';
import { type PackageJson, readPackageJson } from '../../../manifests/package-json';
import { packageOf } from '../../../manifests/script-imports';
import { readTsconfig } from '../../../manifests/tsconfig';
import { runtimeVariable } from '../../../model/environment';
import { cleanPath, isWithin, parentPath } from '../../../model/paths';
import { isTool } from '../../../node/development-tools';
import { usedPackages } from '../../../node/used-packages';
import type { Application } from '../application';
import { lockOf, projectInstalls } from './locked';
import type { NodeStart } from './start';

export type Installed = DependencyInstall & { readonly directory: string };

/** In words that end a sentence; undefined where nothing speaks against it. */
export function obstacleToPruning(
  install: Installed,
  app: Application,
  start: NodeStart,
): string | undefined {
  const { project, directory } = install;
  if (project === undefined || install.development === undefined)
    return 'what `package.json` has cannot be told';
  return (
    byTheBuild(install, app) ??
    byTheManager(install, project, app) ??
    byTheLock(install, app) ??
    byTheProgram(install, project, app, start) ??
    (isWithin(directory, app.workdir) ? undefined : 'they lie outside of the working directory')
  );
}

/** What runs may need a package of development, whichever: all that are installed count as those of the program. */
export function runsDevelopment(install: Installed, app: Application, start: NodeStart): boolean {
  const { project, development } = install;
  if (project === undefined || development === false) return false;
  return byTheProgram(install, project, app, start) !== undefined;
}

/** What the instructions did to the packages: a pruning would undo it, or may not be allowed to. */
function byTheBuild({ by, directory, packages }: Installed, { effects }: Application): string | undefined {
  const other = byTheUser(by, effects);
  if (other !== undefined) return other;
  const { steps } = effects.stage;
  const named = projectInstalls(effects.dependencies).some(
    other => other.directory === directory && other.packages.length > 0,
  );
  if (named || packages.length > 0)
    return 'packages that an instruction installed by name may not be in `package.json`';
  if (
    steps.some(
      ({ instruction }) => instruction.keyword === 'RUN' && /--no-save\b/.test(instruction.body.text),
    )
  )
    return 'packages were installed with `--no-save`';
  if (copiesModules(directory, effects.contents))
    return '`node_modules` is copied, too, with packages that may be in no `package.json`';
  return undefined;
}

/** Who takes packages away must be who put them there. */
function byTheUser(by: Installed['by'], { stage }: Application['effects']): string | undefined {
  const installed = stage.steps.find(({ instruction }) => instruction === by);
  const last = stage.steps.findLast(({ instruction }) => /^(?:RUN|COPY|ADD)$/.test(instruction.keyword));
  if (installed === undefined || last === undefined) return 'an earlier stage installed them';
  return installed.state.user === last.state.user
    ? undefined
    : 'another user than the one of the last instruction installed them';
}

/** What speaks against taking all of node_modules away, where nothing needs it. */
export function obstacleToRemoving(
  { by, into, project, directory }: Installed,
  { effects, subject }: Application,
): string | undefined {
  const names = Object.keys({ ...project?.dependencies, ...project?.devDependencies });
  const loader = names.find(name => loadsByName.test(name));
  if (project === undefined || loader !== undefined) return 'packages may be loaded by their names';
  const settings = ['next', 'nuxt', 'nitro'].flatMap(tool =>
    ['js', 'mjs', 'cjs', 'ts', 'mts'].map(end => `${directory}/${tool}.config.${end}`),
  );
  const view = sourceView(effects.contents, subject.tree);
  if (settings.some(path => /externals|trac(?:e|ing)/i.test(view.text(path) ?? '')))
    return 'settings say which packages are left out';
  return into === undefined ? 'where they are is not known' : byTheUser(by, effects);
}

/** Nothing but the package manager put files into its `node_modules`. */
export function isOnlyInstalled({ by, into }: Installed, { effects }: Application): boolean {
  return into !== undefined && byTheUser(by, effects) === undefined;
}

/**
 * Packages that load others, or files of their own, by names that are known only when they run: what follows imports
 * does not find those.
 */
const loadsByName =
  /^(?:pino(?:-.+)?|thread-stream|knex|sequelize|typeorm|@mikro-orm\/.+|bull|bullmq|piscina|tinypool|jsdom|@prisma\/client|prisma|winston-.+|newrelic|dd-trace|@opentelemetry\/.+|@sentry\/.+)$/;

/** `node_modules` that does not come from the manager alone. */
function copiesModules(directory: string, { entries, grafts }: Application['effects']['contents']): boolean {
  const modules = `${directory === '/' ? '' : directory}/node_modules`;
  for (const [path, list] of entries)
    if (isWithin(path, modules) && list.some(({ entry }) => /^(?:copied|context)$/.test(entry.origin.kind)))
      return true;
  return grafts.some(({ destination, source }) => {
    if (source.kind === 'contents') return isWithin(destination, modules);
    if (source.kind !== 'context' || !isWithin(modules, destination)) return false;
    const below = modules.slice(destination === '/' ? 1 : destination.length + 1);
    const inContext = [source.path, below].filter(part => part !== '').join('/');
    return source.tree.find(inContext) !== undefined;
  });
}

/** Where the manager's own command is known to take away too much, or to need what is not there. */
function byTheManager(
  { manager, into, by }: Installed,
  project: PackageJson,
  { subject, effects }: Application,
): string | undefined {
  const production = { ...project.dependencies, ...project.optionalDependencies };
  if (into === undefined || manager === 'bun')
    return `of \`${manager}\` no command is known that leaves the rest alone`;
  if (manager === 'npm') return undefined;
  // Both lay the packages out anew, without what was generated or patched in them.
  const generated = ['@prisma/client', 'patch-package', 'prisma'].find(
    name => Object.hasOwn(production, name) || Object.hasOwn(project.devDependencies, name),
  );
  if (generated !== undefined)
    return `\`${manager}\` may lose what \`${generated}\` has put in \`node_modules\``;
  if (manager === 'yarn') {
    if (/^yarn@[2-9]/.test(project.packageManager ?? '')) return 'Yarn needs a plugin for that';
    const others = Object.keys(project.devDependencies).filter(name => !isTool(name));
    return others.length === 0
      ? undefined
      : `other packages may need ${list(others)}, which Yarn does not keep for them`;
  }
  if (
    project.workspaces !== undefined ||
    /\s(?:-r|--recursive|--filter|-F|--shamefully-hoist|--node-linker\S*|--hoist\S*)\b/.test(by.body.text)
  )
    return 'of a workspace `pnpm` installs everything anew';
  const workspace = sourceView(effects.contents, subject.tree).files.has(
    `${parentPath(`${into}`)}/pnpm-workspace.yaml`.replace('//', '/'),
  );
  return workspace ? 'of a workspace `pnpm` installs everything anew' : undefined;
}

/** A lock file that came after the packages: whoever takes some away would change the others to what it says. */
function byTheLock(
  { manager, directory, lock }: Installed,
  { effects, subject }: Application,
): string | undefined {
  if (lock !== undefined || (manager !== 'npm' && manager !== 'yarn' && manager !== 'pnpm')) return undefined;
  const { files } = sourceView(effects.contents, subject.tree);
  const late = lockNames[manager].find(name => files.has(cleanPath(`${directory}/${name}`)));
  return late === undefined
    ? undefined
    : `\`${late}\` came after the packages were installed, and taking some away would change others to what it says`;
}

/** They load plug-ins and presets by the names in their settings. */
const withSettings = /^(?:vite|@babel\/(?:register|node)|@swc-node\/register|@swc\/register)$/;

/** They compile sources when the program starts, as the nearest `tsconfig.json` says, and what that extends. */
const readsTsconfig = /^(?:tsx|esno|jiti|esbuild-register|esbuild-runner|@esbuild-kit\/.+)$/;

/** Packages that a `tsconfig.json` of the project extends. */
function extendedPackages(view: SourceView): string[] {
  const files = [...view.files.keys()].filter(path => /tsconfig[\w.-]*\.json$/.test(path));
  return files
    .flatMap(path => readTsconfig(view.text(path) ?? '')?.extends ?? [])
    .flatMap(name => packageOf(name) ?? []);
}

/** The sources that run, and how they are started. */
function byTheProgram(
  install: Installed,
  project: PackageJson,
  app: Application,
  start: NodeStart,
): string | undefined {
  const { effects, subject } = app;
  const view = sourceView(effects.contents, subject.tree);
  const manifests = manifestsBelow(install.directory, view);
  const kept = new Set(
    manifests.flatMap(manifest =>
      Object.keys({
        ...manifest.dependencies,
        ...manifest.optionalDependencies,
        ...manifest.peerDependencies,
      }),
    ),
  );
  const development = new Set(
    [project, ...manifests]
      .flatMap(manifest => Object.keys(manifest.devDependencies))
      .filter(name => !kept.has(name)),
  );
  const used = usedPackages(install.directory, view);
  const words = [
    ...start.launch.argv.map(word => word.value),
    ...[runtimeVariable(effects.stage.end.environment, 'NODE_OPTIONS')?.value].flatMap(value =>
      value?.kind === 'value' ? value.value.split(/[\s=]+/) : [],
    ),
  ];
  const started = [...development].filter(
    name =>
      start.needs.includes(name) ||
      words.some(
        word => word === name || word.startsWith(`${name}/`) || word.includes(`node_modules/${name}/`),
      ),
  );
  if (started.length > 0) return `the start needs ${list(started)}`;
  if (start.needs.length === 0 && words.some(word => word.includes('node_modules/.bin/')))
    return 'the start is a command of a package';
  // It checks types whenever it starts, with those of development.
  if (start.needs.some(name => /^(?:ts-node|typescript)$/.test(name)))
    return '`ts-node` compiles the sources when the program starts';
  const loads = start.needs.find(name => withSettings.test(name));
  if (loads !== undefined) return `\`${loads}\` loads what its settings name when the program starts`;
  const extended = start.needs.some(name => readsTsconfig.test(name)) ? extendedPackages(view) : [];
  const missed = extended.filter(name => development.has(name));
  if (missed.length > 0)
    return `\`tsconfig.json\`, which is read when the program starts, extends ${list(missed)}`;
  if (view.files.has(`${install.directory}/next.config.ts`) && development.has('typescript'))
    return '`next.config.ts` needs `typescript` when Next.js starts';
  const named = [...development].filter(name => used.named.has(name));
  if (named.length > 0) return `sources name ${list(named)}`;
  const others = [...development].filter(name => !isTool(name));
  if (used.unread !== undefined && others.length > 0)
    return `what \`${used.unread}\` imports is not known, and ${list(others)} may be among it`;
  // Of a workspace the lock file does not always say what only development needs.
  const lock = project.workspaces === undefined ? lockOf(install, subject.tree) : undefined;
  const stray = [...used.imported].filter(
    name =>
      !kept.has(name) &&
      (lock === undefined
        ? !isTypes(name) && !isFolder(name, install.directory, view)
        : lock.development.has(name)),
  );
  return stray.length === 0
    ? undefined
    : `sources import ${list(stray)}, which \`package.json\` does not have among the dependencies`;
}

/** `import … from 'src/file'` with a base folder in tsconfig.json. */
function isFolder(name: string, directory: string, { files }: SourceView): boolean {
  const roots = [directory, `${directory}/src`, `${directory}/app`].map(root => `${root}/${name}`);
  return [...files.keys()].some(path =>
    roots.some(root => path.startsWith(`${root}/`) || path.replace(/\.[cm]?[jt]sx?$/, '') === root),
  );
}

function isTypes(name: string): boolean {
  return name.startsWith('@types/');
}

/** All that belong to the project: its own and those of its workspaces. */
function manifestsBelow(directory: string, view: SourceView): readonly PackageJson[] {
  return [...view.files.keys()].flatMap(path => {
    if (!isWithin(path, directory) || !path.endsWith('/package.json') || path.includes('/node_modules/'))
      return [];
    return readPackageJson(view.text(path) ?? '') ?? [];
  });
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 4).map(name => `\`${name}\``);
  if (names.length > shown.length) shown.push('others');
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}
