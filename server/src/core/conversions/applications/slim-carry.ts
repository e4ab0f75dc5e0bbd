/** What a runtime stage with a shell takes along besides the application's own folders: packages of the language, accounts. */
import { lookup } from '../../effects/contents';
import { readRun } from '../../effects/run';
import { isRoot } from '../../effects/stage-effects';
import { cleanPath, isWithin, parentPath } from '../../model/paths';
import { decline, type Ledger } from '../decision';
import { ofBuildTools } from '../java/build-tools';
import type { Application } from './application';
import { ownFolders } from './own-folders';
import { editedFiles } from './slim-system';

export interface SlimCarry {
  /** Brings the accounts, before packages make some of their own. */
  readonly accounts: readonly string[];
  /** Instructions before the working directory is made, as root. */
  readonly early: readonly string[];
  /** Copies in front of those of the application's own folders. */
  readonly late: readonly string[];
  /** What these bring, or what nothing needs. */
  readonly covers: (path: string) => boolean;
}

/** `{build}` stands for the name of the build stage. */
export function slimCarry(
  app: Application,
  full: boolean,
  keyword: (keyword: string) => string,
  ledger: Ledger,
): SlimCarry | undefined {
  const copy = (...paths: string[]): string => `${keyword('COPY')} --from={build} ${paths.join(' ')}`;
  const accounts: string[] = [];
  const early: string[] = [];
  const late: string[] = [];
  const covered: string[] = [];
  if (changesAccounts(app)) {
    accounts.push(copy('/etc/passwd', '/etc/group', '/etc/shadow', '/etc/'));
    covered.push('/etc/passwd', '/etc/group', '/etc/shadow', '/etc/gshadow');
  }
  checkInstalls(app, ledger);
  const globals = app.language === 'node' ? globalInstalls(app, ledger) : [];
  if (globals === undefined) return undefined;
  early.push(...globals.map(command => `${keyword('RUN')} ${command}`));
  const opaque = [
    '/usr/local/lib/node_modules',
    '/usr/local/bin',
    '/usr/local/share',
    '/usr/lib/node_modules',
  ];
  const exact = new Set(app.language === 'node' ? [...opaque, '/usr/bin', '/opt', '/root/.local'] : []);
  if (app.language === 'python') {
    const prefix = pythonPrefix(app);
    // What the slim image has of pip is of another version then, and both would be there.
    const [site] = prefix;
    if (upgradesPip(app) && site !== undefined)
      early.push(
        `${keyword('RUN')} rm -r ${site === '/usr/local' ? '/usr/local/lib/python3.*/site-packages' : site}`,
      );
    for (const path of prefix) late.push(copy(`${path}/`, `${path}/`));
    covered.push(...prefix);
    if (full) late.push(copy('/etc/mime.types', '/etc/mime.types'));
  }
  const own = ownFolders(app, ledger);
  late.push(...own.copies.map(paths => copy(...paths)));
  covered.push(...own.covered);
  for (const path of environments(app)) {
    late.push(copy(`${path}/`, `${path}/`));
    covered.push(path);
  }
  for (const { path, doubtful, span } of editedFiles(app)) {
    if (path === undefined)
      decline(ledger, 'Which files of the system this instruction edits cannot be told.', span);
    else late.push(copy(doubtful ? lastInBrackets(path) : path, `${parentPath(path)}/`));
  }
  for (const { from, to } of filledInHome(app)) {
    late.push(copy(from, to));
    if (from === to) covered.push(from.slice(0, -1));
  }
  return {
    accounts,
    early,
    late,
    covers: path =>
      exact.has(path) ||
      own.exact.includes(path) ||
      covered.some(folder => isWithin(path, folder)) ||
      (app.language === 'java' && ofBuildTools(path)),
  };
}

/** Accounts that the file makes or changes: the new image gets the same, with their numbers and homes. */
function changesAccounts({ chain }: Application): boolean {
  return chain.some(
    ({ users, stage }) =>
      users.length > 0 ||
      stage.steps.some(
        ({ instruction }) =>
          instruction.keyword === 'RUN' &&
          /\b(?:usermod|groupmod|chpasswd|passwd|chsh|userdel|deluser|groupdel|delgroup)\b/.test(
            instruction.body.text,
          ),
      ),
  );
}

/** Programs that npm and its like put beside Node.js: installed again, because a copy would bring Node.js twice. */
function globalInstalls(app: Application, ledger: Ledger): readonly string[] | undefined {
  const { chain } = app;
  const found: string[] = [];
  let known = true;
  for (const { stage } of [...chain].reverse()) {
    for (const step of stage.steps) {
      if (step.instruction.keyword !== 'RUN') continue;
      for (const { words, prefix, span, cwd } of readRun(step)?.commands ?? []) {
        const values = words.map(word => word.value);
        if (!isGlobal(values)) continue;
        // A mount, a variable of its own, or settings of npm may be what finds the package.
        const aided =
          prefix.length > 0 ||
          step.instruction.flags.some(({ value }) => /type=(?:secret|bind|ssh)/.test(value ?? '')) ||
          setsRegistry(app);
        if (aided || values.some(value => value === undefined || /^\.|^\/|[\s'"$`\\*?&|;<>()]/.test(value))) {
          known = false;
          decline(
            ledger,
            `What \`${words.map(word => word.text).join(' ')}\` installs beside Node.js in \`${cwd ?? ''}\` cannot be installed again.`,
            span,
          );
        } else if (!found.includes(values.join(' '))) found.push(values.join(' '));
      }
    }
  }
  return known ? found : undefined;
}

function setsRegistry({ chain }: Application): boolean {
  return chain.some(({ stage }) =>
    stage.steps.some(({ instruction }) =>
      /\.npmrc\b|\b(?:npm|yarn|pnpm)\s+(?:config\s+)?set\b|NPM_CONFIG_REGISTRY/i.test(instruction.body.text),
    ),
  );
}

function isGlobal(values: readonly (string | undefined)[]): boolean {
  const [program, verb] = values;
  if (program === 'corepack') return verb !== undefined && verb !== '--version';
  if (program === 'yarn') return verb === 'global' && values[2] !== 'bin';
  return (
    /^(?:npm|pnpm)$/.test(program ?? '') &&
    values.some(value => value === '--global' || /^-[a-z]*g[a-z]*$/.test(value ?? '')) &&
    values.some(value => /^(?:i|in|install|add|update|up|upgrade|link)$/.test(value ?? ''))
  );
}

/** What package managers put in other places than those that are carried. */
function checkInstalls({ chain, effects }: Application, ledger: Ledger): void {
  for (const { dependencies, stage } of chain) {
    for (const { ecosystem, directory, packages, span } of dependencies) {
      if (ecosystem !== 'node' || directory === undefined || packages.length > 0) continue;
      const own = lookup(effects.contents, cleanPath(`${directory}/package.json`)).presence;
      // npm looks for a package.json in the folders above.
      if (own === 'no' || (own === 'maybe' && hasManifestAbove(effects, directory)))
        decline(
          ledger,
          `There is no package.json in \`${directory}\`: where its packages are installed cannot be told.`,
          span,
        );
    }
    for (const { instruction } of stage.steps)
      if (
        instruction.keyword === 'RUN' &&
        /\bplaywright\b.*\binstall(?:-deps\b|\b.*--with-deps\b)/.test(instruction.body.text)
      )
        decline(
          ledger,
          'Playwright installs packages of the distribution by itself, which the new image would lack.',
          instruction.span,
        );
  }
}

function hasManifestAbove({ contents }: Application['effects'], directory: string): boolean {
  for (let at = directory; at !== '/'; at = parentPath(at))
    if (lookup(contents, cleanPath(`${parentPath(at)}/package.json`)).presence === 'yes') return true;
  return false;
}

/** Where pip puts packages and programs in the official images; the whole prefix where the tag does not fix the minor version. */
function pythonPrefix({ image }: Application): readonly string[] {
  const minor = /^3\.\d+/.exec(image.version ?? '')?.[0];
  if (minor === undefined) return ['/usr/local'];
  return [`/usr/local/lib/python${minor}/site-packages`, '/usr/local/bin', '/usr/local/share'];
}

/** `pip install --upgrade pip`, and versions of setuptools or wheel that a project asks for. */
function upgradesPip({ chain, subject }: Application): boolean {
  const texts = chain.flatMap(({ stage }) =>
    stage.steps.map(({ instruction }) => (instruction.keyword === 'RUN' ? instruction.body.text : '')),
  );
  if (texts.some(text => /\binstall\b[^&|;]*\b(?:pip|setuptools|wheel)\b(?!3)/.test(text))) return true;
  return subject.tree
    .files('')
    .some(
      path =>
        /(?:^|\/)[\w.-]*requirements[\w.-]*\.(?:txt|in)$/.test(path) &&
        /^(?:pip|setuptools|wheel)\b/m.test(subject.tree.text(path) ?? ''),
    );
}

/** Virtual environments, and what `pip install --user` fills, outside of the working directory. */
function environments({ chain, effects, workdir }: Application): readonly string[] {
  const found = new Set<string>();
  for (const { dependencies } of chain) {
    for (const { ecosystem, into, manager } of dependencies) {
      if (ecosystem !== 'python' || into === undefined) continue;
      const base = /^(.*\/\.local)\/lib\//.exec(into)?.[1] ?? (manager === 'venv' ? into : undefined);
      if (base === undefined || (workdir !== '/' && isWithin(base, workdir))) continue;
      if (lookup(effects.contents, base).presence === 'yes') found.add(base);
    }
  }
  return [...found].sort();
}

/**
 * Folders in the user's home that a build fills for the program, as wildcards that may match nothing: browsers of
 * Puppeteer and Playwright, what Corepack fetched, environments of Poetry and Pipenv, interpreters of uv, what a
 * script of the project loaded.
 */
function filledInHome(app: Application): readonly { readonly from: string; readonly to: string }[] {
  const { chain, effects, image, workdir } = app;
  const name = effects.stage.end.user?.split(':')[0] ?? '';
  const made = chain.flatMap(({ users }) => users).find(user => user.name === name && !user.group);
  const known = image.users.find(user => user.name === name);
  const home = isRoot(effects.stage.end.user) ? '/root' : (made?.home ?? known?.home);
  if (home === undefined || (workdir !== '/' && isWithin(home, workdir))) return [];
  // A home that the file makes is carried like any other of its folders.
  if (lookup(effects.contents, home).entry?.by !== undefined) return [];
  const text = chain
    .flatMap(({ stage }) => stage.steps)
    .map(({ instruction }) => instruction.body.text)
    .join('\n');
  if (app.language === 'python' && loadsData.test(text)) return [{ from: `${home}/`, to: `${home}/` }];
  const folders = new Set<string>();
  const declares = app.subject.tree
    .files('')
    .some(path => /(?:^|\/)package\.json$/.test(path) && fetching.test(app.subject.tree.text(path) ?? ''));
  const skips = /\b(?:PUPPETEER_SKIP|PLAYWRIGHT_SKIP)\w*/.test(text);
  if (/\b(?:corepack|playwright|puppeteer|cypress)\b/.test(text) || declares) {
    if (!skips) folders.add('.cache');
  } else if (
    chain.some(({ unknown }) =>
      unknown.some(({ project }) => app.language === 'node' || project === undefined),
    )
  )
    folders.add('.cache');
  // Poetry keeps environments beside its downloads; the others keep only downloads there.
  const usesSystem = /\bvirtualenvs[.-]create\s+false\b|VIRTUALENVS_CREATE[= ]["']?(?:false|0)/i.test(text);
  if (/\bpoetry\b/.test(text) && !usesSystem) for (const at of ['.cache', '.local']) folders.add(at);
  if (/\b(?:pipenv|pipx|pdm|hatch|rye)\b/.test(text)) folders.add('.local');
  if (/\buv\b/.test(text)) folders.add('.local');
  // A wildcard may match nothing, but the folder in front of it has to be there.
  const there = lookup(effects.contents, home).presence === 'yes';
  return [...folders].map(folder => ({
    from: there ? `${home}/${lastInBrackets(folder)}` : `${lastInBrackets(home)}/${folder}`,
    to: `${home}/${folder}/`,
  }));
}

function lastInBrackets(path: string): string {
  return `${path.slice(0, -1)}[${path.slice(-1)}]`;
}

const fetching = /"(?:puppeteer|playwright|cypress|@playwright\/test)"|"packageManager"/;

/** A script that is run while the image is built, to have models and data in it. */
const loadsData =
  /\bpython[\d.]*\s+-c\b|\bnltk\b|\bfrom_pretrained\b|hugging-?face|\b(?:pre)?(?:down)?load_?(?:models?|data)?\.py\b/;
