/**
 * Requirements of Python packages as pip reads them: `requirements.txt` with its options, and single
 * specifiers such as `uvicorn[standard]>=0.30; python_version > "3.8"` (PEP 508).
 */

export interface PythonRequirement {
  /** Normalised as PEP 503 has it: in lower case, with `-` for any run of `-`, `_` and `.`. */
  readonly name: string;
  readonly extras: readonly string[];
  /** It is installed only where an environment marker holds. */
  readonly marker: boolean;
  /** `==2.9.9`, `>=2,<3`, `^2.9`, as written; absent where any version will do. */
  readonly versions?: string;
}

export interface Requirements {
  readonly packages: readonly PythonRequirement[];
  /** Files behind `-r`, as written: relative to the file itself. */
  readonly includes: readonly string[];
  /** It also names folders, archives or repositories, whose packages are not known by name. */
  readonly others: boolean;
}

/** Reads a requirements file; lines that are neither options nor requirements are left out. */
export function readRequirements(text: string): Requirements {
  const packages: PythonRequirement[] = [];
  const includes: string[] = [];
  let others = false;
  const lines = text.replace(/^\uFEFF/, '').replace(/\\\r?\n/g, ' ');
  for (const line of lines.split(/\r?\n/)) {
    const bare = line.replace(/(?:^|\s)#.*$/, '').trim();
    if (bare === '') continue;
    const option = /^(-r|--requirement|-e|--editable)(?:\s+|=)?(.+)$/.exec(bare);
    if (option?.[1] === '-r' || option?.[1] === '--requirement') {
      includes.push((option[2] ?? '').trim());
      continue;
    }
    if (bare.startsWith('-') && option === null) continue;
    const requirement = option === null ? readRequirement(bare.replace(/\s+--\S+.*$/, '')) : undefined;
    if (requirement === undefined) others = true;
    else packages.push(requirement);
  }
  return { packages, includes, others };
}

/** One specifier; undefined for a path, an address, and what is neither. */
export function readRequirement(text: string): PythonRequirement | undefined {
  const [, name, extras, rest] =
    /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(.*)$/s.exec(text.trim()) ?? [];
  if (name === undefined || rest === undefined) return undefined;
  if (rest !== '' && !/^(?:[=<>!~;(]|@\s)/.test(rest)) return undefined;
  if (rest === '' && /\.(?:whl|zip|tar|tgz|gz|bz2)$/.test(name)) return undefined;
  const versions = rest.startsWith('@') ? '' : (rest.split(';')[0] ?? '').replace(/[()\s]/g, '');
  return {
    ...(versions === '' ? {} : { versions }),
    name: normaliseName(name),
    extras: (extras ?? '')
      .split(',')
      .map(extra => extra.trim().toLowerCase())
      .filter(extra => extra !== ''),
    marker: rest.includes(';'),
  };
}

export function normaliseName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}
