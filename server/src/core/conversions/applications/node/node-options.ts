/** The command line of `node`: its options, the script, and what is loaded before it. */

export interface NodeCommandLine {
  /** Index of the script among the words behind `node`; undefined for `node -e` and for none. */
  readonly script: number | undefined;
  /** What `-r`, `--import` and `--loader` load: packages and files as written. */
  readonly preloads: readonly string[];
  /** A reason why this needs more than Node.js itself. */
  readonly refused?: string;
}

/** Splits the words behind `node`. Options of V8 stand in one word with their values. */
export function readNodeOptions(words: readonly string[]): NodeCommandLine {
  const preloads: string[] = [];
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      at++;
      break;
    }
    if (!word.startsWith('-') || word === '-') break;
    const equals = word.indexOf('=');
    const name = equals < 0 ? word : word.slice(0, equals);
    if (/^(?:-e|-p|-pe|-i|--eval|--print|--interactive)$/.test(name)) return { script: undefined, preloads };
    if (name === '--run')
      return {
        script: undefined,
        preloads,
        refused: '`node --run` starts a script of package.json in a shell',
      };
    const value = equals >= 0 ? word.slice(equals + 1) : words[at + 1];
    if (loads.has(name) && value !== undefined) preloads.push(value);
    if (equals < 0 && (loads.has(name) || withValue.has(name))) at++;
  }
  return { script: at < words.length ? at : undefined, preloads };
}

const loads: ReadonlySet<string> = new Set([
  ...['-r', '--require', '--import', '--loader', '--experimental-loader'],
]);

/** Options of `node --help` that take the next word as their value. */
const withValue: ReadonlySet<string> = new Set([
  ...['-C', '--conditions', '--env-file', '--env-file-if-exists', '--icu-data-dir', '--input-type'],
  ...['--title', '--redirect-warnings', '--openssl-config', '--dns-result-order', '--diagnostic-dir'],
  ...['--experimental-default-type', '--experimental-sea-config', '--trace-event-categories', '--watch-path'],
  ...['--max-http-header-size', '--unhandled-rejections', '--use-largepages', '--tls-cipher-list'],
  ...['--trace-event-file-pattern', '--heapsnapshot-signal', '--report-dir', '--report-directory'],
  ...[
    '--report-filename',
    '--report-signal',
    '--disable-warning',
    '--localstorage-file',
    '--es-module-specifier-resolution',
  ],
  ...['--experimental-specifier-resolution', '--stack-trace-limit', '--secure-heap', '--secure-heap-min'],
]);
