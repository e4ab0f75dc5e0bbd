/**
 * "Copy dependency manifests first": the packages are installed from the manifests alone, before the sources come, so
 * that a change of a source does not install them again.
 */
import { keywordStyle, nextLine, quoteWord, withComments } from '../conversions/text';
import type { Edit } from '../edits/change';
import type { DependencyInstall } from '../effects/built';
import { lookup, originOf } from '../effects/contents';
import { copyPaths } from '../effects/copy-paths';
import { readRun } from '../effects/run';
import type { StageEffects } from '../effects/stage-effects';
import type { Step } from '../model/build';
import { baseName, joinPath, parentPath } from '../model/paths';
import type { Subject } from '../subject';
import { flagNamed } from '../syntax/instruction';
import { instructionAt, type Offer, stageAt } from './refactoring';

/**
 * Offered on a COPY of a whole folder, or on the RUN behind it that installs, for npm, Yarn, pnpm, pip and Go's modules.
 * Not where the packages are made of the sources: scripts of the project, local paths, workspaces.
 */
export const copyManifestsFirst: Offer = (subject, selection) => {
  const instruction = instructionAt(subject, selection);
  const stage = stageAt(subject, selection);
  const effects = stage === undefined ? undefined : subject.effects[stage.index];
  if (stage === undefined || effects === undefined || !subject.tree.complete) return undefined;
  const steps = stage.steps.filter(step => !/^(?:ENV|ARG|LABEL|EXPOSE)$/.test(step.instruction.keyword));
  const at = steps.findIndex(step => step.instruction === instruction);
  const copy = steps[at]?.instruction.keyword === 'RUN' ? steps[at - 1] : steps[at];
  const run = copy === undefined ? undefined : steps[steps.indexOf(copy) + 1];
  if (copy?.instruction.keyword !== 'COPY' || run?.instruction.keyword !== 'RUN') return undefined;
  // Nothing between them that the install may need.
  const between = stage.steps.slice(stage.steps.indexOf(copy) + 1, stage.steps.indexOf(run));
  if (between.length > 0) return undefined;
  const folder = wholeFolder(copy, subject);
  const plan = folder === undefined ? undefined : planOf(run, folder, effects, subject);
  if (folder === undefined || plan === undefined) return undefined;
  const { dockerfile } = subject;
  const { source, newline } = dockerfile;
  const keyword = keywordStyle(dockerfile);
  const chown = flagNamed(copy.instruction, 'chown');
  const flag = chown === undefined ? '' : `${source.slice(chown.span.start, chown.span.end)} `;
  const lines = [
    `${keyword('COPY')} ${flag}${plan.manifests.map(quoteWord).join(' ')} ./`,
    ...(plan.command === undefined ? [] : [`${keyword('RUN')} ${plan.command}`]),
  ];
  const start = withComments(dockerfile, copy.instruction).start;
  const moved = withComments(dockerfile, run.instruction);
  const text = plan.command === undefined ? source.slice(moved.start, moved.end) + newline : '';
  const edits: Edit[] = [
    { span: { start, end: start }, text: lines.map(line => line + newline).join('') + text },
  ];
  if (plan.command === undefined)
    edits.push({ span: { start: moved.start, end: nextLine(source, moved.end) }, text: '' });
  return { title: 'Copy dependency manifests first', applicability: 'unsafe', edits, notes: [] };
};

/** Where `COPY . .` and its like put the whole context: a folder that is the working directory. */
function wholeFolder({ instruction, state }: Step, { build }: Subject): string | undefined {
  const step = { instruction, state };
  const { sources, destination } = copyPaths(instruction, { step, build });
  const [only, ...others] = sources;
  const whole = others.length === 0 && /^\.?\/?$/.test(only?.text ?? '?');
  if (!whole || flagNamed(instruction, 'from') !== undefined || state.workdir === undefined) return undefined;
  return destination === state.workdir && destination !== '/' ? destination : undefined;
}

interface Plan {
  /** Relative to the folder, as they stand in the context. */
  readonly manifests: readonly string[];
  /** A command to add; undefined where the RUN itself moves up. */
  readonly command?: string;
}

function planOf(run: Step, folder: string, effects: StageEffects, subject: Subject): Plan | undefined {
  const commands = readRun(run)?.commands ?? [];
  if (readRun(run)?.understood !== true) return undefined;
  const installs = effects.dependencies.filter(({ by }) => by === run.instruction);
  const isThere = (name: string): boolean =>
    originOf(lookup(effects.contents, `${folder}/${name}`))?.kind === 'context';
  if (installs.length === 0) {
    const builds = effects.goOutputs.some(
      ({ build }) => build.command.span.start >= run.instruction.span.start,
    );
    const module = subject.tree.text('go.mod');
    const local = /^\s*(?:replace\b.*=>|\S+.*=>)\s*\.{1,2}\//m.test(module ?? '');
    const done = /\bgo mod download\b/.test(subject.dockerfile.source);
    if (done || !builds || module === undefined || local || subject.tree.find('vendor') || !isThere('go.mod'))
      return undefined;
    return { manifests: ['go.mod', ...(isThere('go.sum') ? ['go.sum'] : [])], command: 'go mod download' };
  }
  const [install] = installs;
  if (install === undefined || installs.length > 1 || commands.length > 1 || install.directory !== folder)
    return undefined;
  const names = [...new Set([...install.manifests, ...extra(install, folder)])]
    .filter(path => parentPath(path) === folder)
    .map(baseName)
    .filter(isThere);
  if (names.length === 0 || install.packages.length > 0 || !standsAlone(install, folder, subject))
    return undefined;
  // What the context brings along would be laid over what was installed.
  if (install.into !== undefined && isThere(baseName(install.into))) return undefined;
  return { manifests: names };
}

/** Settings that the package manager reads beside its manifest. */
function extra({ ecosystem, lock }: DependencyInstall, folder: string): string[] {
  if (ecosystem !== 'node') return [];
  const names = [
    'package.json',
    '.npmrc',
    '.yarnrc.yml',
    'npm-shrinkwrap.json',
    'package-lock.json',
    'yarn.lock',
    'pnpm-lock.yaml',
  ];
  return [...names, ...(lock === undefined ? [] : [baseName(lock)])].flatMap(
    name => joinPath(folder, name) ?? [],
  );
}

function standsAlone(install: DependencyInstall, folder: string, subject: Subject): boolean {
  if (install.ecosystem === 'node') {
    const { project } = install;
    if (
      project === undefined ||
      project.workspaces !== undefined ||
      !/^(?:npm|yarn|pnpm)$/.test(install.manager)
    )
      return false;
    const { dependencies, devDependencies, optionalDependencies, scripts } = project;
    const versions = Object.values({ ...dependencies, ...devDependencies, ...optionalDependencies });
    const local = versions.some(version => /^(?:file|link|portal|patch|workspace):|^\.{0,2}\//.test(version));
    const runs = Object.keys(scripts).some(name =>
      /^(?:pre|post)?(?:install|prepare)$|^prepublish$/.test(name),
    );
    return (
      !local &&
      !runs &&
      subject.tree.find('.yarn') === undefined &&
      subject.tree.find('patches') === undefined
    );
  }
  if (install.ecosystem !== 'python' || install.manager !== 'pip' || install.manifests.length !== 1)
    return false;
  const name = baseName(install.manifests[0] ?? '');
  const text = subject.tree.text(name);
  const others =
    /^\s*(?:-[rce]\b|--(?:requirement|constraint|editable)\b|\.{1,2}(?:\/|\s*$)|\S*\s*@?\s*file:)|\.(?:whl|tar\.gz|zip)\s*$/m;
  return (
    parentPath(install.manifests[0] ?? '') === folder &&
    /\.txt$/.test(name) &&
    text !== undefined &&
    !others.test(text)
  );
}
