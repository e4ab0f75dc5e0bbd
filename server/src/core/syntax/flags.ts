/** The flags of instructions, as BuildKit's `instructions/bflag.go` and `parse.go` check them. */
import type { Flag, Instruction } from './instruction';
import type { SyntaxProblem } from './problems';

type FlagType = 'text' | 'texts' | 'switch';

const table: Readonly<Record<string, Readonly<Record<string, FlagType>>>> = {
  FROM: { platform: 'text' },
  COPY: { from: 'text', chown: 'text', chmod: 'text', link: 'switch', parents: 'switch', exclude: 'texts' },
  ADD: {
    chown: 'text',
    chmod: 'text',
    link: 'switch',
    'keep-git-dir': 'switch',
    checksum: 'text',
    unpack: 'switch',
    exclude: 'texts',
  },
  RUN: { mount: 'texts', network: 'text', security: 'text', device: 'texts' },
  HEALTHCHECK: {
    interval: 'text',
    timeout: 'text',
    'start-period': 'text',
    'start-interval': 'text',
    retries: 'text',
  },
};

/** Instructions whose flags BuildKit takes off and never looks at. */
const unchecked: ReadonlySet<string> = new Set(['ARG', 'STOPSIGNAL']);

/** The first flag that BuildKit refuses. */
export function flagProblem(instruction: Instruction): SyntaxProblem | undefined {
  const { keyword } = instruction;
  if (unchecked.has(keyword)) return undefined;
  if (keyword === 'HEALTHCHECK' && instruction.nested?.keyword === 'NONE') return undefined;
  const known = Object.hasOwn(table, keyword) ? (table[keyword] ?? {}) : {};
  const seen = new Set<string>();
  for (const flag of instruction.flags) {
    const type = Object.hasOwn(known, flag.name) ? known[flag.name] : undefined;
    const say = (message: string): SyntaxProblem => ({ span: flag.span, message });
    if (type === undefined)
      return {
        ...say(`\`${keyword}\` has no flag \`--${flag.name}\`.`),
        misspelt: { word: flag.name, candidates: Object.keys(known), prefix: '--' },
      };
    if (seen.has(flag.name) && type !== 'texts') return say(`\`--${flag.name}\` is given twice.`);
    seen.add(flag.name);
    const found = valueProblem(keyword, flag, type);
    if (found !== undefined) return say(found);
  }
  return undefined;
}

function valueProblem(keyword: string, flag: Flag, type: FlagType): string | undefined {
  const { name, value } = flag;
  if (type === 'switch') {
    if (value === undefined || /^(?:true|false)$/i.test(value)) return undefined;
    return `\`--${name}\` is a switch and takes \`true\` or \`false\`.`;
  }
  if (value === undefined) return `\`--${name}\` needs a value: \`--${name}=…\`.`;
  if (keyword === 'HEALTHCHECK') return healthProblem(name, value);
  if (keyword !== 'RUN' || value.includes('$')) return undefined;
  if (name === 'network' && !/^(?:default|none|host)$/.test(value))
    return '`--network` takes `default`, `none` or `host`.';
  if (name === 'security' && !/^(?:sandbox|insecure)$/.test(value))
    return '`--security` takes `sandbox` or `insecure`.';
  return name === 'mount' ? mountProblem(value) : undefined;
}

/** Go's `time.ParseDuration`. */
const duration = /^[-+]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;

function healthProblem(name: string, value: string): string | undefined {
  if (value === '') return undefined;
  if (name === 'retries') return /^\+?\d+$/.test(value) ? undefined : '`--retries` takes a number.';
  return duration.test(value) ? undefined : `\`--${name}\` takes a duration such as \`30s\`.`;
}

const mountTypes = /^(?:bind|cache|tmpfs|secret|ssh)$/;
const mountKeys: ReadonlySet<string> = new Set(
  'type from source target readonly id sharing required size mode uid gid src dst destination ro rw readwrite env'.split(
    ' ',
  ),
);

function mountProblem(value: string): string | undefined {
  // Values with quotes are CSV; those are left to BuildKit.
  if (value.includes('"')) return undefined;
  for (const field of value.split(',')) {
    const equals = field.indexOf('=');
    const key = (equals < 0 ? field : field.slice(0, equals)).toLowerCase();
    const text = equals < 0 ? undefined : field.slice(equals + 1);
    if (!mountKeys.has(key)) return `A mount has no option \`${key}\`.`;
    if (text === undefined && !/^(?:readonly|ro|readwrite|rw|required)$/.test(key))
      return `The mount option \`${key}\` needs a value.`;
    if (key === 'type' && text !== undefined && !mountTypes.test(text.toLowerCase()))
      return `There is no mount of type \`${text}\`.`;
    if (key === 'sharing' && text !== undefined && !/^(?:shared|private|locked)$/i.test(text))
      return '`sharing` is `shared`, `private` or `locked`.';
  }
  return undefined;
}
