/** Programs that an application may start when it runs, where the new image may have them: by its own sources. */
import { sourceView } from '../../effects/source-view';
import { programCalls as javaCalls } from '../../java/program-calls';
import { type ProgramCall, programCalls } from '../../node/program-calls';
import { ownSources } from '../../python/own-sources';
import { startedPrograms as startedBy } from '../../python/started-programs';
import { dotnetCalls } from '../dotnet/program-calls';
import { readElixir } from '../elixir/program-calls';
import { javaSources } from '../java/sources';
import { nativeCalls } from '../native/program-calls';
import { nativeSources } from '../native/sources';
import { readRuby } from '../ruby/program-calls';
import type { Application } from './application';

export interface StartedPrograms {
  /** By the first words of commands: `git`. */
  readonly named: ReadonlySet<string>;
  /** Places (`src/run.js`) that start a program, or load a library, that cannot be told. */
  readonly unclear: readonly string[];
  /** Whether the program is started, or could be: its name is in the text of a source where one is not clear. */
  mayStart(program: string): boolean;
}

/** Reads the sources of every stage; tests and tools for development are left out. */
export function startedPrograms(app: Application): StartedPrograms {
  const named = new Set<string>();
  const unclear = new Set<string>();
  if (app.language === 'node') readNode(app, named, unclear);
  else if (app.language === 'java') readJava(app, named, unclear);
  else if (app.language === 'native') readNative(app, named, unclear);
  else if (app.language === 'ruby') readRuby(app, named, unclear);
  else if (app.language === 'elixir') readElixir(app, named, unclear);
  else if (app.language === 'dotnet') readDotnet(app, named, unclear);
  else readPython(app, named, unclear);
  const byShell = app.language === 'native' && shells.some(name => named.has(name));
  const texts = unclear.size === 0 && !byShell ? [] : textsToSearch(app);
  return {
    named,
    unclear: [...unclear],
    mayStart: program => named.has(program) || texts.some(text => wordOf(program).test(text)),
  };
}

/** What a compiled program gives a script to is not looked into further. */
const shells = ['sh', 'bash', 'ash', 'dash'];

/** Of compiled programs what stands in quotes, a word of C may have any meaning; and the scripts that come along. */
function textsToSearch(app: Application): readonly string[] {
  const texts = textsOf(app.subject);
  if (app.language !== 'native') return [...texts.values()];
  const scripts = [...texts].filter(
    ([path, text]) => /\.(?:ba|da|a)?sh$/.test(path) || text.startsWith('#!'),
  );
  const quoted = nativeSources(app).flatMap(({ code }) => code.match(/"(?:[^"\\\n]|\\.)*"/g) ?? []);
  return [...quoted, ...scripts.map(([, text]) => text)];
}

/** Whether a text has the program as a word of its own. */
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

function readNode({ subject }: Application, named: Set<string>, unclear: Set<string>): void {
  for (const [path, text] of textsOf(subject)) {
    if (!/\.[cm]?[jt]sx?$/.test(path) || forDevelopment.test(`/${path}`)) continue;
    for (const call of programCalls(text)) {
      const programs = programsOf(call, text);
      if (programs === undefined) unclear.add(path);
      for (const program of programs ?? []) named.add(program);
    }
  }
}

/** Undefined where a part that is computed could be a program. */
function programsOf({ command, shell, template }: ProgramCall, text: string): string[] | undefined {
  const written = command ?? (template === undefined ? undefined : templateText(text, template));
  if (written === undefined) return undefined;
  const parts = shell ? written.split(/\|\||&&|[|;&\n(){}]|\$\(/) : [written];
  const programs = parts.flatMap(part => {
    const words = part
      .trim()
      .split(/\s+/)
      .filter(word => !/^[A-Za-z_]\w*=/.test(word));
    const name = words.find(word => !/^(?:sudo|exec|env|nohup|time|nice)$/.test(word)) ?? '';
    return name === '' ? [] : [name.replace(/^.*\//, '')];
  });
  const computed = programs.some(program => program.includes(hole) || /^(?:ba|da|a|z)?sh$/.test(program));
  return computed ? undefined : programs;
}

const hole = '\u0000';

/** The text of a template with its values left out. */
function templateText(text: string, at: number): string {
  let result = '';
  for (let index = at + 1; index < text.length && index < at + 2000; index++) {
    if (text[index] === '`') break;
    if (!text.startsWith('${', index)) {
      result += text[index];
      continue;
    }
    let open = 1;
    for (index += 2; index < text.length && open > 0; index++)
      open += text[index] === '{' ? 1 : text[index] === '}' ? -1 : 0;
    index--;
    result += hole;
  }
  return result;
}

function readJava(app: Application, named: Set<string>, unclear: Set<string>): void {
  for (const { path, text } of javaSources(app))
    for (const { program, line } of javaCalls(text))
      if (program === undefined) unclear.add(`${path}:${line}`);
      else named.add(program);
}

function readNative(app: Application, named: Set<string>, unclear: Set<string>): void {
  for (const { kind, name, text = '', path, line } of nativeCalls(nativeSources(app))) {
    if (name === undefined || kind === 'library') unclear.add(`${path}:${line}`);
    else for (const word of kind === 'shell' ? text.split(/[^\w.+-]+/) : [name]) named.add(word);
  }
}

function readDotnet(app: Application, named: Set<string>, unclear: Set<string>): void {
  for (const { name, place } of dotnetCalls(app))
    if (name === undefined) unclear.add(place);
    else named.add(name);
}

function readPython({ subject, effects }: Application, named: Set<string>, unclear: Set<string>): void {
  const { sources, unread } = ownSources(effects, subject.tree, []);
  if (unread !== undefined) unclear.add(unread);
  for (const source of sources)
    for (const { kind, name, line } of startedBy(source)) {
      if (name === undefined || kind === 'library') unclear.add(`${source.path}:${line}`);
      else named.add(name);
    }
}

/** A test, or a tool that builds or checks the project. */
const forDevelopment =
  /\/(?:tests?|__tests__|__mocks__|spec|e2e|cypress|playwright|fixtures|examples?|docs?|scripts?|tools?|tooling|benchmarks?|\.\w+)\/|\.(?:test|spec|e2e|stories|config|conf)\.[cm]?[jt]sx?$|\/(?:gulpfile|Gruntfile|Jakefile|webpack[\w.-]*|rollup[\w.-]*|vite[\w.-]*|esbuild[\w.-]*|build)\.[cm]?[jt]s$/;
