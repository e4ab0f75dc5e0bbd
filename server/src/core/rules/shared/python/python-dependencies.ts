/** Python programs without the packages that they import. */
import type { Change } from '../../../edits/change';
import { lookup, originOf } from '../../../effects/contents';
import { readPipfile, readPyproject } from '../../../manifests/pyproject';
import { modulesOf } from '../../../manifests/python-packages';
import { readPythonImports } from '../../../manifests/python-source';
import { isStandardModule } from '../../../manifests/python-stdlib';
import { readRequirements } from '../../../manifests/requirements';
import { lineage, type Stage } from '../../../model/build';
import { runtimeVariable } from '../../../model/environment';
import { type LaunchWord, readLaunch } from '../../../model/launch';
import { isWithin, joinPath, baseName as lastPart, parentPath } from '../../../model/paths';
import type { Problem, Subject } from '../../rule';
import { baseName, effectsOf, isClosed, layerSteps, rootStage } from '../stages';
import { absentProgram, bringsPackages } from './python-programs';
import {
  type CopiedSite,
  changesPath,
  copiedSites,
  type ImagePython,
  imagePython,
  touched,
} from './python-sites';

/** What is said of a stage whose Python program surely cannot import a package; one problem at most. */
export function* pythonDependencyProblems(stage: Stage, subject: Subject): Generator<Problem> {
  const python = imagePython(stage);
  const absent = absentProgram(stage, subject);
  if (absent !== undefined) yield absent;
  const program = python === undefined ? undefined : startedPython(stage, python, subject);
  if (python === undefined || program === undefined || absent !== undefined) return;
  if (runtimeVariable(stage.end.environment, 'PYTHONHOME') !== undefined) return;
  const unsearched = unsearchedSite(stage, python, program, subject);
  if (unsearched !== undefined) yield unsearched;
  else yield* missingPackage(stage, python, program, subject);
}

interface StartedPython {
  /** The word that names the script or the module. */
  readonly word: LaunchWord;
  readonly place: Problem['span'];
  /** Absolute path of the script. */
  readonly script: string | undefined;
  /** Where modules are looked for first. */
  readonly folder: string;
}

/** The program, if the interpreter of the base image runs it. */
function startedPython(stage: Stage, python: ImagePython, subject: Subject): StartedPython | undefined {
  const launch = readLaunch(stage);
  const [first, ...rest] = launch?.argv ?? [];
  const { workdir } = stage.end;
  const own = (launch?.cmd ?? launch?.entrypoint)?.step?.instruction.span;
  if (first === undefined || workdir === undefined || own === undefined) return undefined;
  if (!isInterpreter(first.value, python, stage, subject)) return undefined;
  const at = rest.findIndex(({ value }) => !/^-[uOBbqsxE]+$/.test(value));
  const word = rest[at];
  if (word === undefined) return undefined;
  if (word.value === '-m') {
    const module = rest[at + 1];
    return module === undefined
      ? undefined
      : { word: module, place: module.span ?? own, script: undefined, folder: workdir };
  }
  const script = joinPath(workdir, word.value);
  if (script === undefined || !/^[^-$*][^$*]*\.py$/.test(word.value)) return undefined;
  return { word, place: word.span ?? own, script, folder: parentPath(script) };
}

/** By its path, or by a name that PATH leads to the folder of the base's own before any that may have another. */
function isInterpreter(name: string, python: ImagePython, stage: Stage, subject: Subject): boolean {
  const program = lastPart(name);
  if (!['python', 'python3', `python${python.minor}`].includes(program)) return false;
  if (name.includes('/')) return parentPath(name) === python.bin && !touched(name, stage, subject);
  const path = runtimeVariable(stage.end.environment, 'PATH')?.value;
  const contents = effectsOf(subject, stage)?.contents;
  if (path?.kind !== 'value' || contents === undefined) return false;
  for (const folder of path.value.split(':')) {
    if (folder === python.bin) return !touched(`${folder}/${program}`, stage, subject);
    // A link that leads nowhere is passed over, but that is too fine a point to build on.
    if (lookup(contents, `${folder}/${program}`).presence !== 'no') return false;
  }
  return false;
}

/** Packages that were copied to where the interpreter does not look, and nothing that it does look at. */
function unsearchedSite(
  stage: Stage,
  python: ImagePython,
  program: StartedPython,
  subject: Subject,
): Problem | undefined {
  const searched = searchPath(stage, python, program);
  const sites = copiedSites(layerSteps(stage), stage, subject);
  const [first] = sites;
  if (
    first === undefined ||
    searched === undefined ||
    effectsOf(subject, stage)?.contents.unknownSince !== undefined
  )
    return undefined;
  if (effectsOf(subject, stage)?.dependencies.some(({ ecosystem }) => ecosystem === 'python') !== false)
    return undefined;
  if (sites.some(({ site }) => searched.includes(site))) return undefined;
  // Packages of another version in the system's own folder are another matter, and have a rule of their own.
  if (sites.some(({ minor, environment }) => minor !== python.minor && environment === undefined))
    return undefined;
  if (changesPath(subject) || sites.some(site => !isPlain(site, subject))) return undefined;
  const [folder = ''] = python.sites;
  return {
    span: first.copy.destinationWord.span,
    message: `Python of ${baseName(stage)} does not look for packages in \`${first.site}\`, but in \`${folder}\` and where \`PYTHONPATH\` says. The container stops at the first import. ${advice(first, stage)}`,
    related: [
      { span: rootStage(stage).imageSpan, message: 'The Python of this image runs the program.' },
      ...first.installs
        .slice(0, 1)
        .map(({ span }) => ({ span, message: 'The packages are installed here.' })),
    ],
    fixes: copyTo(first, folder, sites.length),
  };
}

function advice({ environment }: CopiedSite, stage: Stage): string {
  return environment === undefined || isClosed(stage)
    ? 'Copy them there, or set `PYTHONPATH`.'
    : `Start \`${environment}/bin/python\`, or put \`${environment}/bin\` first on \`PATH\`.`;
}

function copyTo({ copy, source, environment }: CopiedSite, folder: string, count: number): Change[] {
  const { span, text } = copy.destinationWord;
  if (count > 1 || environment !== undefined || copy.path !== source || span.end - span.start !== text.length)
    return [];
  return [
    { title: `Copy to ${folder}`, applicability: 'unsafe', edits: [{ span, text: folder }], notes: [] },
  ];
}

/** Where nothing is known of the program's sources, only folders that are nothing but Python's own count. */
function isPlain({ site, environment }: CopiedSite, subject: Subject): boolean {
  return subject.tree.complete || environment !== undefined || /\/site-packages$/.test(site);
}

/** Folders that the interpreter searches; undefined where a variable may name others. */
function searchPath(stage: Stage, python: ImagePython, program: StartedPython): string[] | undefined {
  const path = runtimeVariable(stage.end.environment, 'PYTHONPATH')?.value;
  if (path !== undefined && path.kind !== 'value') return undefined;
  const named = (path?.value ?? '')
    .split(':')
    .flatMap(folder => (folder === '' ? [] : (joinPath(stage.end.workdir, folder) ?? [])));
  const homes = ['/root', '/home/nonroot', runtimeVariable(stage.end.environment, 'HOME')?.value].flatMap(
    home => (typeof home === 'string' ? [home] : home?.kind === 'value' ? [home.value] : []),
  );
  return [
    program.folder,
    ...named,
    ...python.sites,
    ...homes.map(home => `${home}/.local/lib/python${python.minor}/site-packages`),
  ];
}

/** A package that the project lists and its first file imports, in an image where nothing installs any. */
function* missingPackage(
  stage: Stage,
  python: ImagePython,
  program: StartedPython,
  subject: Subject,
): Generator<Problem> {
  if (!subject.tree.complete || mayHavePackages(stage, python, subject) || changesPath(subject)) return;
  const listed = listedPackages(subject);
  const searched = searchPath(stage, python, program);
  const contents = effectsOf(subject, stage)?.contents;
  if (searched === undefined || contents === undefined) return;
  // Of the interpreter's own folders it is known that nothing was put there.
  const local = [...searched, stage.end.workdir ?? '/'].filter(
    folder => !python.sites.includes(folder) && !folder.includes('/.local/'),
  );
  for (const module of wantedModules(stage, program, subject)) {
    const name = listed.get(module);
    if (name === undefined || isStandardModule(module)) continue;
    const there = local.some(folder =>
      [`${folder}/${module}.py`, `${folder}/${module}`].some(
        path => lookup(contents, path).presence !== 'no',
      ),
    );
    if (there) continue;
    const { base } = rootStage(stage);
    const elsewhere = subject.effects
      .filter(effects => !lineage(stage).includes(effects.stage))
      .flatMap(effects => effects.dependencies.filter(bringsPackages))[0];
    yield {
      span: program.place,
      message: `${subjectOf(program, module)} the package \`${name}\`, and no instruction brings packages into the image. The container stops with \`ModuleNotFoundError\`. ${elsewhere === undefined ? 'Install them in this stage, or copy them from another one.' : 'Copy what the other stage installs.'}`,
      related: [
        ...(elsewhere === undefined
          ? []
          : [
              {
                span: elsewhere.span,
                message: 'Packages are installed here, in a stage that is not shipped.',
              },
            ]),
        ...(base.kind === 'image'
          ? [{ span: rootStage(stage).imageSpan, message: 'This image has none.' }]
          : []),
      ],
    };
    return;
  }
}

function subjectOf({ word, script }: StartedPython, module: string): string {
  return script === undefined ? `\`${word.value}\` comes with` : `\`${word.value}\` imports \`${module}\` of`;
}

/** What the program imports as soon as it starts. */
function wantedModules(stage: Stage, program: StartedPython, subject: Subject): string[] {
  if (program.script === undefined) return [program.word.value.split('.')[0] ?? ''];
  const contents = effectsOf(subject, stage)?.contents;
  const found = contents === undefined ? undefined : lookup(contents, program.script);
  const origin = found?.presence === 'yes' ? originOf(found) : undefined;
  const text = origin?.kind === 'context' ? subject.tree.text(origin.path) : undefined;
  return readPythonImports(text ?? '').flatMap(({ module, certain }) => (certain ? [module] : []));
}

/** Modules that the manifests at the root of the context list, with the package that brings each. */
function listedPackages(subject: Subject): ReadonlyMap<string, string> {
  const { tree } = subject;
  const found = new Map<string, string>();
  for (const file of tree.children('')) {
    const text = tree.text(file) ?? '';
    const packages = /^requirements[\w.-]*\.(?:txt|in)$/.test(file)
      ? readRequirements(text).packages
      : file === 'pyproject.toml'
        ? readPyproject(text)?.dependencies
        : file === 'Pipfile'
          ? readPipfile(text)?.packages
          : undefined;
    for (const { name, marker } of packages ?? [])
      if (!marker) for (const module of modulesOf(name)) found.set(module, name);
  }
  return found;
}

/** Whether any instruction may have put packages where the interpreter looks. */
function mayHavePackages(stage: Stage, python: ImagePython, subject: Subject): boolean {
  if ([...python.sites, '/root/.local'].some(folder => touched(folder, stage, subject))) return true;
  return lineage(stage).some(layer => {
    const effects = effectsOf(subject, layer);
    if (effects === undefined) return true;
    const { contents, dependencies } = effects;
    return (
      [...contents.entries.keys()].some(path => path.includes('/.local/')) ||
      contents.grafts.some(
        ({ destination, source }) => isWithin(destination, '/home') && source.kind !== 'context',
      ) ||
      dependencies.some(bringsPackages)
    );
  });
}
