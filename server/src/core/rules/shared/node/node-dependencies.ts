/** JavaScript that is copied into an image without the packages it imports, or without its package.json. */
import type { Change } from '../../../edits/change';
import { asBase, type Contents, type Found, lookup } from '../../../effects/contents';
import { copyPaths } from '../../../effects/copy';
import { isTowering, lineage, rootImage, type Stage, type Step } from '../../../model/build';
import { variable } from '../../../model/environment';
import { cleanPath, isWithin, joinPath, parentPath, relativeTo } from '../../../model/paths';
import { flagNamed, type Instruction } from '../../../syntax/instruction';
import type { Problem, Subject } from '../../rule';
import { oncePerStage } from '../once';
import { baseName, effectsOf, rootStage } from '../stages';
import { insertBelow } from '../text';
import { type NodeProgram, programOf } from './node-program';
import { startedScript } from './node-start';

/**
 * The script that a container starts, where its sources surely import a package and no `node_modules` that Node.js
 * would search is in the image, or need a package.json that is not there. Only for a known build context.
 */
export function missingNodeDependencies(stage: Stage, subject: Subject): Problem[] {
  const contents = effectsOf(subject, stage)?.contents;
  if (contents === undefined || !subject.tree.complete) return [];
  if (variable(stage.end.environment, 'NODE_PATH') !== undefined) return [];
  if (variable(stage.end.environment, 'NODE_OPTIONS') !== undefined) return [];
  const script = startedScript(stage, subject);
  const program = script === undefined ? undefined : programOf(script, contents, subject);
  if (script === undefined || program === undefined) return [];
  const { manifest, sources } = program;
  const sure = sureContents(stage, subject);
  const absent = (name: string): boolean =>
    foldersAbove(script).every(folder =>
      isCompiled(folder, program)
        ? !mayHold(folder, name, program, stage, subject)
        : surelyAbsent(cleanPath(`${folder}/${name}`), sure, stage, subject),
    );
  const needed = sources.packages.filter(({ name }) => Object.hasOwn(manifest.dependencies, name));
  const missing = needed.filter(({ name }) => absent(`node_modules/${name}`));
  const [first] = missing;
  const manifestNeed = needsManifest(program, stage);
  const lacksManifest = manifestNeed !== undefined && absent('package.json');
  if (first === undefined && !lacksManifest) return [];
  const why = first === undefined ? (manifestNeed ?? '') : `\`${first.file}\` imports \`${first.name}\``;
  const what =
    first === undefined
      ? '`package.json`'
      : lacksManifest
        ? '`node_modules` and no `package.json`'
        : '`node_modules` with it';
  const effect =
    first === undefined
      ? 'Node.js cannot load it.'
      : `Node.js stops with "Cannot find module '${first.name}'".`;
  const { instruction, span } = placeOf(program.entry, stage, subject);
  const remedy =
    first === undefined
      ? 'Copy `package.json` as well.'
      : 'Copy the production dependencies as well, and `package.json`.';
  return [
    {
      span,
      message: `\`${script}\` comes without what it needs: ${why}, and the image has no ${what}. The container cannot start: ${effect} ${remedy}`,
      related: [
        {
          span: program.artifact?.span ?? rootStage(stage).imageSpan,
          message:
            program.artifact === undefined
              ? 'The image starts from this one.'
              : `\`${program.artifact.tool}\` leaves imports as they are.`,
        },
      ],
      fixes:
        instruction === undefined
          ? []
          : bring(instruction, script, program, first !== undefined, stage, subject),
    },
  ];
}

/** The folders that Node.js looks into, from the script's own upwards. */
function foldersAbove(script: string): string[] {
  const folders: string[] = [];
  for (let folder = parentPath(script); ; folder = parentPath(folder)) {
    folders.push(folder);
    if (folder === '/') return folders;
  }
}

/** The stage's contents, with official Node.js images taken for what they are: without projects of their own. */
const sureContents = oncePerStage((stage: Stage, subject: Subject): Contents | undefined => {
  const contents = effectsOf(subject, stage)?.contents;
  if (contents === undefined) return undefined;
  const { base } = stage;
  if (base.kind === 'stage') {
    if (isTowering(stage)) return undefined;
    const below = sureContents(base.stage, subject);
    return below === undefined ? undefined : { ...contents, base: asBase(below) };
  }
  const official =
    base.kind === 'image' && base.image?.family === 'official' && base.image.runtime === 'node';
  if (!official) return contents;
  return {
    ...contents,
    base: path => {
      const found = contents.base(path);
      return found.presence === 'maybe' && !path.startsWith('/usr/local/')
        ? { ...found, presence: 'no' }
        : found;
    },
  };
});

/** Not there, and not below a folder of the build context either, where something may be made before the build. */
function surelyAbsent(path: string, contents: Contents | undefined, stage: Stage, subject: Subject): boolean {
  if (contents === undefined || lookup(contents, path).presence !== 'no') return false;
  return !lineage(stage).some(layer =>
    effectsOf(subject, layer)?.contents.grafts.some(
      ({ source, destination }) =>
        source.kind === 'context' &&
        (destination === '/' || path === destination || path.startsWith(`${destination}/`)),
    ),
  );
}

function isCompiled(folder: string, { artifact, entry }: NodeProgram): boolean {
  return artifact !== undefined && isWithin(folder, entry.path);
}

/**
 * Whether packages or manifests may be in the output of a compiler: it writes none, so somebody must have put them
 * there before it was copied, or later.
 */
function mayHold(
  folder: string,
  name: string,
  program: NodeProgram,
  stage: Stage,
  subject: Subject,
): boolean {
  const { artifact, entry, home } = program;
  const output = artifact?.path ?? '/';
  const source = cleanPath(`${output}/${relativeTo(folder, entry.path)}/${name}`);
  const layers = lineage(stage).map(layer => effectsOf(subject, layer)?.contents);
  if ([home, ...layers].some(contents => contents?.unknownSince !== undefined)) return true;
  if (
    subject.effects.some(({ dependencies }) =>
      dependencies.some(({ directory }) => directory === undefined || isWithin(directory, output)),
    )
  )
    return true;
  if (lookup(home, source).presence === 'yes') return true;
  if (
    layers.some(
      contents =>
        contents !== undefined && lookup(contents, cleanPath(`${folder}/${name}`)).presence === 'yes',
    )
  )
    return true;
  return home.grafts.some(
    ({ destination, source: from }) =>
      from.kind === 'opaque' &&
      destination !== output &&
      isWithin(destination, output) &&
      isWithin(source, destination),
  );
}

/** Why the program cannot be loaded without its package.json. */
function needsManifest(
  { manifest, sources, artifact, module = '' }: NodeProgram,
  stage: Stage,
): string | undefined {
  if (sources.alias !== undefined && manifest.imports !== undefined)
    return `\`${sources.alias}\` imports by a name that \`package.json\` defines`;
  const esm = artifact !== undefined && /^(?:es|node)/i.test(module) && manifest.type === 'module';
  const image = rootImage(stage);
  if (!esm || image?.runtime !== 'node' || image.version === undefined) return undefined;
  return detectsModules(image.version) ? undefined : '`package.json` says that `.js` files are ES modules';
}

/** Node.js 20.19 and 22.7 tell ES modules by their syntax, without a package.json. */
function detectsModules(version: string): boolean {
  const [major = 0, minor = Number.POSITIVE_INFINITY] = version.split('.').map(Number);
  if (major >= 23) return true;
  return (major === 22 && minor >= 7) || (major === 20 && minor >= 19);
}

interface Place {
  readonly instruction: Step | undefined;
  readonly span: Problem['span'];
}

/** The source word of the COPY that brings it. */
function placeOf(entry: Found, stage: Stage, subject: Subject): Place {
  const by: Instruction | undefined = entry.entry?.by;
  const step = lineage(stage)
    .flatMap(layer => layer.steps)
    .find(({ instruction }) => instruction === by);
  if (step === undefined || by === undefined) return { instruction: undefined, span: stage.from.span };
  const { sources } = copyPaths(by, { step, build: subject.build });
  return { instruction: step, span: sources.length === 1 ? (sources[0]?.word.span ?? by.span) : by.span };
}

/** Copies node_modules and package.json from where the program comes from, beside or above the script. */
function bring(
  step: Step,
  script: string,
  { project, home, artifact }: NodeProgram,
  modules: boolean,
  stage: Stage,
  subject: Subject,
): Change[] {
  const { instruction } = step;
  const from = flagNamed(instruction, 'from')?.value;
  const target = stage.end.workdir;
  if (from === undefined || target === undefined || artifact === undefined) return [];
  if (!foldersAbove(script).includes(target) || joinPath(step.state.workdir, '.') !== target) return [];
  const has = (name: string): boolean => lookup(home, cleanPath(`${project}/${name}`)).presence === 'yes';
  if (!has('package.json') || (modules && !has('node_modules'))) return [];
  const owner = flagNamed(instruction, 'chown')?.value;
  const flags = `--from=${from}${owner === undefined ? '' : ` --chown=${owner}`}`;
  const folder = project === '/' ? '' : project;
  const lines = [`COPY ${flags} ${folder}/package.json ./`];
  if (modules) lines.push(`COPY ${flags} ${folder}/node_modules ./node_modules`);
  return [
    {
      title: modules ? 'Copy node_modules and package.json' : 'Copy package.json',
      applicability: 'unsafe',
      edits: [insertBelow(subject.dockerfile, instruction, lines)],
      notes: modules
        ? [
            {
              message: `All packages of \`${from}\` are copied: install or prune there so that development dependencies stay behind. Packages with native code need the same distribution in both stages. This image is ${baseName(stage)}.`,
            },
          ]
        : [],
    },
  ];
}
