/** Which programs the new image of an interpreted application has, and what starts the interpreter there. */
import { lookup, originOf } from '../../effects/contents';
import { runtimeVariable } from '../../model/environment';
import { baseName, isWithin, joinPath, parentPath } from '../../model/paths';
import { targetPath } from '../targets';
import type { Application, Language, RuntimePlan } from './application';
import type { Place } from './places';

/** The new image, as far as its programs are concerned. */
export interface NewImage {
  readonly app: Application;
  readonly plan: Pick<RuntimePlan, 'programs' | 'covers' | 'onPath'>;
  readonly places: readonly Place[];
}

/** How the new image's interpreter is written in a command: by its name alone where PATH has it. */
export function interpreterOf({ app, plan }: NewImage): string | undefined {
  const paths = plan.programs.filter(path => isInterpreter(path, app));
  const wanted = interpreterNames[app.language];
  for (const name of wanted)
    if (paths.some(path => baseName(path) === name && isOnPath(path, plan))) return name;
  return paths[0];
}

const interpreterNames: Readonly<Record<Language, readonly string[]>> = {
  node: ['node'],
  python: ['python', 'python3'],
  java: ['java'],
  dotnet: ['dotnet'],
  native: [],
  bun: ['bun'],
  deno: ['deno'],
  ruby: [],
  elixir: [],
};

/** PATH of every image without a shell. */
const everywhere: ReadonlySet<string> = new Set(targetPath);

function isOnPath(program: string, { onPath = [] }: NewImage['plan']): boolean {
  const folder = parentPath(program);
  return everywhere.has(folder) || onPath.includes(folder);
}

export function isInterpreter(program: string, { language }: Pick<Application, 'language'>): boolean {
  const name = baseName(program);
  if (language === 'node') return /^node(?:js)?$/.test(name);
  if (language === 'python') return /^python(?:3(?:\.\d+)?)?$/.test(name);
  return interpreterNames[language].includes(name);
}

/** Whether the new image surely has a program under this name: brought by the plan, or carried with the application. */
export function hasProgram(program: string | undefined, image: NewImage): boolean {
  const { app, plan } = image;
  if (program === undefined || program === '') return false;
  if (program.includes('/')) {
    const path = joinPath(app.effects.stage.end.workdir, program);
    return path !== undefined && (plan.programs.includes(path) || isCarried(path, image));
  }
  if (plan.programs.some(path => baseName(path) === program && isOnPath(path, plan))) return true;
  const path = runtimeVariable(app.effects.stage.end.environment, 'PATH')?.value;
  const folders = path?.kind === 'value' ? path.value.split(':') : [];
  return folders.some(folder => folder.startsWith('/') && isCarried(`${folder}/${program}`, image));
}

/**
 * A program of a Python package names its interpreter in its first line, and that of a virtual environment is a link:
 * both need the interpreter at its old place. Programs of npm packages ask `/usr/bin/env`, which is nowhere.
 */
function isCarried(path: string, { app, plan, places }: NewImage): boolean {
  if (app.language !== 'python' || !plan.programs.some(known => known.startsWith('/usr/local/bin/python')))
    return false;
  const found = lookup(app.effects.contents, path);
  if (found.presence !== 'yes') return false;
  const comes = plan.covers(path) || places.some(place => isWithin(path, place.path));
  return comes && (isInterpreter(path, app) || originOf(found)?.kind === 'dependencies');
}
