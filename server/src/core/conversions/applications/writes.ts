/** Where the program writes outside of its own folder: those places must be there, and belong to its user. */
import { lookup } from '../../effects/contents';
import { sourceView } from '../../effects/source-view';
import { javaWrites } from '../../java/writes';
import { runtimeVariable } from '../../model/environment';
import { cleanPath, isWithin, parentPath } from '../../model/paths';
import { type NodeSource, nodeWrites } from '../../node/writes';
import { ownSources } from '../../python/own-sources';
import { pythonWrites } from '../../python/writes';
import { namedVolumes } from '../compose';
import { type Ledger, needRoot } from '../decision';
import { ownWrites } from '../deno/writes';
import { dotnetWrites } from '../dotnet/sources';
import { volumesOf } from '../go/ownership';
import { javaTexts } from '../java/sources';
import { startFolders } from '../java/start-folders';
import { nativeWrites } from '../native/writes';
import type { RuntimeUser } from '../users';
import type { Application, RuntimePlan } from './application';
import { startedImage } from './check-starts';
import { otherStarts } from './other-starts';
import type { Place } from './places';
import { serverOptions } from './python/server-start';

export interface WritePlan {
  /** Folders to carry with `--chown`. */
  readonly folders: readonly string[];
  /** Folders that the build stage has to make, inside of what is carried or not. */
  readonly missing: readonly string[];
}

/**
 * What root could write and the new user must still be able to: VOLUMEs, volumes of Compose, and what the sources and
 * the environment name. What only root may write goes to the ledger. Nothing for any other user: whose places are whose
 * does not change.
 */
export function planWrites(
  app: Application,
  plan: Pick<RuntimePlan, 'launch'>,
  places: readonly Place[],
  user: RuntimeUser,
  ledger: Ledger,
): WritePlan {
  if (!user.wasRoot) return { folders: [], missing: [] };
  const { contents, stage } = app.effects;
  const folders = new Set<string>();
  const missing = new Set<string>();
  for (const { path, evidence, mounted } of wantedFolders(app, plan)) {
    if (path === '/' || fleeting.test(path)) continue;
    const there = lookup(contents, path).presence === 'yes';
    // The root directory itself is never given away.
    if (places.some(place => place.path !== '/' && isWithin(path, place.path))) {
      // An absent place to mount over would be made for root.
      if (mounted && !there) missing.add(path);
      continue;
    }
    if (system.test(path)) {
      needRoot(
        ledger,
        `The program writes to \`${path}\` (${evidence}), which only root may.`,
        stage.imageSpan,
      );
      continue;
    }
    folders.add(path);
    if (!there) missing.add(path);
  }
  const outermost = (path: string) => ![...folders].some(other => other !== path && isWithin(path, other));
  const innermost = (path: string) => ![...missing].some(other => other !== path && isWithin(other, path));
  return { folders: [...folders].filter(outermost).sort(), missing: [...missing].filter(innermost).sort() };
}

interface Wanted {
  readonly path: string;
  readonly evidence: string;
  /** The engine mounts something there. */
  readonly mounted: boolean;
}

function wantedFolders(app: Application, { launch }: Pick<RuntimePlan, 'launch'>): Wanted[] {
  const { effects, subject, chain } = app;
  const { environment } = effects.stage.end;
  const variable = variableOf(app);
  const wanted: Wanted[] = volumesOf(chain).map(path => ({ path, evidence: 'VOLUME', mounted: true }));
  for (const { path, service } of namedVolumes(subject, startedImage(app)))
    if (!/(?:^|\/)(?:node_modules|\.venv|venv|\.next|dist|build|target)$/.test(path))
      wanted.push({ path, evidence: service.where, mounted: true });
  for (const [name] of environment.history.entries) {
    const value = variable(name) ?? '';
    const path = /^(?:file:|sqlite(?:\+\w+)?:\/\/\/)?(\/[^:*?\s]*)$/.exec(value)?.[1];
    if (path === undefined || !setting.test(name)) continue;
    const folder = /\.\w+$/.test(path) ? path.replace(/\/[^/]*$/, '') : path;
    wanted.push({ path: cleanPath(folder), evidence: `ENV ${name}`, mounted: false });
  }
  const words = launch.argv.map(({ value }) => value);
  const writes = sourceWrites(app, launch, variable);
  const { files } = sourceView(effects.contents, subject.tree);
  for (const { folder, file, line } of writes)
    if (folder.startsWith('/'))
      wanted.push({ path: folder, evidence: `${files.get(file) ?? file}:${line}`, mounted: false });
  if (app.language === 'java')
    for (const { path, evidence } of startFolders(app, words, variable))
      wanted.push({ path: cleanPath(path), evidence, mounted: false });
  if (app.language === 'python')
    for (const { path, evidence } of serverOptions(app, launch).writes)
      wanted.push({ path: parentPath(path), evidence, mounted: false });
  return wanted;
}

/** Celery's beat: `celerybeat-schedule` in the working directory, if nothing else is said. */
function keepsSchedule(words: readonly string[]): boolean {
  return (
    words.some(word => /(?:^|\/)celery$/.test(word)) &&
    words.some(word => /^(?:beat|-B|--beat)$/.test(word)) &&
    !words.some(word => /^(?:-s|--schedule(?:=.*)?|-S|--scheduler(?:=.*)?)$/.test(word))
  );
}

function variableOf({ effects }: Application): (name: string) => string | undefined {
  const { environment } = effects.stage.end;
  return name => {
    const value = runtimeVariable(environment, name)?.value;
    return value?.kind === 'value' ? value.value : undefined;
  };
}

/** Folders that the project's own sources write to, where they can be read; for Python its own ones, if asked for. */
function sourceWrites(
  app: Application,
  { argv }: RuntimePlan['launch'],
  variable: (name: string) => string | undefined,
  own = false,
): ReturnType<typeof nodeWrites> {
  const { effects, language, subject, workdir } = app;
  const words = argv.map(({ value }) => value);
  if (language === 'node') return nodeWrites(nodeSources(app), variable);
  if (language === 'bun' || language === 'deno') {
    const sources = nodeSources(app);
    return [...nodeWrites(sources, variable), ...ownWrites(sources)];
  }
  if (language === 'native') return [...nativeWrites(app)];
  if (language === 'java') return javaWrites(javaTexts(app), variable);
  if (language === 'dotnet') return dotnetWrites(app);
  if (language !== 'python') return [];
  return pythonWrites(ownSources(effects, subject.tree, words).sources, variable, own ? workdir : undefined);
}

/** Where the sources say that the program writes below a folder: a source and its line; undefined where none does. */
export function writeBelow(
  app: Application,
  { launch }: Pick<RuntimePlan, 'launch'>,
  folder: string,
): string | undefined {
  const starts = otherStarts(app.subject, startedImage(app), app.workdir);
  const scheduler = starts.find(({ words }) => keepsSchedule(words));
  if (scheduler !== undefined && isWithin(app.workdir, folder))
    return `\`${scheduler.words.join(' ')}\` keeps its schedule in the working directory`;
  const { files } = sourceView(app.effects.contents, app.subject.tree);
  const found = sourceWrites(app, launch, variableOf(app), true).find(write =>
    isWithin(write.folder, folder),
  );
  return found === undefined ? undefined : `${files.get(found.file) ?? found.file}:${found.line}`;
}

function nodeSources({ effects, subject, workdir }: Application): NodeSource[] {
  const view = sourceView(effects.contents, subject.tree);
  return [...view.files.keys()]
    .filter(path => /\.[cm]?[jt]s$/.test(path) && !aside.test(path.slice(workdir.length)))
    .map(path => ({ path, text: view.text(path) ?? '' }));
}

/** Tests, and what is run on a developer's machine. */
const aside =
  /(?:^|\/)(?:node_modules|tests?|__tests__|spec|e2e|fixtures|examples|docs|cypress)\/|\.(?:test|spec|config|d)\.[cm]?[jt]s$/;

/** Settings that name a place for what a program keeps. */
const setting =
  /^(?:\w+_)?(?:UPLOADS?|MEDIA|DATA|LOGS?|STORAGE|OUTPUTS?|DOWNLOADS?|STATE|DATABASE|DB|SQLITE)_(?:DIR|DIRECTORY|FOLDER|ROOT|PATH|FILE|LOCATION|URL|URI)$/;

/** Open to everybody, or made by the engine. */
const fleeting = /^\/(?:tmp|var\/tmp|dev|proc|sys)(?:\/|$)/;

/** What is the system's, and folders for all programs together. */
const system =
  /^\/(?:(?:bin|boot|etc|lib\w*|run|sbin|usr|root|var\/run)(?:\/|$)|(?:var|var\/(?:log|lib|cache|spool|opt|www)|home|opt|srv|mnt|media)$)/;
