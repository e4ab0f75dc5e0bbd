/** Virtual environments: `python -m venv`, `virtualenv`, `uv venv` (docs.python.org, "venv"; PEP 405). */
import { baseName, joinPath } from '../../model/paths';
import type { ShellWord } from '../../shell/script';
import type { DependencyInstall } from '../built';
import { unknown } from '../commands';
import { lookup, put } from '../contents';
import { makeOpaque } from '../run';
import type { CommandContext } from '../stage-effects';
import { environmentAt, type Python } from './interpreter';
import { hasOption, optionValue, readOptions } from './options';

/** `venv`, `virtualenv` and `uv venv` with their arguments; `base` is the interpreter that they run with. */
export function applyVenv(
  context: CommandContext,
  words: readonly ShellWord[],
  base: Pick<Python, 'executable' | 'minor' | 'layout'> | undefined,
  standard?: string,
): void {
  const options = readOptions(words, valued);
  const wanted = optionValue(options, '-p', '--python');
  const folders = options.rest.length === 0 && standard !== undefined ? [standard] : options.rest;
  for (const folder of folders) {
    const path = folder === undefined ? undefined : joinPath(context.command.cwd, folder);
    if (path === undefined || path === '/') unknown(context, 'venv');
    else
      makeEnvironment(
        context,
        path,
        interpreterFor(wanted, base, hasOption(options, '--copies', '--always-copy')),
      );
  }
}

/** The interpreter that the environment leads to; a copy of it leads nowhere. */
function interpreterFor(
  wanted: string | null | undefined,
  base: Pick<Python, 'executable' | 'minor' | 'layout'> | undefined,
  copied: boolean,
): Pick<Python, 'executable' | 'minor'> {
  const link = copied || base?.layout === 'environment' ? undefined : base?.executable;
  if (wanted === undefined) return { executable: link, minor: base?.minor };
  const minor = wanted === null ? undefined : /(\d+\.\d+)(?:\.\d+)?$/.exec(wanted)?.[1];
  if (wanted?.startsWith('/') === true && !copied) return { executable: wanted, minor: minor ?? base?.minor };
  // Another version than the one at hand is looked for, or fetched: nobody knows where it will be.
  const same = minor !== undefined ? minor === base?.minor : /^python3?$/.test(baseName(wanted ?? ''));
  return { executable: same ? link : undefined, minor: same ? base?.minor : minor };
}

/** Makes the folder an environment: its own `python` is a link to the interpreter it was made with. */
export function makeEnvironment(
  context: CommandContext,
  path: string,
  python: Pick<Python, 'executable' | 'minor'>,
): Python {
  const { contents } = context.effects;
  const by = context.step.instruction;
  const { conditional, span } = context.command;
  const again = environmentAt(context, path);
  if (again !== undefined && lookup(contents, path).presence === 'yes') return again;
  makeOpaque(context, path);
  const install: DependencyInstall = {
    ecosystem: 'python',
    manager: 'venv',
    directory: context.command.cwd,
    into: path,
    development: undefined,
    packages: [],
    manifests: [],
    interpreter: `${path}/bin/python`,
    runtime: python.minor,
    by,
    span,
  };
  const origin = { kind: 'dependencies' as const, install };
  put(contents, path, { kind: 'directory', origin, by, span, conditional });
  put(contents, `${path}/pyvenv.cfg`, { kind: 'file', origin, by, span, conditional });
  const minor = python.minor === undefined ? [] : [`python${python.minor}`];
  for (const name of ['python', 'python3', ...minor])
    put(contents, `${path}/bin/${name}`, {
      kind: python.executable === undefined ? 'unknown' : 'link',
      origin: { kind: 'made', how: 'venv' },
      by,
      span,
      conditional,
      ...(python.executable === undefined ? {} : { target: python.executable }),
    });
  const site = python.minor === undefined ? undefined : `${path}/lib/python${python.minor}/site-packages`;
  if (site !== undefined) put(contents, site, { kind: 'directory', origin, by, span, conditional });
  return {
    executable: `${path}/bin/python`,
    minor: python.minor,
    bin: `${path}/bin`,
    site,
    prefix: path,
    layout: 'environment',
  };
}

const valued: ReadonlySet<string> = new Set(
  '-p --python --prompt --app-data --extra-search-dir --pip --setuptools --wheel --creator --seeder --activators --link-mode --index-url --default-index --cache-dir --directory --project'.split(
    ' ',
  ),
);
