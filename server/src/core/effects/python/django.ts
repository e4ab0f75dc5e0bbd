/** Commands of Django in a build: what `manage.py` writes, and where `collectstatic` puts its files. */
import { isWithin } from '../../model/paths';
import type { PythonSource } from '../../python/own-sources';
import { ownSources } from '../../python/own-sources';
import { pathValues } from '../../python/path-values';
import type { ShellWord } from '../../shell/script';
import { unknown } from '../commands';
import { put } from '../contents';
import { makeOpaque } from '../run';
import type { CommandContext } from '../stage-effects';
import { applyManage } from './own-scripts';

/** `manage.py COMMAND`; `args` begin with the word that names Django. */
export function applyDjango(context: CommandContext, args: readonly ShellWord[]): void {
  const { cwd } = context.command;
  // `-m django` and `django-admin` do the same with settings that a variable names.
  const argv = ['python', 'manage.py', ...args.map(({ value }) => value ?? '')];
  const verb = args.slice(1).find(({ value }) => value?.startsWith('-') === false)?.value;
  const what = `manage.py ${verb ?? ''}`.trim();
  if (verb === undefined || cwd === undefined) {
    unknown(context, what);
    return;
  }
  if (verb !== 'collectstatic') {
    applyManage(context, argv, what);
    return;
  }
  const places = staticRoots(context, argv);
  if (places === undefined) unknown(context, what);
  else {
    makeOpaque(context, cwd);
    for (const path of places) if (!isWithin(path, cwd)) putStatic(context, path);
  }
}

/** The folders that settings may name as STATIC_ROOT, in the image; undefined where they cannot be told. */
function staticRoots(context: CommandContext, argv: readonly string[]): readonly string[] | undefined {
  const { effects, tree, command } = context;
  if (!tree.complete) return undefined;
  const { sources, unread } = ownSources(effects, tree, argv, command.cwd);
  if (unread !== undefined) return undefined;
  const constants = new Map(sources.flatMap(({ file }) => [...file.values]));
  const places = new Set<string>();
  let named = false;
  for (const source of sources) {
    for (const tokens of source.file.values.get('STATIC_ROOT') ?? []) {
      named = true;
      const scope = {
        ...{ file: source.file, path: source.path, constants },
        variable: (name: string) => variable(context, name),
      };
      const values = pathValues(tokens, scope);
      if (values.length === 0 || values.some(({ exact }) => !exact)) return undefined;
      for (const { text } of values) {
        const path = text.startsWith('/') ? text : `${command.cwd ?? ''}/${text}`;
        if (path.includes('..') || path === '/') return undefined;
        places.add(path);
      }
    }
  }
  const outside = [...places].filter(path => !isWithin(path, command.cwd ?? '/'));
  if (outside.length > 0 && places.size > 1) return undefined;
  return named || !sources.some(mentionsStaticRoot) ? [...places] : undefined;
}

function mentionsStaticRoot({ file }: PythonSource): boolean {
  return file.lines.some(line => line.includes('STATIC_ROOT'));
}

function variable({ command }: CommandContext, name: string): string | undefined {
  const value = command.lookup(name);
  return value.kind === 'value' ? value.value : undefined;
}

function putStatic(context: CommandContext, path: string): void {
  makeOpaque(context, path);
  put(context.effects.contents, path, {
    kind: 'directory',
    origin: { kind: 'made', how: 'collectstatic' },
    by: context.step.instruction,
    span: context.command.span,
    conditional: context.command.conditional,
  });
}
