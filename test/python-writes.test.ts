/** Where Python sources write outside of their own folder. */
import { expect, test } from 'vitest';
import { readPythonFile } from '../server/src/core/python/python-file';
import { pythonWrites } from '../server/src/core/python/writes';

const environment: Readonly<Record<string, string>> = { DATA: '/srv/data' };

function folders(...sources: readonly string[]): string[] {
  const files = sources.map((text, index) => ({
    path: `${index}.py`,
    file: readPythonFile(text),
    started: false,
  }));
  return pythonWrites(files, name => environment[name]).map(
    ({ folder, makes }) => `${folder}${makes ? ' made' : ''}`,
  );
}

test.each([
  ['open("/data/a.txt", "w")', ['/data']],
  ['open("/data/a.txt", mode="ab")', ['/data']],
  ['open(f"/data/{name}.txt", "w")', ['/data']],
  ['import os\nos.makedirs("/data/up", exist_ok=True)', ['/data/up made']],
  ['import os\nos.makedirs(os.path.join("/data", user))', ['/data made']],
  ['from pathlib import Path\nPath("/data/x").mkdir()', ['/data/x made']],
  ['from pathlib import Path\nROOT = Path("/data") / "x"\nROOT.mkdir()', ['/data/x made']],
  [
    'from pathlib import Path\nROOT = Path("/data")\n(ROOT / "x").write_text("")\nopen(ROOT / "y" / "z", "w")',
    ['/data/y'],
  ],
  ['import sqlite3\nsqlite3.connect("/data/x.db")', ['/data']],
  ['import os, sqlite3\nsqlite3.connect(os.getenv("DATA", "/x") + "/x.db")', ['/srv/data']],
  ['import os, sqlite3\nsqlite3.connect(os.environ.get("NONE", "/var/lib/app/x.db"))', ['/var/lib/app']],
  ['SQLALCHEMY_DATABASE_URI = "sqlite:////data/x.db"', ['/data']],
  ['DB = "/data/x.db"\nurl = f"sqlite+aiosqlite:///{DB}"', ['/data']],
  ['from logging.handlers import RotatingFileHandler as R\nR("/var/log/app/app.log")', ['/var/log/app']],
  ['app.config["UPLOAD_FOLDER"] = "/uploads"', ['/uploads made']],
  ['class Config:\n    MEDIA_ROOT: str = "/media"', ['/media made']],
  ['import os\nCACHE = os.path.expanduser("~/.cache/app")\nos.makedirs(CACHE)', ['~/.cache/app made']],
  ['import shutil\nshutil.move(a, "/out/b")', ['/out']],
  ['LOGGING = {"handlers": {"f": {"filename": "/var/log/app.log"}}}', ['/var/log']],
])('%j', (source, expected) => expect(folders(source)).toEqual(expected));

test.each([
  'open("/etc/app.conf")',
  'open("/etc/app.conf", "r")',
  'open("data.txt", "w")',
  'open(name, "w")',
  'open("/dev/null", "w")',
  'app.route("/data/up")\ndef upload(): pass',
  'STATIC_URL = "/static/"',
  '# open("/data/x", "w")',
  'session.open("/data/x", "r")',
])('nothing: %j', source => expect(folders(source)).toEqual([]));

test('a constant of another source', () => {
  expect(folders('import settings\nopen(settings.ROOT_FOLDER + "/x", "w")', 'ROOT_FOLDER = "/data"')).toEqual(
    ['/data'],
  );
});
