/**
 * `pm2-runtime` needs no shell: it runs in the foreground and starts Node.js by `process.execPath` (pm2 5.4 and 6.0,
 * tried in a root directory with nothing but Node.js: started, restarted what died, in both modes, ended by SIGTERM).
 * What its settings may name besides does.
 */
import { lookup } from '../../../effects/contents';
import { stageText } from '../../../effects/node/project';
import { joinPath } from '../../../model/paths';
import type { PackageCommand } from './package-commands';
import type { Place } from './place';

export const pm2Runtime: PackageCommand = { package: 'pm2', bin: 'bin/pm2-runtime', majors: [5, 6] };

export const pm2Note =
  '`pm2-runtime` goes along and restarts the program as before. It keeps files below `.pm2` in the home of its user, and logs errors about `getconf` and `ps`, which are not there and which it goes on without.';

/** Why a call of it needs more than Node.js, as the end of a sentence; undefined where it does not. */
export function pm2Needs(args: readonly string[], place: Place): string | undefined {
  const words = args[0] === 'start' ? args.slice(1) : args;
  const [target, ...rest] = words;
  if (target === undefined || target.startsWith('-')) return 'whose program cannot be told';
  for (let at = 0; at < rest.length; at++) {
    const option = rest[at] ?? '';
    if (option === '--') break;
    if (withValue.test(option)) at++;
    else if (!plain.test(option)) return `and \`${option}\` may ask for other programs`;
  }
  if (isScript(target)) return absent(target, place);
  const path = joinPath(place.workdir, target);
  const text =
    path === undefined || !isSettings(target) ? undefined : stageText(place.contents, place.tree, path);
  if (text === undefined) return `and \`${target}\` could not be read`;
  const key = otherKeys.exec(text)?.[1];
  if (key !== undefined)
    return `and \`${key}\` in \`${target}\` may ask for other programs, users or folders`;
  const scripts = [...text.matchAll(/\bscript['"]?\s*:\s*(?:(['"`])([\w@./-]+)\1)?/g)].map(match => match[2]);
  if (scripts.length === 0) return `and \`${target}\` does not say what it starts`;
  for (const script of scripts) {
    if (script === undefined || !isScript(script))
      return `and a \`script\` in \`${target}\` is no file of JavaScript`;
    const why = absent(script, place);
    if (why !== undefined) return why;
  }
  return undefined;
}

function absent(script: string, { contents, workdir }: Place): string | undefined {
  const path = joinPath(workdir, script);
  const there = path !== undefined && lookup(contents, path).presence !== 'no';
  return there ? undefined : `and \`${script}\` is not in the image`;
}

function isScript(name: string): boolean {
  return /\.[cm]?js$/.test(name) && !isSettings(name);
}

/** By its ending (`Common.isConfigFile`). */
function isSettings(name: string): boolean {
  return /\.(?:json|ya?ml|config\.[cm]?js)$/.test(name);
}

const withValue = /^(?:-n|--name|-i|--instances|--env|--only|--max-memory-restart)$/;

const plain =
  /^(?:-i\d+|--(?:name|instances|env|only|max-memory-restart)=.*|--(?:raw|json|format|formatted|no-autorestart|no-auto-exit))$/;

/** Interpreters, users, folders and files of logs, and commands of deployments. */
const otherKeys =
  /\b(interpreter|exec_interpreter|uid|gid|user|cwd|watch|out_file|error_file|log_file|pid_file|output|error|log|post_update|filter_env)['"]?\s*:/;
