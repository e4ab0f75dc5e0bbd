/** Programs that packages bring: whether they serve what they are given, without a shell or other programs. */
import { isStandardModule } from '../../../manifests/python-stdlib';
import { baseName } from '../../../model/paths';
import type { Application } from '../application';
import { isPython } from './interpreter';
import { declares } from './programs';

/**
 * Why the program or module may need more than Python, for a message; undefined where it is known not to, or is the
 * project's own, whose sources are read. Of any other package nobody knows what its program starts.
 */
export function needsMore(
  name: string,
  kind: 'program' | 'module',
  args: readonly string[],
  app: Application,
): string | undefined {
  if (name === 'supervisord' || name === 'circusd')
    return 'starts several programs, each by its own settings';
  if (/^(?:honcho|invoke|inv|fab|ansible.*|tox|nox|poe)$/.test(name)) return 'starts its programs in a shell';
  if (name === 'celery' && args.includes('multi')) return 'starts its workers in a shell';
  if (/^(?:jupyter|ipython|notebook)/.test(name)) return 'offers a shell to its users';
  if (/^(?:poetry|pipenv|uv|uvx|pdm|pip|pip3|conda|hatch|rye)$/.test(name)) return 'is a package manager';
  if (name === 'uwsgi')
    return 'is compiled when it is installed: which libraries it links depends on what the stage has then';
  const [top = name] = kind === 'module' ? name.split('.') : [name];
  const known =
    plain.has(top) ||
    (wrappers.has(top) && args.some(word => plain.has(baseName(word)) || isPython(word))) ||
    (kind === 'program' ? declares(top, app) : isStandardModule(top) || isOwnModule(top, app));
  return known
    ? undefined
    : 'a package brings: what it starts in its turn, and whether by a shell, is not known';
}

function isOwnModule(top: string, { subject: { tree } }: Application): boolean {
  return tree.files('').some(file => baseName(file) === `${top}.py` || `/${file}`.includes(`/${top}/`));
}

/** By the name of the program or the module: servers and workers. */
const plain: ReadonlySet<string> = new Set(
  (
    'gunicorn uvicorn hypercorn daphne granian waitress waitress-serve flask fastapi quart sanic litestar aiohttp ' +
    'celery dramatiq rq arq taskiq huey_consumer huey_consumer.py rqworker rqscheduler flower faust kopf procrastinate ' +
    'streamlit chainlit gradio bokeh panel solara functions-framework functions_framework django-admin django alembic ' +
    'scrapy hupper pserve twist twistd tornado nameko datasette'
  ).split(' '),
);

/** They change the process a little and then start the program that is given. */
const wrappers: ReadonlySet<string> = new Set([
  'ddtrace-run',
  'newrelic-admin',
  'opentelemetry-instrument',
  'elastic-apm-run',
]);
