/** `setup.cfg`: what a setuptools project needs and which programs it brings. */
import { parse } from 'ini';
import { type PythonRequirement, readRequirement } from './requirements';

export interface SetupConfiguration {
  readonly dependencies: readonly PythonRequirement[];
  /** Names of the programs that installing the project makes. */
  readonly scripts: readonly string[];
}

/** Values may go on in indented lines, which the ini format itself does not know: they are joined first. */
export function readSetupConfiguration(text: string): SetupConfiguration | undefined {
  const joined = text
    .replace(/\r\n?/g, '\n')
    .replace(/^[ \t]*[#;].*$/gm, '')
    .replace(/\n+[ \t]+(?=\S)/g, separator)
    .replace(/[;#]/g, '\\$&')
    // A dot in the name of a section would make it part of another one.
    .replace(/^\[.*\]/gm, header => header.replaceAll('.', '\\.'));
  let root: Record<string, unknown>;
  try {
    root = parse(joined);
  } catch {
    return undefined;
  }
  const lines = (section: string, key: string): string[] => {
    const table = root[section];
    const value =
      typeof table === 'object' && table !== null
        ? Object.entries(table).find(([name]) => name === key)?.[1]
        : '';
    return typeof value === 'string' ? value.split(separator).map(line => line.trim()) : [];
  };
  return {
    dependencies: lines('options', 'install_requires').flatMap(line => readRequirement(line) ?? []),
    scripts: lines('options.entry_points', 'console_scripts').flatMap(
      line => /^([\w.-]+)\s*=/.exec(line)?.[1] ?? [],
    ),
  };
}

const separator = '\u0001';
