/** Build constraints, evaluated for a Linux container without knowing the architecture (cmd/go, "Build constraints"). */

/** Whether a file takes part in the build: `maybe` when that depends on the architecture or a version. */
export type Included = 'yes' | 'no' | 'maybe';

export interface BuildTags {
  readonly tags: ReadonlySet<string>;
  readonly cgo: Included;
}

export function fileIncluded(path: string, constraint: string | undefined, build: BuildTags): Included {
  return and(byName(path, build), constraint === undefined ? 'yes' : evaluate(constraint, build));
}

const systems = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(
    ' ',
  ),
);
const architectures = new Set(
  '386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm sparc64'.split(
    ' ',
  ),
);

function byName(path: string, build: BuildTags): Included {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.go$/, '');
  const parts = name.split('_').slice(1);
  const last = parts.at(-1);
  const before = parts.at(-2);
  if (last === undefined) return 'yes';
  if (last === 'test') return 'no';
  if (architectures.has(last))
    return before !== undefined && systems.has(before) ? and(term(before, build), 'maybe') : 'maybe';
  return systems.has(last) ? term(last, build) : 'yes';
}

function evaluate(text: string, build: BuildTags): Included {
  const tokens = text.match(/&&|\|\||!|\(|\)|[\w.]+/g) ?? [];
  let position = 0;
  const result = either();
  return result;

  function either(): Included {
    let left = both();
    while (tokens[position] === '||') {
      position++;
      left = or(left, both());
    }
    return left;
  }
  function both(): Included {
    let left = not();
    while (tokens[position] === '&&') {
      position++;
      left = and(left, not());
    }
    return left;
  }
  function not(): Included {
    const token = tokens[position++];
    if (token === '!') return negate(not());
    if (token === '(') {
      const inner = either();
      position++;
      return inner;
    }
    return token === undefined ? 'maybe' : term(token, build);
  }
}

function term(tag: string, build: BuildTags): Included {
  if (tag === 'linux' || tag === 'unix' || tag === 'gc' || build.tags.has(tag)) return 'yes';
  if (tag === 'cgo') return build.cgo;
  if (systems.has(tag) || tag === 'gccgo' || tag === 'ignore') return 'no';
  if (architectures.has(tag)) return 'maybe';
  if (/^go1\.\d+/.test(tag)) return 'maybe';
  return 'no';
}

function and(a: Included, b: Included): Included {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'yes' && b === 'yes' ? 'yes' : 'maybe';
}

function or(a: Included, b: Included): Included {
  if (a === 'yes' || b === 'yes') return 'yes';
  return a === 'no' && b === 'no' ? 'no' : 'maybe';
}

function negate(a: Included): Included {
  if (a === 'maybe') return 'maybe';
  return a === 'yes' ? 'no' : 'yes';
}
