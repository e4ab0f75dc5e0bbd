/** The packages of the distribution that a slim runtime stage needs, and those that stay with the build. */
import { aptRuntime } from '../../catalogue/apt';
import { runtimeLibraries } from '../../catalogue/runtime-libraries';
import { decline, type Ledger } from '../decision';
import type { Application } from './application';
import { buildPrograms, isCompiler, nodeForBuilds, pythonForBuilds } from './build-packages';
import { declaredPackages } from './declared-packages';
import { needsOfPackage, programsOfFull } from './full-image';
import { startTexts } from './start-texts';
import { startedPrograms } from './started-programs';
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
  const uses = (program: string): boolean => start.programs.has(program) || started.mentions(program);
  const wanted = new Map<string, string>();
  const dropped: string[] = [];
  for (const item of system.packages) {
    if (item.removed) {
      // A time zone is set by the data that were there at the time; they are needed to set it by name.
      if (item.name === 'tzdata') wanted.set(item.name, item.text);
      continue;
    }
    const needed = atRunTime(app, item, uses);
    if (needed === undefined) wanted.set(item.name, item.text);
    else {
      dropped.push(item.name);
      for (const name of needed) wanted.set(name, name);
    }
  }
  const own = [...wanted.keys()];
  if (dropped.some(isCompiler) && language === 'python')
    for (const name of alpine ? ['libstdc++', 'libgcc'] : ['libgomp1']) wanted.set(name, name);
  if (full) {
    for (const place of started.unclear)
      decline(
        ledger,
        `The application starts programs that cannot be told (${place}): the slim image lacks many that the full one has.`,
        app.effects.stage.imageSpan,
      );
    for (const path of start.unread)
      decline(ledger, `What \`${path}\` starts cannot be told.`, app.effects.stage.imageSpan);
    for (const [program, name] of programsOfFull)
      if (language === 'python' && name === 'python3') continue;
      else if ((started.named.has(program) || start.programs.has(program)) && !wanted.has(name))
        for (const add of withCertificates(name)) wanted.set(add, add);
    for (const name of declaredPackages(app, start.texts)) {
      const needs = needsOfPackage(language, name);
      if (needs === false)
        decline(
          ledger,
          `\`${name}\` may need libraries or programs that the full image has and the slim one lacks.`,
          app.effects.stage.imageSpan,
        );
      else for (const need of needs) if (!wanted.has(need)) wanted.set(need, need);
    }
  }
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

/** Releases of Debian whose packages are no longer where the images look for them. */
const archived: ReadonlySet<string> = new Set(['wheezy', 'jessie', 'stretch', 'buster']);

/** git and curl only recommend the certificates that they need, and git the client for `git@…`. */
function withCertificates(name: string): readonly string[] {
  if (name === 'git') return ['git', 'ca-certificates', 'openssh-client'];
  return /^(?:curl|wget|mercurial|subversion)$/.test(name) ? [name, 'ca-certificates'] : [name];
}

/** What is left of a package that is there for the build; undefined where it has to be installed again as it is. */
function atRunTime(
  { image, language }: Application,
  { name, text }: SystemPackage,
  uses: (program: string) => boolean,
): readonly string[] | undefined {
  if (language === 'node' && pythonForBuilds.has(name))
    return ['python', 'python3', 'pip', 'pip3'].some(uses) ? undefined : [];
  if (language === 'python' && nodeForBuilds.has(name))
    return ['node', 'nodejs', 'npm', 'npx'].some(uses) ? undefined : [];
  const programs = buildPrograms(name);
  if (programs !== undefined) return programs.some(uses) ? undefined : [];
  if (text !== name) return undefined;
  // Python is linked with OpenSSL itself, so that its slim image has it.
  if (name === 'libssl-dev')
    return language === 'python' ? [] : aptRuntime(name, image.distribution?.codename ?? '')?.packages;
  return runtimeLibraries(name, image.distribution?.id === 'alpine' ? 'alpine' : 'debian');
}
