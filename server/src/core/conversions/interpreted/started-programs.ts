/** Programs that an application may start when it runs, and the words in its files that could be one. */
import { sourceView } from '../../effects/source-view';
import type { Application } from './application';

export interface StartedPrograms {
  /** By the first word of a literal command: `git`. */
  readonly named: ReadonlySet<string>;
  /** Places (`src/run.js`) that start a program whose name is computed. */
  readonly unclear: readonly string[];
  /** Whether a file that may start programs has the word in its text. */
  mentions(program: string): boolean;
}

/** Reads the sources of every stage, shell scripts, and the scripts of `package.json`; tests are not read. */
export function startedPrograms({ subject, language }: Application): StartedPrograms {
  const named = new Set<string>();
  const unclear: string[] = [];
  const texts: string[] = [];
  for (const [path, text] of textsOf(subject)) {
    if (/\.(?:sh|bash)$/.test(path) || /^#!.*\b(?:ba|da|a)?sh\b/.test(text)) texts.push(text);
    else if (language === 'node' ? /\.[cm]?[jt]sx?$/.test(path) : path.endsWith('.py')) {
      const read = language === 'node' ? nodeCalls(text) : pythonCalls(text);
      if (read === undefined) continue;
      texts.push(text);
      for (const command of read)
        if (command === undefined) unclear.push(path);
        else for (const program of programsOf(command)) named.add(program);
    } else if (/(?:^|\/)(?:package\.json|Procfile|[\w.-]*Makefile|ecosystem\.config\.[cm]?js)$/.test(path))
      texts.push(text);
  }
  for (const program of ['sh', 'bash', 'ash', 'dash', 'zsh'])
    if (named.has(program)) unclear.push(`\`${program}\``);
  return {
    named,
    unclear: [...new Set(unclear)],
    mentions: program => named.has(program) || texts.some(text => wordOf(program).test(text)),
  };
}

/** Whether a command line has the program as a word of its own. */
export function wordOf(program: string): RegExp {
  return new RegExp(`(?<![\\w./@-])(?:/usr)?(?:/bin/)?${program.replace(/[+.]/g, '\\$&')}(?![\\w.+:/-])`);
}

function textsOf(subject: Application['subject']): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { contents } of subject.effects) {
    const view = sourceView(contents, subject.tree);
    for (const [path, source] of view.files) {
      const text = texts.has(source) || /\/node_modules\//.test(path) ? undefined : subject.tree.text(source);
      if (text !== undefined) texts.set(source, text);
    }
  }
  return texts;
}

/** Undefined for a file that starts nothing; a command that is no literal is undefined. */
function nodeCalls(text: string): (string | undefined)[] | undefined {
  if (
    !/['"](?:node:)?child_process['"]|['"](?:execa|cross-spawn|shelljs|zx|node-pty|tinyexec)['"]/.test(text)
  )
    return undefined;
  const objects = new Set(['cp', 'child_process', 'childProcess', 'shell', 'shelljs', 'sh']);
  for (const [, name] of text.matchAll(
    /(?:\*\s+as\s+|(?:const|let|var|import)\s+)([\w$]+)\s*(?:=\s*require\(\s*|from\s+)['"](?:(?:node:)?child_process|shelljs)['"]/g,
  ))
    if (name !== undefined) objects.add(name);
  const wrapped = [...text.matchAll(/([\w$]+)\s*=\s*(?:[\w$]+\s*\.\s*)?promisify\(/g)].map(match => match[1]);
  const names = ['exec(?:File)?(?:Sync)?', 'spawn(?:Sync)?', 'execa\\w*', ...wrapped.map(escaped)];
  const call = new RegExp(
    `(?<![\\w$])(?:([\\w$]+|\\))\\s*\\.\\s*)?(${names.join('|')})\\s*(?:<[^<>()]*>)?\\(\\s*`,
    'g',
  );
  const found: (string | undefined)[] = [];
  for (const match of text.matchAll(call)) {
    const [whole, object, name = ''] = match;
    if (object !== undefined && /^exec(?:Sync)?$/.test(name) && !objects.has(object)) continue;
    const before = text.slice(Math.max(0, match.index - 12), match.index);
    if (/\bfunction\s+$|promisify\(\s*$/.test(before)) continue;
    found.push(literalAt(text, match.index + whole.length));
  }
  for (const match of text.matchAll(/(?<![\w$])\$(?=`)/g)) found.push(literalAt(text, match.index + 1));
  return found;
}

function escaped(name: string | undefined): string {
  return (name ?? '').replace(/\$/g, '\\$');
}

function pythonCalls(text: string): (string | undefined)[] | undefined {
  if (
    !/\bsubprocess\b|\bos\.(?:system|popen|exec|spawn|posix_spawn)|create_subprocess|\bpexpect\b|\bpty\b/.test(
      text,
    )
  )
    return undefined;
  const call =
    /(?<![\w.])(?:subprocess\s*\.\s*(?:run|call|check_call|check_output|Popen|getoutput|getstatusoutput)|os\s*\.\s*(?:system|popen|exec\w+|spawn\w+|posix_spawnp?)|Popen|check_output|check_call|(?:asyncio\s*\.\s*)?create_subprocess_(?:exec|shell)|pexpect\s*\.\s*(?:spawn|run))\s*\(\s*(?:args\s*=\s*)?[[(]?\s*/g;
  const found: (string | undefined)[] = [];
  for (const match of text.matchAll(call)) {
    const line = text.slice(text.lastIndexOf('\n', match.index) + 1, match.index);
    if (line.includes('#')) continue;
    found.push(literalAt(text, match.index + match[0].length));
  }
  // `from subprocess import run`, a command in a variable: the calls above are not all there is.
  if (found.length === 0 || /from\s+subprocess\s+import\s+[^\n]*\b(?:run|call)\b/.test(text))
    found.push(undefined);
  return found;
}

/** The literal that begins there, up to the first thing that is computed; an interpreter of its own is `node`. */
function literalAt(text: string, at: number): string | undefined {
  const rest = text.slice(at, at + 400);
  if (/^(?:process\.execPath|sys\.executable|process\.argv0)\b/.test(rest)) return 'interpreter';
  const match = /^[fFrRbB]{0,2}("""|'''|["'`])([\s\S]*)/.exec(rest);
  const quote = match?.[1];
  const body = match?.[2];
  if (quote === undefined || body === undefined) return undefined;
  const end = body.indexOf(quote);
  const literal = end < 0 ? body : body.slice(0, end);
  const computed = /\$\{|(?:^|[^{])\{(?!\{)/.exec(quote === '`' || /^[fF]/.test(rest) ? literal : '');
  const known = computed === null ? literal : literal.slice(0, computed.index);
  return /^\s*[\w./+-]+(?:\s|$)/.test(known) || (computed === null && known.trim() !== '')
    ? known
    : undefined;
}

/** The programs of a command line, as far as it is plain. */
function programsOf(command: string): string[] {
  return command.split(/\|\||&&|[|;&\n]|\$\(/).flatMap(part => {
    const words = part
      .trim()
      .split(/\s+/)
      .filter(word => !/^[A-Za-z_]\w*=/.test(word));
    const name = words.find(word => !/^(?:sudo|exec|env|nohup|time|nice)$/.test(word))?.replace(/^.*\//, '');
    return name === undefined || name === '' ? [] : [name];
  });
}
