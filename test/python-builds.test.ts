/** What commands of Python leave in a stage: in the project, in places that are known, or nobody knows where. */
import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../server/src/core/analysis';
import type { BuildContext } from '../server/src/core/context/build-context';
import { lookup } from '../server/src/core/effects/contents';
import { readSubject } from '../server/src/core/subject';

const files: Readonly<Record<string, string>> = {
  'manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")',
  'shop/settings.py':
    'from pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent.parent\nSTATIC_ROOT = BASE_DIR / "static"',
  'make.py': 'import json\nopen("out.json", "w").write("[]")',
  'fetch.py': 'import transformers\ntransformers.AutoModel.from_pretrained("a/b")',
  'strange.py': 'import downloads_models_somewhere',
  'outside.py': 'open("/opt/data/x", "w")',
  'starts.py': 'import subprocess\nsubprocess.run(["curl", "x"])',
  'tool/__init__.py': '',
  'tool/__main__.py': 'print(1)',
  '.python-version': '3.12\n',
};

function stageOf(run: string, before = '', own: Readonly<Record<string, string>> = {}) {
  const all = Object.entries({ ...files, ...own });
  const context: BuildContext = {
    completeness: 'known',
    entries: new Map(
      all.map(([path, text]) => [path, { kind: 'file', size: text.length, executable: false }]),
    ),
    texts: new Map(all),
  };
  const text = `FROM python:3.12-slim\n${before}WORKDIR /app\nCOPY . .\nRUN ${run}\n`;
  const effects = readSubject(text, context, defaultSettings('2026-11-20')).effects[0];
  if (effects === undefined) throw new Error('no stage');
  return effects;
}

const unknownOf = (run: string, before?: string, own?: Readonly<Record<string, string>>): string[] =>
  stageOf(run, before, own).unknown.map(
    ({ what, project }) => `${what}${project === undefined ? '' : ` in ${project}`}`,
  );

describe('stays in the project', () => {
  test.each([
    ['python make.py', ['python make.py in /app']],
    ['python3 -u make.py --fast', ['python3 make.py in /app']],
    ['python -m tool', ['python -m tool in /app']],
    ['cd tool && python ../make.py', ['python ../make.py in /app/tool']],
    ['python manage.py migrate --noinput', ['manage.py migrate in /app']],
    ['./manage.py compress', ['manage.py compress in /app']],
    ['python -m django compilemessages', ['manage.py compilemessages in /app']],
    ['python manage.py collectstatic --noinput', []],
    ['python -c "import flask; print(flask.__version__)"', []],
    ['python -c "import make; make.go()"', ['python in /app']],
    ['poetry run python make.py', ['python make.py in /app']],
    ['uv run --no-sync python manage.py collectstatic', []],
    ['uv run --frozen -- python -m tool', ['python -m tool in /app']],
    ['find /usr/local -type d \\( -name test -o -name tests \\) -exec rm -rf {} +', []],
    ['find . -type f -exec chmod a+r {} +', []],
    ['python -c "import torch; torch.set_num_threads(1)"', ['python in /app']],
    ['python -m compileall .', []],
    ['python -m spacy download en_core_web_sm', []],
  ])('%s', (run, expected) => expect(unknownOf(run)).toEqual(expected));

  test('or in a folder that an instruction made', () => {
    expect(unknownOf('python outside.py', 'RUN mkdir -p /opt/data\n')).toEqual(['python outside.py in /app']);
  });
});

describe('nobody knows where it goes', () => {
  test.each([
    ['python outside.py', ['python outside.py']],
    ['python strange.py', ['python strange.py']],
    ['python starts.py', ['python starts.py']],
    ['uv run --with x python make.py', ['uv run']],
    ['find . -name "*.py" -exec ./compile {} +', ['find -exec']],
    ['python -c "import transformers as t; print(t.AutoModel.from_pretrained(\'./model\'))"', ['python']],
    ['python -c "import transformers as t; t.set_seed(1)"', ['python']],
    ['if test -f x; then python fetch.py; fi', ['python fetch.py']],
    ['python absent.py', ['python absent.py']],
    ['python -m playwright install', ['python -m playwright']],
    ['python -c "import downloads_models_somewhere as d; d.go()"', ['python']],
    ['HF_HOME=/models python fetch.py', ['python fetch.py']],
  ])('%s', (run, expected) => expect(unknownOf(run)).toEqual(expected));

  test('where settings name a folder by a variable', () => {
    const own = { 'shop/settings.py': 'import os\nSTATIC_ROOT = os.environ["STATIC"]' };
    expect(unknownOf('python manage.py collectstatic', '', own)).toEqual(['manage.py collectstatic']);
    expect(unknownOf('STATIC=/srv/static python manage.py collectstatic', '', own)).toEqual([]);
  });
});

test.each([
  ['python fetch.py', '/root/.cache'],
  ["python -c \"import torch; torch.hub.load('a/b', 'c')\"", '/root/.cache'],
  ['python -c "import nltk; nltk.download(\'punkt\')"', '/root/nltk_data'],
  ['python -m nltk.downloader -d /opt/nltk punkt', '/opt/nltk'],
  ['python -m nltk.downloader punkt', '/root/nltk_data'],
  ['pip install --user flask', '/root/.local'],
  ['python -m venv /opt/venv && /opt/venv/bin/pip install flask', '/opt/venv'],
])('%s surely makes %s', (run, path) => {
  const { presence, entry } = lookup(stageOf(run).contents, path);
  expect([presence, entry?.kind]).toEqual(['yes', 'directory']);
});

describe('uv takes the interpreter of the image', () => {
  const python = (run: string, own?: Readonly<Record<string, string>>): string | undefined => {
    const project = { 'pyproject.toml': '[project]\nrequires-python = ">=3.10"', ...own };
    return lookup(stageOf(run, '', project).contents, '/app/.venv/bin/python').entry?.target;
  };
  test.each([
    ['uv sync', {}, '/usr/local/bin/python'],
    ['uv sync --python 3.12', {}, '/usr/local/bin/python'],
    ['UV_PYTHON_PREFERENCE=only-system uv sync', {}, '/usr/local/bin/python'],
    ['uv sync --python 3.13', {}, undefined],
    ['uv sync', { '.python-version': '3.13' }, undefined],
    ['uv sync', { '.python-version': '3.12.4' }, undefined],
    ['UV_PYTHON_PREFERENCE=only-managed uv sync', {}, '/root/.local/share/uv/python'],
  ])('%s with %j', (run, own, expected) => expect(python(run, own)).toBe(expected));
});
