/** What is run when a container starts, as text: commands of the Dockerfile, scripts that they name, Compose. */
import { sourceView } from '../../effects/source-view';
import { readPackageJson } from '../../manifests/package-json';
import { lineage } from '../../model/build';
import { baseName } from '../../model/paths';
import { readScript } from '../../shell/read-script';
import { plainText } from '../../syntax/logical-text';
import type { Application } from './application';
import { startedImage } from './check-starts';
import { otherStarts } from './other-starts';
import { wordOf } from './started-programs';

export interface StartTexts {
  /** Programs that commands and scripts start by name. */
  readonly programs: ReadonlySet<string>;
  /** Everything that was read, for a look at its words. */
  readonly texts: readonly string[];
  /** Scripts that are started and could not be read. */
  readonly unread: readonly string[];
  /** Scripts of package.json that are run (`npm run dev`), and that no package.json of the image has. */
  readonly missing: readonly string[];
}

/** Follows CMD, ENTRYPOINT and HEALTHCHECK into shell scripts and the scripts of `package.json`. */
export function startTexts(app: Application): StartTexts {
  const { subject, effects } = app;
  const view = sourceView(effects.contents, subject.tree);
  const commands: string[] = [];
  for (const stage of lineage(effects.stage))
    for (const { instruction } of stage.steps)
      if (/^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/.test(instruction.keyword)) {
        const exec = instruction.exec ?? instruction.nested?.exec;
        commands.push(exec?.values.join(' ') ?? instruction.nested?.body.text ?? instruction.body.text);
      }
  const scripts = new Map<string, string | undefined>();
  for (const path of view.files.keys())
    if (/\.(?:sh|bash)$/.test(path) || !/\.\w+$/.test(baseName(path))) scripts.set(path, view.text(path));
  const named = [...view.files.keys()].filter(
    path => baseName(path) === 'package.json' && !path.includes('/node_modules/'),
  );
  const tasks = named.flatMap(path =>
    Object.entries(readPackageJson(view.text(path) ?? '')?.scripts ?? {}).map(([name, text]) => ({
      name,
      text,
    })),
  );
  const texts = [...commands];
  const unread: string[] = [];
  const seen = new Set<string>();
  for (let index = 0; index < texts.length && index < 200; index++) {
    const text = texts[index] ?? '';
    for (const [path, script] of scripts) {
      if (seen.has(path) || !text.includes(baseName(path)) || !wordIn(text, baseName(path))) continue;
      seen.add(path);
      if (script === undefined && /\.(?:sh|bash)$/.test(path)) unread.push(path);
      else if (script !== undefined) texts.push(script);
    }
    if (!/\b(?:npm|npx|yarn|pnpm|bun|run-[sp]|npm-run-all|concurrently)\b/.test(text)) continue;
    for (const task of tasks) {
      const plain = task.name.replace(/^(?:pre|post)/, '');
      if (seen.has(task.text) || !taskIn(text, plain)) continue;
      seen.add(task.text);
      texts.push(task.text);
    }
  }
  const programs = new Set(texts.flatMap(programsIn));
  for (const { words } of otherStarts(subject, startedImage(app), app.workdir))
    for (const program of programsIn(words.join(' ').replace(/^\/bin\/sh -c /, ''))) programs.add(program);
  for (const path of subject.tree.files('')) {
    // What a probe of this image calls is among the other starts.
    if (app.language === 'native' || !/\.ya?ml$/.test(path) || path.startsWith('.github/')) continue;
    const text = subject.tree.text(path) ?? '';
    for (const program of outside) if (wordOf(program).test(text)) programs.add(program);
  }
  const known = new Set(tasks.map(({ name }) => name));
  return { programs, texts, unread, missing: texts.flatMap(tasksRun).filter(name => !known.has(name)) };
}

/** What the probes and commands of Compose and Kubernetes call in other people's images. */
const outside = ['curl', 'wget', 'git', 'ssh', 'ps', 'pgrep', 'make', 'openssl'];

function wordIn(text: string, word: string): boolean {
  return new RegExp(`(?<![\\w.-])${escaped(word)}(?![\\w-]|\\.\\w)`).test(text);
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A script by its name, by that behind `npm:` (concurrently), or by a pattern (`run-p start:*`). */
function taskIn(text: string, name: string): boolean {
  const plain = text.replace(/\b(?:npm|yarn|pnpm|bun):/g, '$& ');
  const at = new RegExp(`(?<![\\w.:-])${escaped(name)}(?![\\w:-]|\\.\\w)`);
  if (at.test(plain)) return true;
  return [...plain.matchAll(/([\w.:-]+[:-])\*/g)].some(([, start = '']) => name.startsWith(start));
}

/** The scripts that `npm run NAME` and its like run, where nothing is written between. */
function tasksRun(text: string): string[] {
  return [...text.matchAll(/\b(?:npm|pnpm|yarn|bun)\s+run(?:-script)?\s+([\w.:-]+)/g)].flatMap(([, name]) =>
    name === undefined || name.startsWith('-') ? [] : [name],
  );
}

/** The program of every command, behind what only starts another one as well. */
function programsIn(text: string): string[] {
  const body = text.replace(/^#!.*\n/, '');
  const script = readScript(plainText(body, { start: 0, end: body.length }), {
    cwd: undefined,
    lookup: () => ({ kind: 'unknown' }),
  });
  const found = script.commands.flatMap(({ words }) =>
    words.slice(0, 4).flatMap(word => (word.value === undefined ? [] : [word.value.replace(/^.*\//, '')])),
  );
  // A text that could not be read as a script still has its words.
  return script.understood ? found : [...found, ...text.split(/[^\w+.-]+/)];
}
