/** What compiled programs start, or load by name, when they run: read lexically in their sources. */
import { lineOf, type NativeSource } from './sources';

export interface NativeCall {
  /** `program` is by its name alone, undefined where it is computed; a `shell` runs a line of commands. */
  readonly kind: 'program' | 'shell' | 'library';
  readonly name: string | undefined;
  /** The line of a shell where it is written out. */
  readonly text: string | undefined;
  readonly path: string;
  readonly line: number;
}

export function nativeCalls(sources: readonly NativeSource[]): readonly NativeCall[] {
  return sources.flatMap(source => (source.path.endsWith('.rs') ? rustCalls(source) : cCalls(source)));
}

/** `Command` of the standard library, tokio or async-std; that of clap has the same name. */
function rustCalls({ path, code }: NativeSource): NativeCall[] {
  const own = withoutTests(code);
  const imports = /\bprocess::(?:\{[^}]*\b)?Command\b|\bprocess::\*/.test(own);
  const clap = /\bclap::(?:\{[^}]*\b)?Command\b|\bclap::\*/.test(own);
  const found: NativeCall[] = [];
  for (const match of own.matchAll(/(\bprocess::)?\bCommand::new\s*\(\s*(?:r?"([^"]*)")?/g)) {
    if (
      match[1] === undefined &&
      (!imports || (clap && !/use\s+(?:std|tokio|async_std)::process::/.test(own)))
    )
      continue;
    found.push(callOf('program', match[2], path, own, match.index));
  }
  for (const match of own.matchAll(/\b(?:libc::system|Exec::(?:cmd|shell))\s*\(\s*(?:"([^"]*)")?/g))
    found.push(callOf(/shell|system/.test(match[0]) ? 'shell' : 'program', match[1], path, own, match.index));
  for (const match of own.matchAll(/\bLibrary::new\s*\(\s*(?:"([^"]*)")?/g))
    if (/\blibloading\b|\bdlopen/.test(own)) found.push(callOf('library', match[1], path, own, match.index));
  return found;
}

/** From `#[cfg(test)] mod` on there are tests, which stand last by custom. */
function withoutTests(code: string): string {
  const at = code.search(/#\[cfg\(test\)\]\s*(?:pub\s+)?mod\s+\w+\s*\{/);
  return at < 0 ? code : code.slice(0, at);
}

/** `system`, `popen`, `exec…`, `posix_spawn`, `dlopen` and what Boost, POCO and Qt have for them. */
function cCalls({ path, code }: NativeSource): NativeCall[] {
  const found: NativeCall[] = [];
  const calls =
    /(?<![\w.>:])(?:(?:std)?::)?(system|popen|execlp?e?|execvp?e?|posix_spawnp?|dlopen)\s*\(\s*(?:"([^"]*)")?/g;
  for (const match of code.matchAll(calls)) {
    const [, name = '', text] = match;
    // A declaration or a definition of one's own.
    const before = code.slice(Math.max(0, match.index - 40), match.index);
    if (/\b(?:int|void|bool|auto|FILE\s*\*|std::string|string)\s+\*?$/.test(before)) continue;
    // `dlopen(NULL, …)` is the program itself.
    if (name === 'dlopen' && /^\s*(?:NULL|nullptr|0)\s*,/.test(code.slice(match.index + 'dlopen('.length)))
      continue;
    const kind = name === 'dlopen' ? 'library' : /^(?:system|popen)$/.test(name) ? 'shell' : 'program';
    found.push(callOf(kind, text, path, code, match.index));
  }
  const libraries =
    /\b(?:bp|boost::process)::(?:child|system|spawn)\b|\bQProcess\b|\bPoco::Process::launch\b|\bTinyProcessLib::|\bsubprocess::Popen\b/g;
  for (const match of code.matchAll(libraries))
    found.push(callOf('program', undefined, path, code, match.index));
  return found;
}

function callOf(
  kind: NativeCall['kind'],
  text: string | undefined,
  path: string,
  code: string,
  at: number,
): NativeCall {
  const [word = ''] = (text ?? '').trim().split(/\s+/);
  const name = word === '' ? undefined : word.replace(/^.*[\\/]/, '');
  return { kind, name, text, path, line: lineOf(code, at) };
}
