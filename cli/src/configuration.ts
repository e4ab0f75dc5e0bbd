/** Reads the file of `--config`: the settings of the editor, as YAML or JSON. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { ruleList, type Settings } from '../../server/src/core/analysis';
import { causeOf } from './dockerfile';
import { CannotRun, type Terminal } from './terminal';

export type Configuration = Partial<Omit<Settings, 'today'>>;

/** What the file sets; nothing without a file. Whatever is wrong in it is said, because nobody sees a setting fail. */
export async function readConfiguration(
  terminal: Terminal,
  path: string | undefined,
): Promise<Configuration> {
  if (path === undefined) return {};
  const text = await readFile(resolve(terminal.cwd, path), 'utf8').catch(error => {
    throw new CannotRun(`The configuration ${path} cannot be read: ${causeOf(error)}.`);
  });
  const value = parsed(path, text);
  if (value === null || value === undefined) return {};
  if (!isRecord(value)) throw broken(path, 'it is not a list of settings by name');
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, setting(path, name, one)]));
}

/** JSON is YAML, too. */
function parsed(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw broken(path, first.replace(/:$/, ''));
  }
}

const levels = ['error', 'warning', 'info', 'hint', 'off'];
const targets = ['auto', 'distroless', 'chainguard', 'hardened', 'scratch', 'slim', 'alpine'];

function setting(path: string, name: string, value: unknown): unknown {
  const isText = (one: unknown): boolean => typeof one === 'string';
  switch (name) {
    case 'rules': {
      if (!isRecord(value)) throw broken(path, 'rules must name a severity for each rule');
      for (const [rule, level] of Object.entries(value)) {
        if (!ruleList.some(({ id }) => id === rule)) throw broken(path, `there is no rule ${rule}`);
        if (!levels.some(one => one === level))
          throw broken(path, `the severity of ${rule} must be one of ${levels.join(', ')}`);
      }
      return value;
    }
    case 'convertTo':
      if (!targets.some(target => target === value))
        throw broken(path, `convertTo must be one of ${targets.join(', ')}`);
      return value;
    case 'buildTargets':
    case 'allowedRegistries':
      if (!Array.isArray(value) || !value.every(isText))
        throw broken(path, `${name} must be a list of texts`);
      return value;
    case 'imageMirrors':
      if (!isRecord(value) || !Object.values(value).every(isText))
        throw broken(path, 'imageMirrors must name a registry for each mirror');
      return value;
    default:
      throw broken(path, `there is no setting ${name}`);
  }
}

function broken(path: string, why: string): CannotRun {
  return new CannotRun(`The configuration ${path} is not valid: ${why}.`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
