/** What Python sources start and load, which of them the start leads to, and what of that a new base would lack. */
import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../server/src/core/analysis';
import type { BuildContext } from '../server/src/core/context/build-context';
import { readApplication } from '../server/src/core/conversions/applications/application';
import { checkPythonPrograms } from '../server/src/core/conversions/applications/python/external-programs';
import { newLedger } from '../server/src/core/conversions/decision';
import { readPythonFile } from '../server/src/core/python/python-file';
import { startedPrograms } from '../server/src/core/python/started-programs';
import { readSubject } from '../server/src/core/subject';

function started(source: string, asProgram = true): string[] {
  return startedPrograms({ path: '/app/a.py', file: readPythonFile(source), started: asProgram }).map(
    ({ kind, name, shell, line }) => `${line} ${kind}${shell ? ' by sh' : ''} ${name ?? '?'}`,
  );
}

describe('a source starts', () => {
  test.each([
    ['import subprocess\nsubprocess.run(["git", "log"])', ['2 program git']],
    ['import subprocess as sp\nsp.check_output("ls", shell=True)', ['2 program by sh ls']],
    ['from subprocess import Popen as P\nP(args=("/usr/bin/ffmpeg", "-i"))', ['2 program ffmpeg']],
    ['import os\nos.system("convert a b")', ['2 program by sh convert']],
    ['import os\nos.system("cp a b && rm c")', ['2 program by sh ?']],
    ['import os\nos.popen(f"id {name}").read()', ['2 program by sh id']],
    ['import os\nos.execvp("nginx", ["nginx"])', ['2 program nginx']],
    ['import os\nos.spawnl(os.P_WAIT, "/bin/cp", "cp")', ['2 program cp']],
    [
      'import asyncio\nasync def f():\n    await asyncio.create_subprocess_exec("tar", "x")',
      ['3 program tar'],
    ],
    ['import subprocess, asyncio\nasyncio.to_thread(subprocess.run, command)', ['2 program ?']],
    ['import subprocess\ndef f(cmd):\n    subprocess.run(cmd)\ncmd = ["git"]', ['3 program ?']],
    ['import subprocess\ncmd = ["git", "x"]\nsubprocess.run(cmd)', ['3 program git']],
    ['import subprocess\nfor cmd in all: subprocess.run(cmd)', ['2 program ?']],
    ['import subprocess\nx = f"{subprocess.getoutput(\'date\')}"', ['2 program by sh date']],
    ['from os import *\nsystem("ls")', ['2 program by sh ls']],
    ['import sh\nsh.git("status")', ['2 program git']],
    ['from sh import pg_dump\npg_dump("-f", "x")', ['2 program pg-dump']],
    ['import pexpect\npexpect.spawn("ssh host")', ['2 program ssh']],
    [
      'import sys, subprocess\nsubprocess.run([sys.executable, "-m", "pip", "install", "x"])',
      ['2 program pip'],
    ],
    ['from ctypes.util import find_library\nfind_library("magic")', ['2 library magic']],
    ['import ctypes\nctypes.CDLL("libusb-1.0.so.0")', ['2 library libusb-1.0.so.0']],
    ['import torch\nmodel = torch.compile(model)', ['2 compiler gcc']],
  ])('%j', (source, expected) => expect(started(source)).toEqual(expected));

  test.each([
    'import sys, subprocess\nsubprocess.run([sys.executable, "worker.py"])',
    'import sys, subprocess\ncmd = [sys.executable, "worker.py"]\nsubprocess.run(cmd)',
    'import os, sys\nos.execv(sys.executable, [sys.executable] + sys.argv)',
    'import os\nos.system("cls" if os.name == "nt" else "clear")',
    'import os, subprocess\nif os.name == "nt":\n    subprocess.run(["start"])',
    'import sys, subprocess\ndef f():\n    if sys.platform.startswith("win"):\n        x = 1\n\n        subprocess.run(["start"])',
    'import shutil\nshutil.which("git")',
    'import subprocess\ntry:\n    f()\nexcept subprocess.CalledProcessError:\n    pass',
    '# subprocess.run(["git"])\n"""import subprocess; subprocess.run(["git"])"""',
    'sh = logging.StreamHandler()\nsh.setLevel(1)',
    'session.run("x")\nrun("y")\nself.system("z")',
    'import ctypes\nctypes.CDLL("libc.so.6")\nctypes.CDLL(None)',
  ])('nothing: %j', source => expect(started(source)).toEqual([]));

  test('what only its own start runs, if it is started itself', () => {
    const source = 'import subprocess\nif __name__ == "__main__":\n    subprocess.run(["git"])';
    expect(started(source, true)).toEqual(['3 program git']);
    expect(started(source, false)).toEqual([]);
    const other = 'import os, subprocess\nif os.name == "nt":\n    x()\nelse:\n    subprocess.run(["git"])';
    expect(started(other)).toEqual(['5 program git']);
  });
});

function contextOf(files: Readonly<Record<string, string>>): BuildContext {
  const entries = Object.entries(files);
  return {
    completeness: 'known',
    dockerfile: 'Dockerfile',
    entries: new Map(
      entries.map(([path, text]) => [path, { kind: 'file', size: text.length, executable: false }]),
    ),
    texts: new Map(entries),
  };
}

function reasons(
  source: string,
  files: Readonly<Record<string, string>>,
  argv?: readonly string[],
): string[] {
  const subject = readSubject(source, contextOf(files), defaultSettings('2026-11-20'));
  const app = readApplication(subject, [...subject.effects].slice(-1), 'distroless');
  if (app === undefined) throw new Error('no application');
  const ledger = newLedger();
  checkPythonPrograms(app, ledger, argv === undefined ? {} : { argv });
  return ledger.reasons.map(({ message }) => message);
}

const python = (cmd: string, tag = '3.13', before = ''): string =>
  `FROM python:${tag}\n${before}WORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ${cmd}\n`;
const git = 'import subprocess\nsubprocess.run(["git", "log"])\n';
const starts = (what: string, where: string): string =>
  `The program starts \`${what}\` at run time (${where}): a shell-less base has no other programs.`;

describe('of a project counts', () => {
  test.each<[string, Record<string, string>]>([
    [
      '["python", "main.py"]',
      { 'main.py': 'def f():\n    from lib import git', 'lib/__init__.py': '', 'lib/git.py': git },
    ],
    [
      '["python", "-m", "lib"]',
      { 'lib/__init__.py': '', 'lib/__main__.py': 'from .git import x', 'lib/git.py': git },
    ],
    ['["uvicorn", "main:app"]', { 'main.py': 'from lib.git import *', 'lib/git.py': git }],
    ['["gunicorn", "main:app"]', { 'main.py': 'x = import_string("lib.git.Backend")', 'lib/git.py': git }],
    ['["gunicorn", "main:app"]', { 'main.py': '', 'gunicorn.conf.py': 'import lib.git', 'lib/git.py': git }],
    [
      '["python", "main.py"]',
      { 'main.py': 'import importlib\nimportlib.import_module(n)', 'lib/git.py': git },
    ],
    [
      '["python", "main.py"]',
      { 'main.py': 'import uvicorn\nuvicorn.run("web:app")', 'web.py': 'import lib.git', 'lib/git.py': git },
    ],
    [
      '["shop"]',
      {
        'pyproject.toml': '[project.scripts]\nshop = "web:main"',
        'web.py': 'import lib.git',
        'lib/git.py': git,
      },
    ],
    ['["shop"]', { 'lib/git.py': git }],
    [
      '["python", "manage.py", "runserver"]',
      {
        'manage.py': 'x("DJANGO_SETTINGS_MODULE", "conf.settings")',
        'conf/settings.py': 'INSTALLED_APPS = ["lib"]',
        'lib/__init__.py': '',
        'lib/git.py': git,
      },
    ],
  ])('%s %j', (cmd, files) =>
    expect(reasons(python(cmd), files)).toEqual([starts('git', '/app/lib/git.py:2')]),
  );

  test.each<[string, Record<string, string>]>([
    [
      '["python", "main.py"]',
      { 'main.py': 'import lib', 'lib/__init__.py': '', 'tools/release.py': git, 'lib/git.py': git },
    ],
    [
      '["gunicorn", "main:app"]',
      { 'main.py': 'import subprocess\nif __name__ == "__main__":\n    subprocess.run(["git"])' },
    ],
    [
      '["shop"]',
      { 'pyproject.toml': '[project.scripts]\nshop = "web:main"', 'web.py': '', 'lib/git.py': git },
    ],
    ['["shop"]', { 'web.py': '', 'scripts/git.py': git, 'tests/git.py': git }],
    ['["python", "main.py"]', { 'main.py': 'import git', 'site-packages/git.py': git }],
  ])('nothing of %s %j', (cmd, files) => expect(reasons(python(cmd), files)).toEqual([]));
});

describe('what the original does not have either', () => {
  test.each([
    ['3.13-slim', '', 'git', []],
    ['3.13', '', 'ffmpeg', []],
    ['3.13-slim', 'RUN apt-get update && apt-get install -y libpq5\n', 'ffmpeg', []],
    ['3.13-slim', 'RUN apt-get update && apt-get install -y git\n', 'git', [starts('git', '/app/a.py:2')]],
    [
      '3.13-slim',
      'RUN apt-get update && apt-get install -y build-essential\n',
      'make',
      [starts('make', '/app/a.py:2')],
    ],
    ['3.13-slim', 'RUN ./bootstrap.sh\n', 'git', [starts('git', '/app/a.py:2')]],
    ['3.13-slim', 'COPY tool /usr/local/bin/jq\n', 'jq', [starts('jq', '/app/a.py:2')]],
    ['3.13-slim', '', 'ls', [starts('ls', '/app/a.py:2')]],
    ['3.13-slim', '', 'tool-of-a-package', [starts('tool-of-a-package', '/app/a.py:2')]],
  ])('%s %j %s', (tag, before, program, expected) => {
    const files = { 'a.py': `import subprocess\nsubprocess.run(["${program}"])`, tool: '' };
    expect(reasons(python('["python", "a.py"]', tag, before), files)).toEqual(expected);
  });
});

describe('packages', () => {
  const main = (text: string, requirements: string, tag = '3.13'): string[] =>
    reasons(python('["python", "a.py"]', tag), { 'a.py': text, 'requirements.txt': requirements });
  const uses =
    'The program uses gitpython, which starts `git` at run time: a shell-less base has no such program.';
  const tk =
    'The program imports `tkinter` (/app/a.py:1), which needs Tk: a base without a shell does not have it.';
  const named = (path: string): string =>
    `The program names \`${path}\` (/app/a.py:1), a file of the distribution that a base without a shell does not have.`;
  const old = (name: string, libraries: string): string =>
    `${name} is compiled when it is installed and needs ${libraries} at run time, which a shell-less base does not have.`;
  const psycopg2 =
    'psycopg2 is compiled when it is installed and needs `libpq.so.5` at run time, which a shell-less base does not have.';

  test.each([
    ['import git', 'GitPython==3.1', '3.13', [uses]],
    ['import git', 'GitPython==3.1', '3.13-slim', []],
    ['import streamlit', 'streamlit\nGitPython==3.1', '3.13', []],
    ['', 'psycopg2>=2.9', '3.13-slim', [psycopg2]],
    ['', 'psycopg2-binary>=2.9', '3.13-slim', []],
    ['', 'psycopg[binary]', '3.13', []],
    [
      '',
      'psycopg',
      '3.13',
      ['psycopg needs `libpq.so.5` at run time, which a shell-less base does not have.'],
    ],
    ['', 'opencv-python', '3.13-slim', []],
    ['import magic', 'python-magic', '3.13-slim', []],
    [
      '',
      'python-magic',
      '3.13',
      ['python-magic needs `libmagic.so.1` at run time, which a shell-less base does not have.'],
    ],
    ['', 'psycopg2-binary==2.9.3', '3.11', [old('psycopg2-binary', '`libpq.so.5`')]],
    ['', 'psycopg2-binary==2.9.5', '3.11', []],
    ['', 'psycopg2-binary==2.9.3', '3.11-slim', []],
    ['', 'psycopg2-binary>=2.8,<2.9', '3.12', [old('psycopg2-binary', '`libpq.so.5`')]],
    ['', 'psycopg2-binary~=2.9.1', '3.13', []],
    ['', 'Pillow==8.0.0', '3.12', [old('pillow', '`libjpeg.so.62`')]],
    ['', 'Pillow>=8', '3.12', []],
    ['', 'Pillow==8.3.0', '3.8', []],
    ['', 'lxml==4.6.*', '3.12', [old('lxml', '`libxml2.so.2`, `libxslt.so.1`')]],
    ['import tkinter as tk', '', '3.13-slim', []],
    ['from tkinter import Tk', '', '3.13', [tk]],
    ['x = "/usr/share/fonts/a.ttf"', '', '3.13-slim', []],
    ['x = "/usr/bin/git"', '', '3.13', [named('/usr/bin/git')]],
    ['x = "/usr/bin/git"', '', '3.13-slim', []],
    ['', 'flask\ncelery\ntorch', '3.13', []],
  ])('%j with %j on %s', (text, requirements, tag, expected) =>
    expect(main(text, requirements, tag)).toEqual(expected),
  );
});
