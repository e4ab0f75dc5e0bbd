/** Versions of Python packages: what a specifier allows (PEP 440, and Poetry's `^` and `~`), and what a lock file says. */

/**
 * Whether the newest version that a specifier allows is that one or a later one. Where nothing bounds it from above,
 * the newest one of all is installed.
 */
export function allowsFrom(version: string, specifier: string): boolean {
  return specifier
    .split(',')
    .filter(clause => clause !== '')
    .every(clause => {
      const [, operator = '', text = ''] = /^(===?|~=|<=|>=|!=|<|>|\^|~)?v?(.*)$/.exec(clause) ?? [];
      const bound = text.replace(/\.\*$/, '');
      if (operator === '>=' || operator === '>' || operator === '!=' || text === '*') return true;
      if (operator === '<') return compare(version, bound) < 0;
      if (operator === '<=') return compare(version, bound) <= 0;
      // A bare version in Poetry and pdm is that version; with a star, or `~`, what begins like it.
      if (operator === '~=') return compare(version, after(bound.split('.').slice(0, -1))) < 0;
      if (operator === '^')
        return compare(version, after(bound.split('.').slice(0, bound.startsWith('0.') ? 2 : 1))) < 0;
      if (operator === '~') return compare(version, after(bound.split('.').slice(0, 2))) < 0;
      if (text.endsWith('.*')) return compare(version, after(bound.split('.'))) < 0;
      return /^\d/.test(bound) && compare(bound, version) >= 0;
    });
}

/** The version of a package in `poetry.lock`, `uv.lock`, `pdm.lock` or `Pipfile.lock`; undefined where it is not there. */
export function lockedVersion(text: string, name: string): string | undefined {
  const json = text.trimStart().startsWith('{');
  const written = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('-', '[-_.]');
  const pattern = json
    ? new RegExp(`"${written}"\\s*:\\s*\\{[^{}]*?"version"\\s*:\\s*"==([^"]+)"`, 'i')
    : new RegExp(`^name\\s*=\\s*"${written}"\\s*\\r?\\nversion\\s*=\\s*"([^"]+)"`, 'im');
  return pattern.exec(text)?.[1];
}

/** The first version behind all that begin with these parts. */
function after(parts: readonly string[]): string {
  const last = Number(parts.at(-1) ?? 0);
  return [...parts.slice(0, -1), String(last + 1)].join('.');
}

/** By numbers; anything behind them (`rc1`, `.post1`) is left out. */
function compare(one: string, other: string): number {
  const [a, b] = [one, other].map(text => (/^[\d.]*/.exec(text)?.[0] ?? '').split('.').map(Number));
  for (let at = 0; at < Math.max(a?.length ?? 0, b?.length ?? 0); at++) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
