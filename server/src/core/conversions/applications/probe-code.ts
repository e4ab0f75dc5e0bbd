/** A health check's request as a line of JavaScript or Python, for an interpreter that is there anyway. */

import type { ProbeVariable, ProbeWord } from '../probe-command';
import type { Language } from './application';
import type { HttpProbe, Probe } from './probe-call';

/**
 * JavaScript for `node -e`. `major` is undefined where the tag does not say: then the code is one that any version
 * runs. Node.js before 20 asks one address of `localhost` only, where the clients try both (`autoSelectFamily`).
 */
export function javascriptOf(probe: Probe, major: number | undefined): string {
  const modern = major !== undefined && major >= 20;
  if (probe.kind === 'tcp') {
    const port = javascript(probe.port);
    const failed = 'process.exit(1)';
    if (modern || !isLocalhost(probe.host))
      return `require('net').connect(${port},${quoted(probe.host)},()=>process.exit(0)).on('error',()=>${failed})`;
    const connect = `require('net').connect({port:${port},host:${quoted(probe.host)},family:f},()=>process.exit(0))`;
    return `const ask=f=>${connect}.on('error',()=>f===4?ask(6):${failed});ask(4)`;
  }
  const url = javascript([`${probe.scheme}://`, ...probe.authority, ...probe.path]);
  const { follows, failsOnError, headers } = probe;
  const stop = probe.seconds === undefined ? '' : `setTimeout(()=>process.exit(1),${probe.seconds * 1000});`;
  if (modern && follows && !probe.insecure && isFetched(probe)) {
    const options = headers.length === 0 ? '' : `,{headers:${headersOf(headers)}}`;
    const good = failsOnError ? 'r=>process.exit(r.ok?0:1)' : '()=>process.exit(0)';
    return `${stop}fetch(${url}${options}).then(${good},()=>process.exit(1))`;
  }
  const old = !modern && isLocalhost(String(probe.authority[0]).replace(/:\d*$/, ''));
  const options = [
    ...(old ? ['family:f'] : []),
    ...(probe.insecure ? ['rejectUnauthorized:false'] : []),
    ...(headers.length === 0 ? [] : [`headers:${headersOf(headers)}`]),
  ];
  const given = options.length === 0 ? '' : `{${options.join(',')}},`;
  const good = failsOnError ? 'process.exit(r.statusCode<400?0:1)' : 'process.exit(0)';
  const failed = 'process.exit(1)';
  if (!follows) {
    const get = `require('${probe.scheme}').get(${url},${given}r=>${good})`;
    if (!old) return `${stop}${get}.on('error',()=>${failed})`;
    return `${stop}const ask=f=>${get}.on('error',()=>f===4?ask(6):${failed});ask(4)`;
  }
  const family = old ? ',f' : '';
  const again = `r.headers.location&&r.statusCode<400&&n?ask(new URL(r.headers.location,u)${family},n-1):${good}`;
  const otherwise = old ? `f===4?ask(u,6,n):${failed}` : failed;
  const get = `require(u.protocol.slice(0,-1)).get(u,${given}r=>${again})`;
  return `${stop}const ask=(u${family},n)=>${get}.on('error',()=>${otherwise});ask(new URL(${url})${old ? ',4' : ''},5)`;
}

/** Python for `python -c`; an exception ends it with 1. */
export function pythonOf(probe: Probe): string {
  if (probe.kind === 'tcp') {
    const imports = usesVariables(probe.port) ? 'import os, socket' : 'import socket';
    const port = usesVariables(probe.port) ? `int(${python(probe.port)})` : python(probe.port).slice(1, -1);
    return `${imports}; socket.create_connection((${quoted(probe.host)}, ${port}))`;
  }
  const { scheme, authority, path, follows, failsOnError, insecure, seconds } = probe;
  const variables = usesVariables(authority) || usesVariables(path);
  const more = [
    ...(seconds === undefined ? [] : [`timeout=${seconds}`]),
    ...(insecure && scheme === 'https' ? ['context=ssl._create_unverified_context()'] : []),
  ];
  const headers = `{${probe.headers.map(([name, value]) => `${quoted(name)}: ${quoted(value)}`).join(', ')}}`;
  const imports = (...names: string[]) =>
    `import ${[...names, ...(variables ? ['os'] : []), ...(more.length > 0 && insecure ? ['ssl'] : [])].sort().join(', ')}`;
  if (follows && failsOnError) {
    const url = python([`${scheme}://`, ...authority, ...path]);
    const asked = probe.headers.length === 0 ? url : `urllib.request.Request(${url}, headers=${headers})`;
    return `${imports('urllib.request')}; urllib.request.urlopen(${[asked, ...more].join(', ')})`;
  }
  const client = scheme === 'https' ? 'HTTPSConnection' : 'HTTPConnection';
  const sent = probe.headers.length === 0 ? '' : `, headers=${headers}`;
  const ask = `c = http.client.${client}(${[python(authority), ...more].join(', ')}); c.request('GET', ${python(path)}${sent})`;
  if (!failsOnError) return `${imports('http.client')}; ${ask}; c.getresponse()`;
  return `${imports('http.client', 'sys')}; ${ask}; sys.exit(c.getresponse().status >= 400)`;
}

/** Whether the language can say it: Python's `urlopen` takes every error for one, and a JVM or a program asks nothing. */
export function isSayable(probe: Probe, language: Language): boolean {
  if (language !== 'node' && language !== 'python') return false;
  if (probe.kind !== 'http' || language === 'node') return true;
  return !probe.follows || probe.failsOnError;
}

/** `fetch` sets Host itself, and refuses ports of other protocols (the Fetch standard's bad ports). */
function isFetched({ authority, headers }: HttpProbe): boolean {
  const port = /:(\d+)$/.exec(String(authority[0]))?.[1];
  const odd = port !== undefined && (Number(port) < 1024 ? !/^(?:80|443)$/.test(port) : badPorts.test(port));
  return !odd && !headers.some(([name]) => /^host$/i.test(name));
}

const badPorts = /^(?:1719|1720|1723|2049|3659|4045|4190|506[01]|6000|6566|666[5-9]|6679|6697|10080)$/;

function isLocalhost(host: string): boolean {
  return host.toLowerCase() === 'localhost';
}

function headersOf(headers: HttpProbe['headers']): string {
  return `{${headers.map(([name, value]) => `${quoted(name)}:${quoted(value)}`).join(',')}}`;
}

function usesVariables(word: ProbeWord): boolean {
  return word.some(part => typeof part !== 'string');
}

/** A string of either language. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function javascript(word: ProbeWord): string {
  return joined(word, ({ name, fallback, emptyToo }) => {
    const value = `process.env.${name}`;
    return fallback !== undefined && !emptyToo
      ? `(${value}??${quoted(fallback)})`
      : `(${value}||${quoted(fallback ?? '')})`;
  });
}

function python(word: ProbeWord): string {
  return joined(word, ({ name, fallback, emptyToo }) =>
    fallback !== undefined && emptyToo
      ? `(os.environ.get('${name}') or ${quoted(fallback)})`
      : `os.environ.get('${name}', ${quoted(fallback ?? '')})`,
  );
}

/** Neighbouring texts as one, variables between them. */
function joined(word: ProbeWord, written: (variable: ProbeVariable) => string): string {
  const parts: string[] = [];
  let text = '';
  for (const part of word) {
    if (typeof part === 'string') text += part;
    else {
      if (text !== '') parts.push(quoted(text));
      text = '';
      parts.push(written(part));
    }
  }
  if (text !== '' || parts.length === 0) parts.push(quoted(text));
  return parts.join('+');
}
