/** The programs that Ruby sources start, read lexically. */
import { sourceView } from '../../effects/source-view';
import type { Application } from '../applications/application';

/** Names of programs go to `named`, places that cannot be told to `unclear`; tests and `bin` are left out. */
export function readRuby(
  { effects, subject }: Pick<Application, 'effects' | 'subject'>,
  named: Set<string>,
  unclear: Set<string>,
): void {
  const view = sourceView(effects.contents, subject.tree);
  for (const path of view.files.keys()) {
    if (!/\.(?:rb|ru|rake)$|\/Rakefile$/.test(path) || aside.test(path)) continue;
    const text = withoutComments(view.text(path) ?? '');
    const place = (at: number): string => `${path}:${text.slice(0, at).split('\n').length}`;
    for (const { index, 1: quoted, 2: percent, 3: literal } of text.matchAll(calls)) {
      const command = quoted ?? percent ?? literal;
      const program = command === undefined ? undefined : programOf(command);
      if (program === undefined) unclear.add(place(index));
      else named.add(program);
    }
    const library = text.search(/\bffi_lib\b|\bFiddle(?:\.|::)/);
    if (library >= 0) unclear.add(place(library));
  }
}

/** A line may say that it starts a program without doing so; lines keep their numbers. */
function withoutComments(text: string): string {
  return text.replace(/^\s*#.*$/gm, '').replace(/\s#\s.*$/gm, '');
}

/** The first word of a command, without what only sets variables; undefined where it is computed, or a shell. */
function programOf(command: string): string | undefined {
  const word = command
    .trim()
    .split(/\s+/)
    .find(part => !/^[A-Za-z_]\w*=|^(?:sudo|exec|env|nohup|time|nice|bundle|cd)$/.test(part));
  if (word === undefined || /[#$`(]/.test(word) || /^(?:ba|da)?sh$/.test(word)) return undefined;
  // A chain of commands may start any of them.
  return /[|;&]|\$\(|`/.test(command) ? undefined : word.replace(/^.*\//, '');
}

/** Backticks, `%x(…)`, and what starts programs with its first argument: a literal in quotes, or anything else. */
const calls =
  /(?<![\w"'`])`([^`\n]+)`|%x[({[]([^)}\]\n]*)|(?:\b(?:Open3\.\w+|IO\.popen|PTY\.spawn|POSIX::Spawn\S*|Process\.spawn|Kernel\.(?:system|exec|spawn))|(?<![\w.:@$'"])(?:system|exec|spawn))(?:\s*\(\s*|\s+(?=["']))(?:["']([^"'\n]*)["'])?/g;

const aside =
  /\/(?:tests?|spec|features|bin|node_modules|vendor|examples?|docs?)\/|_(?:test|spec)\.rb$|\/db\/(?:migrate|seeds)/;
