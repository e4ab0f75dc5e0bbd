/** The command line of `mvn`, as `mvn --help` describes it. */
import { joinPath, parentPath } from '../../model/paths';
import type { ShellWord } from '../../shell/script';

export interface MavenCall {
  /** The folder with the pom; undefined where that cannot be known. */
  readonly directory: string | undefined;
  /** Name of the pom file in it. */
  readonly file: string;
  /** Phases and goals; undefined for a word that cannot be known. */
  readonly goals: readonly (string | undefined)[];
  /** `-Dname=value`. */
  readonly properties: ReadonlyMap<string, string>;
  /** A profile, a choice of modules, or a word that cannot be known: the pom alone does not tell what is made. */
  readonly special: boolean;
}

export function readMavenCall(args: readonly ShellWord[], cwd: string | undefined): MavenCall {
  let directory = cwd;
  let file = 'pom.xml';
  let special = false;
  const goals: (string | undefined)[] = [];
  const properties = new Map<string, string>();
  for (let index = 0; index < args.length; index++) {
    const value = args[index]?.value;
    if (value === undefined) {
      special = true;
      if (!/^-/.test(args[index]?.text ?? '')) goals.push(undefined);
    } else if (/^(?:-f|--file)$/.test(value)) {
      const next = args[++index]?.value;
      const path = next === undefined ? undefined : joinPath(directory, next);
      const isFile = next !== undefined && /\.(?:xml|pom)$/.test(next);
      directory = path === undefined ? undefined : isFile ? parentPath(path) : path;
      if (isFile) file = next.slice(next.lastIndexOf('/') + 1);
    } else if (/^-D./.test(value) || value === '-D' || value === '--define') {
      const text = value.length > 2 && value.startsWith('-D') ? value.slice(2) : (args[++index]?.value ?? '');
      const equals = text.indexOf('=');
      properties.set(equals < 0 ? text : text.slice(0, equals), equals < 0 ? 'true' : text.slice(equals + 1));
    } else if (/^-(?:P|pl|rf)|^--(?:activate-profiles|projects|resume-from)/.test(value)) {
      special = true;
      if (/^(?:-P|-pl|-rf|--activate-profiles|--projects|--resume-from)$/.test(value)) index++;
    } else if (/^(?:-s|-gs|--settings|--global-settings)(?:=|$)/.test(value)) {
      // Profiles of the settings may set properties.
      special = true;
      if (!value.includes('=')) index++;
    } else if (/^(?:-t|-T|-l|-b|--toolchains|--threads|--log-file|--builder|--color)$/.test(value)) index++;
    else if (!value.startsWith('-')) goals.push(value);
  }
  return { directory, file, goals, properties, special };
}

/** Maven's default life cycle from the phase that makes the archive on. */
const packaging =
  /^(?:package|pre-integration-test|integration-test|post-integration-test|verify|install|deploy)$/;
const compiling =
  /^(?:compile|process-classes|generate-test-sources|test-compile|process-test-classes|test|prepare-package)$/;

/** How far the goals go: to archives, to classes, to nothing of the project's own, or nobody knows. */
export function reach(goals: readonly (string | undefined)[]): 'archive' | 'classes' | 'nothing' | 'unknown' {
  if (goals.includes(undefined)) return 'unknown';
  const known = goals.flatMap(goal => goal ?? []);
  if (known.some(goal => packaging.test(goal))) return 'archive';
  if (known.some(goal => compiling.test(goal))) return 'classes';
  return known.every(isFetching) ? 'nothing' : 'unknown';
}

/** Goals that fill the local repository, and clean. */
function isFetching(goal: string): boolean {
  return (
    /^(?:clean|validate|initialize|--?\S*)$/.test(goal) ||
    /(?:^|:)(?:go-offline|resolve|resolve-plugins|tree|help|effective-pom|evaluate|get|resolve-dependencies)$/.test(
      goal,
    )
  );
}
