/** yarn.lock of both generations: blocks of `"name@range", "name@other":` with indented fields below. */
import type { LockedPackage } from './locked-package';

/** Reads it line by line; undefined for text that is none. What a package does at install it does not say. */
export function readYarnLock(text: string): readonly LockedPackage[] | undefined {
  if (!/^# yarn lockfile v1|^__metadata:/m.test(text)) return undefined;
  const packages: LockedPackage[] = [];
  let needs: string[] = [];
  let section = '';
  let current: { name: string; version: string; conditions: string } | undefined;
  const finish = (): void => {
    if (current === undefined) return;
    packages.push({
      ...{ name: current.name, version: current.version, needs, installs: undefined },
      ...conditions(current.conditions),
    });
  };
  for (const line of text.split(/\r?\n/)) {
    const header = /^"?((?:@[^/@"]+\/)?[^@"\s]+)@.*:$/.exec(line);
    if (header?.[1] !== undefined) {
      finish();
      current = { name: header[1], version: '', conditions: '' };
      needs = [];
      section = '';
      continue;
    }
    const field = /^ {2}"?([\w-]+)"?:?(?: "?([^"]*)"?)?$/.exec(line);
    if (field?.[1] !== undefined) {
      section = field[1];
      if (current !== undefined && section === 'version') current.version = field[2] ?? '';
      if (current !== undefined && section === 'conditions') current.conditions = field[2] ?? '';
      continue;
    }
    const item = /^ {4}"?((?:@[^/"\s]+\/)?[^"\s:]+)"?:? /.exec(line);
    if (item?.[1] !== undefined && /^(?:dependencies|optionalDependencies|peerDependencies)$/.test(section))
      needs.push(item[1]);
  }
  finish();
  return packages;
}

/** `os=linux & cpu=x64 & libc=musl`, which only the second generation writes. */
function conditions(text: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const values = (name: string): string[] =>
    [...text.matchAll(new RegExp(`\\b${name}=(!?[\\w-]+)`, 'g'))].flatMap(match => match[1] ?? []);
  return { os: values('os'), cpu: values('cpu'), libc: values('libc') };
}
