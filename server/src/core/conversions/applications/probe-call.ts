/** What `curl`, `wget` and `nc` in a health check ask for, apart from the program that asks. */
import { baseName } from '../../model/paths';
import { type ProbeCommand, type ProbeWord, plainWord } from '../probe-command';

/** A request or a connection that decides whether the container is well. */
export type Probe = HttpProbe | { readonly kind: 'tcp'; readonly host: string; readonly port: ProbeWord };

export interface HttpProbe {
  readonly kind: 'http';
  readonly scheme: 'http' | 'https';
  /** Host and port: what stands between `//` and the path. */
  readonly authority: ProbeWord;
  /** With its `/`, and the query. */
  readonly path: ProbeWord;
  readonly follows: boolean;
  /** A status of 400 and above is a failure; otherwise any answer will do. */
  readonly failsOnError: boolean;
  /** Certificates are not looked at. */
  readonly insecure: boolean;
  readonly seconds: number | undefined;
  readonly headers: readonly (readonly [string, string])[];
}

/**
 * Reads a call of a client; undefined for another program, or an option that is not known here. By curl(1): without
 * `--fail` every answer is a success, redirects count as one unless `--location` follows them. By wget(1) and
 * Busybox: redirects are followed, and a status of 400 and above fails.
 */
export function readProbeCall({ words }: ProbeCommand): Probe | undefined {
  const program = baseName(plainWord(words[0]) ?? '');
  const args = words.slice(1);
  if (program === 'curl') return readCurl(args);
  if (program === 'wget') return readWget(args);
  if (program === 'nc' || program === 'netcat' || program === 'ncat') return readNetcat(args);
  return undefined;
}

/** Long names of the options that are understood, by letter; those of `values` take one. */
interface Options {
  readonly flags: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
}

const curl: Options = {
  flags: {
    ...{ f: 'fail', s: 'silent', S: 'show-error', L: 'location', k: 'insecure', I: 'head', i: 'include' },
    ...{ v: 'verbose', g: 'globoff', N: 'no-buffer', q: 'disable', '4': 'ipv4', '6': 'ipv6' },
    ...{ 'fail-with-body': 'fail', 'no-progress-meter': 'silent', get: 'get', compressed: 'compressed' },
    ...{ 'http1.1': 'http1.1', '0': 'http1.0' },
  },
  values: { o: 'output', m: 'max-time', H: 'header', X: 'request', A: 'user-agent', 'connect-timeout': '' },
};

const wget: Options = {
  flags: {
    ...{ q: 'quiet', S: 'server-response', v: 'verbose', d: 'debug', nv: 'no-verbose', spider: 'spider' },
    ...{ 'no-check-certificate': 'insecure', 'no-cache': 'no-cache', 'no-cookies': 'no-cookies' },
    ...{ 'no-hsts': 'no-hsts', 'no-proxy': 'no-proxy', c: 'continue' },
  },
  values: { O: 'output-document', t: 'tries', T: 'timeout', header: 'header', U: 'user-agent', Y: 'proxy' },
};

interface Read {
  readonly set: ReadonlyMap<string, readonly string[]>;
  readonly others: readonly ProbeWord[];
}

/** Undefined as soon as an option is not known: it could mean anything. */
function readOptions(args: readonly ProbeWord[], options: Options): Read | undefined {
  const set = new Map<string, string[]>();
  const others: ProbeWord[] = [];
  const add = (name: string, value = '') => set.set(name, [...(set.get(name) ?? []), value]);
  const longs = new Set(Object.values(options.flags));
  const longValues = new Set([...Object.values(options.values), ...Object.keys(options.values)]);
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? [];
    const text = plainWord(word);
    const [first] = word;
    if (text === undefined ? typeof first !== 'string' || !first.startsWith('-') : !/^-./.test(text)) {
      others.push(word);
      continue;
    }
    if (text === undefined) return undefined;
    if (text.startsWith('--') || /^-nv$/.test(text)) {
      const [name = '', value] = text.replace(/^--?/, '').split(/=(.*)/s);
      if (value === undefined && (longs.has(name) || options.flags[name] !== undefined))
        add(options.flags[name] ?? name);
      else if (longValues.has(name)) {
        const given = value ?? plainWord(args[++index]);
        if (given === undefined) return undefined;
        add(name, given);
      } else return undefined;
      continue;
    }
    for (let at = 1; at < text.length; at++) {
      const letter = text[at] ?? '';
      const flag = options.flags[letter];
      const name = options.values[letter];
      if (flag !== undefined) add(flag);
      else if (name !== undefined) {
        const given = at + 1 < text.length ? text.slice(at + 1) : plainWord(args[++index]);
        if (given === undefined) return undefined;
        add(name, given);
        break;
      } else return undefined;
    }
  }
  return { set, others };
}

function readCurl(args: readonly ProbeWord[]): Probe | undefined {
  const read = readOptions(args, curl);
  const [url, ...more] = read?.others ?? [];
  if (read === undefined || url === undefined || more.length > 0) return undefined;
  const { set } = read;
  const methods = set.get('request') ?? [];
  if (!methods.every(method => /^(?:GET|HEAD)$/.test(method))) return undefined;
  if (!(set.get('output') ?? []).every(isNowhere)) return undefined;
  return http(url, {
    follows: set.has('location'),
    failsOnError: set.has('fail'),
    insecure: set.has('insecure'),
    seconds: secondsOf(set.get('max-time')),
    headers: set.get('header') ?? [],
  });
}

function readWget(args: readonly ProbeWord[]): Probe | undefined {
  const read = readOptions(args, wget);
  const [url, ...more] = read?.others ?? [];
  if (read === undefined || url === undefined || more.length > 0) return undefined;
  const { set } = read;
  if (!(set.get('output-document') ?? []).every(isNowhere)) return undefined;
  return http(url, {
    follows: true,
    failsOnError: true,
    insecure: set.has('insecure'),
    seconds: secondsOf(set.get('timeout')),
    headers: set.get('header') ?? [],
  });
}

/** `nc -z host port`: whether somebody listens. */
function readNetcat(args: readonly ProbeWord[]): Probe | undefined {
  const letters: string[] = [];
  const others: ProbeWord[] = [];
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? [];
    const text = plainWord(word);
    if (text?.startsWith('-') !== true) {
      others.push(word);
      continue;
    }
    if (!/^-[zvnw]+\d*$/.test(text)) return undefined;
    letters.push(text);
    // Docker's own timeout is the bound; this one is for a host that does not answer.
    if (text.endsWith('w')) index++;
  }
  const [host, port, ...more] = others;
  const name = plainWord(host);
  if (!letters.some(text => text.includes('z')) || port === undefined || more.length > 0) return undefined;
  if (name === undefined || !/^[\w.-]+$/.test(name)) return undefined;
  const number = plainWord(port);
  return number !== undefined && !/^\d+$/.test(number) ? undefined : { kind: 'tcp', host: name, port };
}

function isNowhere(path: string): boolean {
  return path === '/dev/null' || path === '-' || path === '/dev/stdout';
}

function secondsOf(given: readonly string[] | undefined): number | undefined {
  const value = Number(given?.at(-1)?.replace(/s$/, ''));
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

interface Given extends Pick<HttpProbe, 'follows' | 'failsOnError' | 'insecure' | 'seconds'> {
  readonly headers: readonly string[];
}

function http(url: ProbeWord, given: Given): HttpProbe | undefined {
  const [first, ...rest] = url;
  if (typeof first !== 'string') return undefined;
  const scheme = /^(https?):\/\//i.exec(first);
  // Both clients take `localhost:3000/x` for http.
  if (scheme === null && /^[a-z][\w+.-]*:\/\//i.test(first)) return undefined;
  const words: ProbeWord = [first.slice(scheme?.[0].length ?? 0), ...rest];
  const authority: (string | Exclude<ProbeWord[number], string>)[] = [];
  const path: typeof authority = [];
  for (const part of words) {
    if (path.length > 0 || typeof part !== 'string') {
      (path.length > 0 ? path : authority).push(part);
      continue;
    }
    const slash = part.search(/[/?#]/);
    const host = slash < 0 ? part : part.slice(0, slash);
    if (host !== '') authority.push(host);
    if (slash >= 0) path.push(part[slash] === '/' ? part.slice(slash) : `/${part.slice(slash)}`);
  }
  const [host] = authority;
  if (typeof host !== 'string' || !/^(?:[\w.-]+|\[[\da-f:]+\])(?::\d*)?$/i.test(host)) return undefined;
  // A fragment is not sent, and braces and brackets are patterns to curl.
  if (path.some(part => typeof part === 'string' && /[#{}[\]\s$]/.test(part))) return undefined;
  const headers: (readonly [string, string])[] = [];
  for (const header of given.headers) {
    const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(header) ?? [];
    if (name === undefined || value === undefined) return undefined;
    headers.push([name, value]);
  }
  return {
    ...given,
    kind: 'http',
    scheme: scheme?.[1]?.toLowerCase() === 'https' ? 'https' : 'http',
    authority,
    path: path.length === 0 ? ['/'] : path,
    headers,
  };
}
