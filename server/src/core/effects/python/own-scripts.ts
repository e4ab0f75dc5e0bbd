/**
 * Scripts of the project that a build runs: what they write stays in the project, or goes to places that their sources
 * and the packages that they import are known for.
 */
import { isStandardModule } from '../../manifests/python-stdlib';
import { isWithin } from '../../model/paths';
import { ownSources, type PythonSource } from '../../python/own-sources';
import { literalOf, readPythonFile } from '../../python/python-file';
import { startedPrograms } from '../../python/started-programs';
import { pythonWrites } from '../../python/writes';
import { unknown } from '../commands';
import { lookup, put } from '../contents';
import { makeOpaque } from '../run';
import type { CommandContext } from '../stage-effects';
import { homeFolder } from './project-files';

/** `python make-data.py`, `python -m app.seed`: unknown altogether where the sources do not tell that it stays inside. */
export function applyScript(context: CommandContext, argv: readonly string[], what: string): void {
  const { effects, tree, command } = context;
  const found = ownSources(effects, tree, argv, command.cwd);
  const sure = tree.complete && found.followed && found.unread === undefined;
  if (sure && found.sources.some(({ started }) => started)) applySources(context, found.sources, what, true);
  else unknown(context, what);
}

/** `python -c CODE` */
export function applyCode(context: CommandContext, code: string, what: string): void {
  const { effects, tree, command } = context;
  const file = readPythonFile(code);
  const own = file.imports
    .map(({ module }) => module.split('.')[0] ?? '')
    .filter(name => !isStandardModule(name));
  const modules = file.imports
    .map(({ module }) => module)
    .filter(name => own.includes(name.split('.')[0] ?? ''));
  const found =
    modules.length === 0 ? undefined : ownSources(effects, tree, ['python', ...modules], command.cwd);
  const started = { path: 'python -c', file, started: true };
  const followed = found?.followed === true ? found.sources : [];
  if (found?.followed === true && (found.unread !== undefined || !tree.complete)) unknown(context, what);
  else applySources(context, [started, ...followed], what, true);
}

/** Commands of Django: its packages are many, and what they import downloads nothing. */
export function applyManage(context: CommandContext, argv: readonly string[], what: string): void {
  const { effects, tree, command } = context;
  const { sources, unread } = ownSources(effects, tree, argv, command.cwd);
  if (tree.complete && unread === undefined) applySources(context, sources, what, false);
  else unknown(context, what);
}

function applySources(
  context: CommandContext,
  sources: readonly PythonSource[],
  what: string,
  downloads: boolean,
): void {
  const { effects, command } = context;
  const { cwd } = command;
  const folders = downloads ? downloadedFolders(context, sources) : [];
  const startsOthers = downloads && sources.some(source => startedPrograms(source).length > 0);
  // What runs only if a condition holds may have downloaded nothing.
  const unsure = command.conditional && folders !== undefined && folders.length > 0;
  if (cwd === undefined || cwd === '/' || startsOthers || folders === undefined || unsure) {
    unknown(context, what);
    return;
  }
  const variable = (name: string): string | undefined => {
    const value = command.lookup(name);
    return value.kind === 'value' ? value.value : undefined;
  };
  for (const { folder: written } of pythonWrites(sources, variable)) {
    const folder = written.startsWith('~') ? homeFolder(context, written.slice(2)) : written;
    if (folder !== undefined && (isWithin(folder, cwd) || /^\/(?:tmp|var\/log)(?:\/|$)/.test(folder)))
      continue;
    // Somewhere else, and perhaps not at all: only a folder that is there can be carried.
    if (folder === undefined || lookup(effects.contents, folder).presence !== 'yes') {
      unknown(context, what);
      return;
    }
    makeOpaque(context, folder);
  }
  for (const folder of folders) putDownloads(context, folder);
  unknown(context, what, cwd);
}

/** A folder with what the program would have to download otherwise: it is no cache of the build. */
export function putDownloads({ effects, step, command }: CommandContext, path: string): void {
  put(effects.contents, path, {
    kind: 'directory',
    origin: { kind: 'made', how: 'download' },
    by: step.instruction,
    span: command.span,
    conditional: command.conditional,
  });
}

/** Where the imported packages put what they download; undefined for a package that may write anywhere. */
function downloadedFolders(context: CommandContext, sources: readonly PythonSource[]): string[] | undefined {
  const own = new Set(sources.flatMap(({ path }) => path.split('/').map(part => part.replace(/\.py$/, ''))));
  const folders = new Set<string>();
  for (const { file } of sources) {
    for (const { module, dots } of file.imports) {
      const top = module.split('.')[0] ?? '';
      const hub = top === 'torch' && file.uses.some(({ name }) => name.startsWith('torch.hub.'));
      const fetches =
        /^sklearn\.datasets/.test(module) || file.uses.some(({ name }) => /\.fetch_\w+$/.test(name));
      if (top === 'sklearn' && fetches) return undefined;
      if (dots > 0 || isStandardModule(top) || own.has(top) || (harmless.has(top) && !hub)) continue;
      const place = Object.hasOwn(downloaders, top) ? downloaders[top] : undefined;
      // The folder must be there to be carried: what may download, and does not surely, is left unknown.
      if (place === undefined || (place.folder !== undefined && !downloads(sources))) return undefined;
      if (place.variables.some(name => context.command.lookup(name).kind !== 'unset')) return undefined;
      if (place.folder === undefined) continue;
      const folder = homeFolder(context, place.folder);
      if (folder === undefined) return undefined;
      folders.add(folder);
    }
  }
  return [...folders];
}

/** A call that fetches a model by its name; one with a path, or a folder of its own, may write elsewhere. */
function downloads(sources: readonly PythonSource[]): boolean {
  const calls = sources.flatMap(({ file }) =>
    file.uses.flatMap(({ name, given }) =>
      fetching.test(name) && given !== undefined ? [{ file, given }] : [],
    ),
  );
  return (
    calls.length > 0 &&
    calls.every(({ file, given }) => {
      const first = given[0]?.tokens ?? [];
      const constant = first.length === 1 ? file.values.get(first[0]?.text ?? '') : undefined;
      const text = literalOf(first) ?? (constant?.length === 1 ? literalOf(constant[0] ?? []) : undefined);
      const elsewhere = given.some(({ keyword }) => /dir|folder|root|path|file|storage/i.test(keyword ?? ''));
      const named = first[0]?.text === '[' || (text !== undefined && /^[^./~]/.test(text));
      return named && !elsewhere;
    })
  );
}

const fetching =
  /(?:^|\.)(?:from_pretrained|SentenceTransformer|CrossEncoder|snapshot_download|hf_hub_download|WhisperModel|load_model|pipeline|Reader|download|Pipeline|BGEM3FlagModel|resnet\d+)$|^torch\.hub\.load$/;

interface Downloads {
  /** Below the home of the user; undefined where it goes beside the packages. */
  readonly folder: string | undefined;
  /** Variables that name another place. */
  readonly variables: readonly string[];
}

/** Where models of Hugging Face go instead of the cache in the home, by its documentation. */
export const huggingFaceVariables: readonly string[] = [
  'HF_HOME',
  'HF_HUB_CACHE',
  'HUGGINGFACE_HUB_CACHE',
  'TRANSFORMERS_CACHE',
  'SENTENCE_TRANSFORMERS_HOME',
];
const huggingFace: Downloads = {
  folder: '.cache',
  variables: [...huggingFaceVariables, 'TORCH_HOME', 'XDG_CACHE_HOME'],
};
const cache: Downloads = { folder: '.cache', variables: ['TORCH_HOME', 'XDG_CACHE_HOME'] };

/** Packages that download models when they are asked for them, by their documentation (read 2026-11-21). */
const downloaders: Readonly<Record<string, Downloads>> = {
  transformers: huggingFace,
  sentence_transformers: huggingFace,
  huggingface_hub: huggingFace,
  diffusers: huggingFace,
  faster_whisper: huggingFace,
  FlagEmbedding: huggingFace,
  torch: cache,
  torchvision: cache,
  whisper: cache,
  nltk: { folder: 'nltk_data', variables: ['NLTK_DATA'] },
  stanza: { folder: 'stanza_resources', variables: ['STANZA_RESOURCES_DIR'] },
  easyocr: { folder: '.EasyOCR', variables: ['EASYOCR_MODULE_PATH', 'MODULE_PATH'] },
  spacy: { folder: undefined, variables: [] },
};

/** Packages that write nothing by themselves when they are imported and called. */
const harmless: ReadonlySet<string> = new Set(
  'requests httpx urllib3 aiohttp certifi tqdm yaml dotenv click typer rich pydantic pydantic_settings numpy pandas torch sklearn joblib scipy PIL lxml bs4 jinja2 django flask fastapi starlette uvicorn sqlalchemy flask_sqlalchemy flask_migrate alembic sqlmodel peewee celery redis markdown babel environ decouple cryptography jwt passlib werkzeug marshmallow orjson ujson toml tomli tomlkit attr attrs loguru structlog pytz dateutil typing_extensions setuptools pkg_resources wheel Cython pybind11'.split(
    ' ',
  ),
);
