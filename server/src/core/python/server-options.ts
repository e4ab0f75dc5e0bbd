/** What servers and workers are told by options and settings: where they write, and as whom they go on. */
import { joinPath } from '../model/paths';

export interface ServerOptions {
  readonly writes: readonly ServerWrite[];
  /** The user or group that the server changes to, as it is written. */
  readonly user: string | undefined;
}

export interface ServerWrite {
  /** The file or socket, absolute. */
  readonly path: string;
  /** The option, or the settings file, that names it. */
  readonly evidence: string;
}

// By docs.gunicorn.org/en/stable/settings.html, docs.celeryq.dev (worker, beat), uvicorn.org/settings and
// hypercorn.readthedocs.io (configuring).
const options: Readonly<Record<string, readonly string[]>> = {
  gunicorn: ['-p', '--pid', '--access-logfile', '--error-logfile', '--log-file', '-b', '--bind'],
  hypercorn: ['-p', '--pid', '--access-logfile', '--error-logfile', '--log-file', '-b', '--bind'],
  celery: ['--pidfile', '-f', '--logfile', '-s', '--schedule'],
  uvicorn: ['--uds'],
};

const users: Readonly<Record<string, readonly string[]>> = {
  gunicorn: ['-u', '--user', '-g', '--group'],
  hypercorn: ['-u', '--user', '-g', '--group'],
  celery: ['--uid', '--gid'],
};

const setting = /^(pidfile|accesslog|errorlog|logfile|bind|user|group)\s*=\s*["'](?:unix:)?([^"']+)["']/gm;

/** What the started words say; `read` gives the text of a file of the image, for gunicorn's settings. */
export function readServerOptions(
  argv: readonly string[],
  cwd: string,
  read: (path: string) => string | undefined,
): ServerOptions {
  const at = argv.findIndex(word => Object.hasOwn(options, nameOf(word)));
  const server = nameOf(argv[at] ?? '');
  const writes: ServerWrite[] = [];
  let user: string | undefined;
  let settings = 'gunicorn.conf.py';
  for (const [index, word] of argv.entries()) {
    if (at < 0 || index <= at) continue;
    const [, name = word, given] = /^(--[\w-]+)=(.*)$/.exec(word) ?? [];
    const value = given ?? argv[index + 1] ?? '';
    const path = value.replace(/^unix:/, '');
    if (/^(?:-c|--config)$/.test(name)) settings = value.replace(/^file:/, '');
    else if (users[server]?.includes(name)) user = value;
    else if (options[server]?.includes(name) && path.startsWith('/'))
      writes.push({ path, evidence: `${server} ${name}` });
  }
  const file = server === 'gunicorn' ? joinPath(cwd, settings) : undefined;
  for (const [, name = '', value = ''] of (file === undefined ? '' : (read(file) ?? '')).matchAll(setting))
    if (name === 'user' || name === 'group') user = value;
    else if (value.startsWith('/')) writes.push({ path: value, evidence: `${name} in ${settings}` });
  return { writes, user: user === 'root' || user === '0' ? undefined : user };
}

function nameOf(word: string): string {
  return word.slice(word.lastIndexOf('/') + 1);
}
