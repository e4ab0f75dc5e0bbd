/** What a runtime stage with a shell takes along besides the application's own folders: packages of the language, accounts. */
import { lookup } from '../../effects/contents';
import { readRun } from '../../effects/run';
import { isRoot } from '../../effects/stage-effects';
import { lineage } from '../../model/build';
import { isWithin } from '../../model/paths';
import { decline, type Ledger } from '../decision';
import type { Application } from './application';

export interface SlimCarry {
  /** Instructions before the working directory is made, as root. */
  readonly early: readonly string[];
  /** Instructions behind the copies. */
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
  const early: string[] = [];
  const late: string[] = [];
  const covered: string[] = [];
  if (changesAccounts(app)) {
    early.push(copy('/etc/passwd', '/etc/group', '/etc/shadow', '/etc/'));
    covered.push('/etc/passwd', '/etc/group', '/etc/shadow', '/etc/gshadow');
  }
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
    if (upgradesPip(app) && prefix[0] !== undefined && prefix[0] !== '/usr/local')
      early.push(`${keyword('RUN')} rm -r ${prefix[0]}`);
    for (const path of prefix) late.push(copy(`${path}/`, `${path}/`));
    covered.push(...prefix);
    if (full) late.push(copy('/etc/mime.types', '/etc/mime.types'));
  }
  for (const path of environments(app)) {
    late.push(copy(`${path}/`, `${path}/`));
    covered.push(path);
  }
  for (const home of homesWithCaches(app)) late.push(copy(`${home}/.cach[e]`, `${home}/.cache/`));
  return {
    early,
    late,
    covers: path => exact.has(path) || covered.some(folder => isWithin(path, folder)),
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
function globalInstalls({ chain }: Application, ledger: Ledger): readonly string[] | undefined {
  const found: string[] = [];
  let known = true;
  for (const { stage } of [...chain].reverse()) {
    for (const step of stage.steps) {
      if (step.instruction.keyword !== 'RUN') continue;
      for (const { words, span, cwd } of readRun(step)?.commands ?? []) {
        const values = words.map(word => word.value);
        if (!isGlobal(values)) continue;
        if (values.some(value => value === undefined || /^\.|^\/|[\s'"$`\\*?&|;<>()]/.test(value))) {
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
 * Homes whose cache a build fills for the program: browsers of Puppeteer and Playwright, what Corepack fetched, what
 * a script of the project loaded.
 */
function homesWithCaches(app: Application): readonly string[] {
  const { chain } = app;
  const text = chain
    .flatMap(({ stage }) => stage.steps)
    .map(({ instruction }) => (instruction.keyword === 'RUN' ? instruction.body.text : ''))
    .join('\n');
  const fetched =
    chain.some(({ unknown }) => unknown.length > 0) ||
    /\b(?:corepack|playwright|puppeteer|camoufox|cypress)\b/.test(text) ||
    app.subject.tree
      .files('')
      .some(
        path =>
          /(?:^|\/)package\.json$/.test(path) &&
          /"(?:puppeteer|playwright|cypress|@playwright\/test)"|"packageManager"/.test(
            app.subject.tree.text(path) ?? '',
          ),
      );
  if (!fetched) return [];
  const homes = new Set<string>();
  for (const stage of lineage(app.effects.stage))
    for (const { instruction, state } of stage.steps) {
      if (instruction.keyword !== 'RUN') continue;
      const name = state.user?.split(':')[0] ?? '';
      const made = chain.flatMap(({ users }) => users).find(user => user.name === name && !user.group);
      const known = app.image.users.find(user => user.name === name);
      const home = isRoot(state.user) ? '/root' : (made?.home ?? known?.home);
      if (home !== undefined && !(app.workdir !== '/' && isWithin(home, app.workdir))) homes.add(home);
    }
  return [...homes].sort();
}
