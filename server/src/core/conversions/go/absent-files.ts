/**
 * Files that the program reads and that the context lacks, or that Git ignores: a `.env`, a key, a local
 * configuration. The original takes them along wherever they exist; the conversion must do so, too.
 */
import ignore from 'ignore';
import type { ContextTree } from '../../context/context-tree';
import { type Contents, lookup, nameIn } from '../../effects/contents';
import { copyPaths } from '../../effects/copy';
import type { StageEffects } from '../../effects/stage-effects';
import { type GoProgram, ownFiles } from '../../go/go-program';
import type { Build } from '../../model/build';
import { cleanPath, isWithin, joinPath, relativeTo } from '../../model/paths';

export interface AbsentFile {
  readonly path: string;
  /** Its name tells no kind: only what the original copies to is known to be there. */
  readonly unclear?: boolean;
  readonly evidence: string;
}

/** Files named in reading calls that a COPY of a whole folder would bring, if they were there. */
export function findAbsentFiles(
  program: GoProgram,
  workdir: string,
  contents: Contents,
  tree: ContextTree,
  ignored: (path: string) => boolean,
  texts: ReadonlyMap<string, string>,
): AbsentFile[] {
  const found = new Map<string, string>();
  const consider = (name: string, evidence: string): void => {
    const path = joinPath(workdir, name);
    if (path === undefined || found.has(path) || found.size >= maximum) return;
    if (wouldBeCopied(path, contents, tree)) found.set(path, evidence);
  };
  for (const { path, file } of ownFiles(program)) {
    if (file === undefined || file.generated) continue;
    const dotenv = file.imports.find(item => /\/(?:godotenv|gotenv)(?:\/autoload)?$/.test(item.path));
    if (dotenv !== undefined) {
      const call = file.calls.find(item => /^(?:godotenv|gotenv)\.(?:Load|Overload|Read)$/.test(item.name));
      const named = file.strings.some(text => text.callee === call?.name);
      if (dotenv.path.endsWith('/autoload') || (call !== undefined && !named))
        consider('.env', `${path}:${call?.line ?? 1}`);
    }
    for (const text of file.strings) {
      if (!looksLikeFile(text.value)) continue;
      // Wherever it stands: a file that Git is told to leave out is one that somebody makes by hand.
      const byHand = ignored(text.value.replace(/^(?:\.?\/)+/, ''));
      if (!byHand && !isReading(text.callee ?? '', text.argument)) continue;
      consider(text.value.replace(/^file:\/\//, ''), `${path}:${text.line}`);
    }
  }
  for (const { name, workflow } of madeByWorkflows(texts)) consider(name, `made by \`${workflow}\``);
  return [...found].map(([path, evidence]) => ({ path, evidence }));
}

/** More than this many is no configuration but data, which nobody keeps out of a repository by the dozen. */
const maximum = 8;

/** A name with an ending that settings, keys, pages and data have. */
export function looksLikeFile(value: string): boolean {
  return (
    value.length < 120 &&
    /^[\w./ -]+$/.test(value) &&
    /(?:^|\/)\.env[\w.]*$|[\w)]\.(?:env|json|ya?ml|toml|ini|conf|cfg|properties|pem|crt|cer|key|p12|pfx|html?|tmpl|gohtml|sql|csv|xml|db|sqlite3?)$/.test(
      value,
    )
  );
}

/** Calls that open what their argument names; a flag's default counts, its name does not. */
function isReading(callee: string, argument: number): boolean {
  const name = callee.slice(callee.lastIndexOf('.') + 1);
  if (
    /^(?:Create|WriteFile|OpenFile|Remove|RemoveAll|Rename|Handle|HandleFunc|Printf|Println|Sprintf|Errorf|Fatal|Fatalf|Panic)$/.test(
      name,
    )
  )
    return false;
  if (/^(?:String|StringFlag)$/.test(name)) return argument === 1;
  if (/^(?:StringVar|StringP)$/.test(name)) return argument === 2;
  if (name === 'StringVarP') return argument === 3;
  return (
    /^(?:Open|ReadFile|ReadConfig|Read|Load|Overload|MustLoad|ParseFiles|LoadX509KeyPair|LoadX509|ListenAndServeTLS|RunTLS|SetConfigFile|Stat|File|ServeFile|WithCredentialsFile|CredentialsFromFile|Unmarshal|Decode|getEnv|GetEnv|Getenv)$/.test(
      name,
    ) || /(?:Load|Read|Open|Config|FromFile|Credentials)/i.test(name)
  );
}

/** A folder of the context is copied over this place, `.dockerignore` lets the file through, and it is not there. */
export function wouldBeCopied(path: string, contents: Contents, tree: ContextTree): boolean {
  if (lookup(contents, path).presence === 'yes') return false;
  return contents.grafts.some(layer => {
    if (layer.source.kind !== 'context' || !isWithin(path, layer.destination)) return false;
    const below = relativeTo(path, layer.destination);
    const source = layer.source.path === '' ? below : `${layer.source.path}/${below}`;
    return below !== '' && !tree.ignores(source);
  });
}

/** What a COPY names and the context lacks: whoever builds the original has it, or could not build. */
export function namedButAbsent(
  chain: readonly StageEffects[],
  build: Build,
  tree: ContextTree,
  contents: Contents,
): AbsentFile[] {
  const found: AbsentFile[] = [];
  for (const { stage } of chain) {
    for (const step of stage.steps) {
      const { instruction } = step;
      if (!/^(?:COPY|ADD)$/.test(instruction.keyword)) continue;
      const paths = copyPaths(instruction, { step, build });
      if (paths.from !== undefined || paths.destination === undefined) continue;
      for (const { text } of paths.sources) {
        if (
          text === undefined ||
          /[*?[]|^\w+:|^git@|^<</.test(text) ||
          tree.find(cleanPath(`/${text}`).slice(1)) !== undefined
        )
          continue;
        if (/\.go$|(?:^|\/)go\.(?:mod|sum|work)$/.test(text)) continue;
        const evidence = `\`${instruction.keyword} ${text}\` of the original`;
        if (!/\.[\w-]+$/.test(text)) {
          // What was not read may well be there.
          if (tree.complete) found.push({ path: paths.destination, evidence, unclear: true });
          continue;
        }
        const isFolder =
          paths.mustBeDirectory ||
          paths.destination === stage.end.workdir ||
          lookup(contents, paths.destination).entry?.kind === 'directory';
        const path = isFolder ? nameIn(paths.destination, cleanPath(`/${text}`)) : paths.destination;
        found.push({ path, evidence });
      }
    }
  }
  return found;
}

/** Says of a path of the context whether Git leaves it out, so that a fresh clone does not have it. */
export function gitIgnored(texts: ReadonlyMap<string, string>): (path: string) => boolean {
  const text = texts.get('.gitignore');
  if (text === undefined) return () => false;
  try {
    const rules = ignore().add(text);
    // The library throws for a path that leads out of the folder.
    return path => ignore.isPathValid(path) && rules.ignores(path);
  } catch {
    return () => false;
  }
}

/** A pattern that matches just this path, and that a COPY of BuildKit forgives when nothing matches. */
export function optionalPattern(path: string): string {
  return `${path.slice(0, -1)}[${path.slice(-1)}]`;
}

/** Files that Git ignores and a workflow names: it writes them into the context before it builds. */
function madeByWorkflows(texts: ReadonlyMap<string, string>): { name: string; workflow: string }[] {
  const found: { name: string; workflow: string }[] = [];
  const names = (texts.get('.gitignore') ?? '')
    .split(/\r?\n/)
    .map(line => line.trim().replace(/^\//, ''))
    .filter(line => /^[\w./-]+$/.test(line) && looksLikeFile(line));
  for (const [path, text] of texts) {
    if (!path.startsWith('.github/workflows/')) continue;
    for (const name of names) {
      if (new RegExp(`>\\s*(?:\\./)?${name.replace(/[.]/g, '\\.')}(?:\\s|$)`, 'm').test(text))
        found.push({ name, workflow: path });
    }
  }
  return found;
}
