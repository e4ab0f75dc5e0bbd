/** The packages of the distribution that a slim runtime stage needs, and those that stay with the build. */
import { aptRuntime } from '../../catalogue/apt';
import { runtimeLibraries } from '../../catalogue/runtime-libraries';
import { programPackage } from '../../node/program-packages';
import { decline, type Ledger } from '../decision';
import { dotnetLibraries } from '../dotnet/sdk-libraries';
import { neededBesideInterpreter } from '../native/beside-interpreter';
import { addForNative, compiling, nativeAtRunTime } from '../native/slim-packages';
import type { Application } from './application';
import { buildPrograms, isCompiler, nodeForBuilds, pythonForBuilds } from './build-packages';
import { declaredPackages } from './declared-packages';
import {
  browserPackages,
  librariesOfFull,
  needsOfPackage,
  programsOfCommand,
  programsOfFull,
} from './full-image';
import { neededLibraries } from './python/system-libraries';
import { type StartTexts, startTexts } from './start-texts';
import { type StartedPrograms, startedPrograms } from './started-programs';
import { type SystemPackage, systemPackages } from './system-packages';

export interface SlimPackages {
  /** What to install, as written; sorted by name. */
  readonly install: readonly string[];
  /** What the runtime stage does without. */
  readonly dropped: readonly string[];
  readonly withoutRecommends: boolean;
  readonly quiet: boolean;
}

/**
 * Undefined with reasons where the program may need something that cannot be told, or that comes from elsewhere than
 * the distribution. `full` says that the original stands on the full image, whose programs and libraries are gone.
 */
export function slimPackages(app: Application, full: boolean, ledger: Ledger): SlimPackages | undefined {
  const { chain, image, language } = app;
  const system = systemPackages(chain);
  const alpine = image.distribution?.id === 'alpine';
  const started = startedPrograms(app);
  const start = startTexts(app);
  const declared = declaredPackages(app, start.texts);
  const byPackages = new Set([...declared].flatMap(name => needsOf(language, name)));
  const uses = (program: string): boolean =>
    (start.programs.has(program) && !(language === 'native' && compiling.has(program))) ||
    started.mayStart(program) ||
    byPackages.has(program);
  const wanted = new Map<string, string>();
  const dropped: string[] = [];
  for (const item of system.packages) {
    if (item.removed) {
      // A time zone is set by the data that were there at the time; they are needed to set it by name.
      if (item.name === 'tzdata') wanted.set(item.name, item.text);
      continue;
    }
    const needed = atRunTime(app, item, uses);
    if (needed === undefined) {
      wanted.set(item.name, item.text);
      if (item.byArgument)
        decline(
          ledger,
          `A build argument says which \`${item.name}\` is installed: the runtime stage would not get what it is given.`,
          item.span,
        );
    } else {
      dropped.push(item.name);
      for (const name of needed) wanted.set(name, name);
    }
  }
  const own = [...wanted.keys()];
  if (dropped.some(isCompiler) && (language === 'python' || language === 'ruby'))
    for (const name of alpine ? ['libstdc++', 'libgcc'] : ['libgomp1']) wanted.set(name, name);
  if (language === 'native') addForNative(app, { system, start, started, dropped }, wanted, ledger);
  else if (full) addWhatSlimLacks(app, { start, started, declared }, wanted, ledger);
  for (const span of system.unclear)
    decline(
      ledger,
      'The packages that are installed cannot be told: their names come from a variable.',
      span,
    );
  if (wanted.size > 0)
    for (const span of system.otherSources)
      decline(
        ledger,
        `Packages come from other sources than the distribution's own: which of them the program needs (${[...wanted.keys()].map(name => `\`${name}\``).join(', ')}) have to be installed from there again.`,
        span,
      );
  const { codename } = image.distribution ?? {};
  if (own.length < wanted.size && system.packages.length === 0 && archived.has(codename ?? ''))
    decline(
      ledger,
      `The program needs ${[...wanted.keys()].map(name => `\`${name}\``).join(', ')}, which can no longer be installed on Debian ${codename ?? ''}: its packages have moved to the archive.`,
      app.effects.stage.imageSpan,
    );
  return {
    install: [...wanted].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text),
    dropped,
    withoutRecommends: system.packages.length === 0 || system.withoutRecommends,
    quiet: system.quiet,
  };
}

/** Programs that a package of the language starts, and packages of the distribution that it needs. */
function needsOf(language: Application['language'], name: string): readonly string[] {
  const programs = language === 'node' ? (programPackage(name)?.programs ?? []) : [];
  return [...programs, ...(needsOfPackage(language, name) || [])];
}

interface Uses {
  readonly start: StartTexts;
  readonly started: StartedPrograms;
  readonly declared: ReadonlySet<string>;
}

/** Programs and libraries of the full image that the program uses, as packages to install. */
function addWhatSlimLacks(
  app: Application,
  { start, started, declared }: Uses,
  wanted: Map<string, string>,
  ledger: Ledger,
): void {
  const { language, subject } = app;
  const span = app.effects.stage.imageSpan;
  const add = (...names: readonly string[]): void => {
    for (const name of names) if (!wanted.has(name)) wanted.set(name, name);
  };
  for (const place of started.unclear.slice(0, 3))
    decline(
      ledger,
      `The application starts programs, or loads libraries, that cannot be told (${place}): the slim image lacks many that the full one has.`,
      span,
    );
  for (const path of start.unread) decline(ledger, `What \`${path}\` starts cannot be told.`, span);
  const missing = subject.tree.complete ? start.missing[0] : undefined;
  if (missing !== undefined)
    decline(
      ledger,
      `The script \`${missing}\` is run when the container starts, and no package.json of the image has it: what it needs of the full image, which the slim one lacks, cannot be told.`,
      span,
    );
  const programs = new Set([...started.named, ...start.programs, ...start.texts.flatMap(programsOfCommand)]);
  for (const name of declared)
    for (const program of language === 'node' ? (programPackage(name)?.programs ?? []) : [])
      programs.add(program);
  for (const [program, name] of programsOfFull)
    if (programs.has(program) && !(language === 'python' && name === 'python3'))
      add(...withCertificates(name));
  const browser = [...declared].find(name => browserPackages.has(name));
  if (browser !== undefined && !hasBrowser(app))
    decline(
      ledger,
      `\`${browser}\` fetches a browser, which needs libraries that the full image has and the slim one lacks.`,
      span,
    );
  for (const name of declared) {
    const needs = needsOfPackage(language, name);
    if (needs !== false) add(...needs);
    else
      decline(
        ledger,
        `\`${name}\` may need libraries or programs that the full image has and the slim one lacks.`,
        span,
      );
  }
  for (const { name, libraries, compiled } of language === 'python' ? neededLibraries(app) : []) {
    const known = libraries.flatMap(library => librariesOfFull.get(library) ?? []);
    add(...known);
    if (compiled && (libraries.length === 0 || known.length === 0) && !hasNeeds(language, name))
      decline(
        ledger,
        `\`${name}\` is compiled when it is installed, with libraries that the slim image may lack.`,
        span,
      );
  }
  if (language === 'dotnet') add(...dotnetLibraries(app));
  add(...neededBesideInterpreter(app, ledger));
  const drawn = subject.tree
    .files('')
    .some(path => /\.(?:py|[cm]?[jt]sx?)$/.test(path) && namesFont.test(subject.tree.text(path) ?? ''));
  if (drawn) add('fontconfig', 'fonts-dejavu-core');
}

function hasNeeds(language: Application['language'], name: string): boolean {
  const needs = needsOfPackage(language, name);
  return needs !== false && needs.length > 0;
}

/** Fonts of the system, which come with ImageMagick in the full image. */
const namesFont = /\/usr\/share\/fonts|\bImageFont\.truetype\(|\bDejaVu/;

/** A browser of the distribution is installed, or none is fetched. */
function hasBrowser({ chain }: Application): boolean {
  return chain.some(
    ({ stage, installs }) =>
      installs.some(({ packages }) =>
        packages.some(name => /^(?:chromium|google-chrome|firefox)/.test(name ?? '')),
      ) ||
      stage.steps.some(({ instruction }) => /\b(?:PUPPETEER|PLAYWRIGHT)_SKIP/.test(instruction.body.text)),
  );
}

/** Releases of Debian whose packages are no longer where the images look for them. */
const archived: ReadonlySet<string> = new Set(['wheezy', 'jessie', 'stretch', 'buster']);

/** git and curl only recommend the certificates that they need, and git the client for `git@…`. */
function withCertificates(name: string): readonly string[] {
  if (name === 'git') return ['git', 'ca-certificates', 'openssh-client'];
  return /^(?:curl|wget|mercurial|subversion)$/.test(name) ? [name, 'ca-certificates'] : [name];
}

/** What is left of a package that is there for the build; undefined where it has to be installed again as it is. */
function atRunTime(
  app: Application,
  { name, text }: SystemPackage,
  uses: (program: string) => boolean,
): readonly string[] | undefined {
  const { image, language } = app;
  if (language === 'node' && pythonForBuilds.has(name))
    return ['python', 'python3', 'pip', 'pip3'].some(uses) ? undefined : [];
  if (language === 'python' && nodeForBuilds.has(name))
    return ['node', 'nodejs', 'npm', 'npx'].some(uses) ? undefined : [];
  const programs = buildPrograms(name);
  if (programs !== undefined) return programs.some(uses) ? undefined : [];
  if (text !== name) return undefined;
  if (language === 'native') return nativeAtRunTime(app, name);
  // Python and Ruby are linked with OpenSSL themselves, so that their slim images have it.
  if (name === 'libssl-dev')
    return language === 'python' || language === 'ruby'
      ? []
      : aptRuntime(name, image.distribution?.codename ?? '')?.packages;
  return runtimeLibraries(name, image.distribution?.id === 'alpine' ? 'alpine' : 'debian');
}
