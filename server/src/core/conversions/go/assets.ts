/**
 * Which files of the image the program reads when it runs. Sources name them in string literals; folders
 * with the usual names count, too; what is embedded in the binary does not.
 */
import picomatch from 'picomatch/posix';
import type { ContextTree } from '../../context/context-tree';
import { lookup } from '../../effects/contents';
import type { SourceView } from '../../effects/source-view';
import type { StageEffects } from '../../effects/stage-effects';
import type { GoProgram } from '../../go/go-program';
import { ownFiles } from '../../go/go-program';
import type { GoString } from '../../go/go-source';
import { conventionalFiles } from '../../go/module-facts';
import { baseName, cleanPath, isWithin, joinPath, parentPath } from '../../model/paths';
import { type AbsentFile, findAbsentFiles } from './absent-files';

export interface Asset {
  readonly path: string;
  readonly directory: boolean;
  readonly evidence: string;
}

export interface Assets {
  /** Files and whole directories in the image, none within another, sorted. */
  readonly paths: readonly Asset[];
  /** Files that the program reads, that the context lacks now, and that a build elsewhere may find. */
  readonly absent: readonly AbsentFile[];
  /** Data files beside the sources that nothing names: for the notes. */
  readonly unnamed: readonly string[];
}

export function findAssets(
  program: GoProgram,
  workdir: string,
  binaryDirectory: string,
  effects: StageEffects,
  tree: ContextTree,
): Assets {
  const { view } = program.output;
  const files = ownFiles(program);
  const root = sourceRoot(program, effects, workdir);
  const data = dataFiles(view, root);
  const made = madeFiles(effects);
  for (const path of made) if (isWithin(path, root)) data.add(path);
  const directories = directoriesOf(data);
  const embedded = embeddedBy(
    files.map(({ path, file }) => ({ path, patterns: file?.embeds ?? [] })),
    data,
  );
  const found = new Map<string, string>();
  const bases = [workdir, ...(callsExecutable(program) ? [binaryDirectory] : [])];
  for (const { path, file } of files) {
    if (file?.generated === true) continue;
    for (const text of file?.strings ?? []) {
      if (isRoute(text)) continue;
      const evidence = `${path}:${text.line}`;
      for (const candidate of candidates(text, bases, data, directories)) {
        const all = below(candidate, data, directories);
        const onlyEmbedded = all.every(item => embedded.has(item)) && !readsDisk(text.callee);
        if (all.length > 0 && !onlyEmbedded && !found.has(candidate)) found.set(candidate, evidence);
      }
    }
  }
  if (readsFiles(program)) {
    for (const base of bases) {
      for (const name of conventionalFolders) {
        const path = base === '/' ? `/${name}` : `${base}/${name}`;
        const all = directories.has(path) ? below(path, data, directories) : [];
        if (all.some(item => !embedded.has(item)) && !found.has(path))
          found.set(path, 'the usual name of such a folder');
      }
    }
    for (const name of conventionalFiles(program.external)) {
      const path = joinPath(workdir, name);
      const all = path === undefined ? [] : below(path, data, directories);
      if (path !== undefined && all.some(item => !embedded.has(item)) && !found.has(path)) {
        found.set(path, 'a library of the program looks for it');
      }
    }
    for (const path of configurationFiles(program, workdir, data))
      if (!found.has(path)) found.set(path, 'a configuration library looks for it');
  }
  // What a separate COPY puts outside the sources is there on purpose: whole folders stay folders.
  for (const path of view.files.keys()) {
    if (isWithin(path, root) || path.endsWith('.go') || inToolFolders(path)) continue;
    const layer = effects.contents.grafts.findLast(
      candidate =>
        candidate.source.kind === 'context' &&
        isWithin(path, candidate.destination) &&
        candidate.destination !== '/',
    );
    found.set(layer?.destination ?? path, 'copied there by the original');
  }
  for (const path of copiedFromStages(effects)) {
    const embeds = files.some(({ path: file, file: parsed }) =>
      (parsed?.embeds ?? []).some(pattern =>
        isWithin(path, cleanPath(`${parentPath(file)}/${pattern.split('/')[0] ?? ''}`)),
      ),
    );
    if (!embeds && !found.has(path)) found.set(path, 'copied there from another stage');
  }
  for (const path of made) if (!isWithin(path, root)) found.set(path, 'made by the original');
  const folders = new Set(
    effects.contents.grafts.filter(layer => layer.source.kind === 'context').map(layer => layer.destination),
  );
  const paths = outermost(found, directories, data, folders);
  const carried = (file: string) => paths.some(item => isWithin(file, item.path));
  return {
    paths,
    absent: findAbsentFiles(program, workdir, effects.contents, tree),
    unnamed: [...data]
      .filter(file => !carried(file) && !embedded.has(file) && isPlainData(file, root))
      .sort(),
  };
}

/** The module's folder, or a folder above it that came along in the same COPY. */
function sourceRoot(program: GoProgram, effects: StageEffects, workdir: string): string {
  const root = program.output.module?.root ?? program.output.directory ?? workdir;
  const broad = effects.contents.grafts
    .filter(
      layer =>
        layer.source.kind === 'context' && isWithin(root, layer.destination) && layer.destination !== '/',
    )
    .map(layer => layer.destination);
  return broad.reduce((outer, destination) => (isWithin(outer, destination) ? destination : outer), root);
}

/** What a router or a client is given is no path of a file; nor is the URL before a folder of static files. */
function isRoute(text: GoString): boolean {
  const name = text.callee?.slice(text.callee.lastIndexOf('.') + 1) ?? '';
  if (/^(?:Static|StaticFS|StaticFile|Files|ServeFiles|StaticWeb|HandleDir|Mount|ServeDir)$/.test(name))
    return text.argument === 0;
  if (/^(?:String|StringFlag|Getenv|GetEnv|getEnv|LookupEnv|GetString)$/.test(name))
    return text.argument === 0;
  if (/^(?:StringVar|StringP|BoolVar|IntVar)$/.test(name)) return text.argument < 2;
  if (name === 'StringVarP') return text.argument < 3;
  return /^(?:Handle|HandleFunc|HandlerFunc|PathPrefix|StripPrefix|GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|Get|Post|Put|Delete|Patch|Head|Options|Group|Any|Path|Redirect|Route|Methods|NewRequest|HasPrefix|HasSuffix|TrimPrefix|TrimSuffix|Contains|Split|Replace|ReplaceAll|Printf|Println|Print|Sprintf|Errorf|Fatalf|Fatal|Infof|Info|Error|Debugf|Warnf|MustCompile|Bool|Int|BoolVar|IntVar|Duration)$/.test(
    name,
  );
}

/** Files below the sources' root that are no source code. */
function dataFiles(view: SourceView, root: string): Set<string> {
  const files = new Set<string>();
  for (const path of view.files.keys()) if (isWithin(path, root) && !isSource(path, root)) files.add(path);
  return files;
}

/** What a COPY brought from another stage or image: put there for the program, unless it is a tool of the build. */
function copiedFromStages(effects: StageEffects): string[] {
  const paths: string[] = [];
  for (const layer of effects.contents.grafts) {
    const opaque = layer.source.kind === 'opaque' && layer.by.keyword === 'COPY';
    if ((layer.source.kind === 'contents' || opaque) && layer.by.flags.some(flag => flag.name === 'from'))
      paths.push(layer.destination);
  }
  for (const [path, list] of effects.contents.entries) {
    if (list.at(-1)?.entry.origin.kind === 'copied') paths.push(path);
  }
  return paths.filter(
    path =>
      !inToolFolders(path) &&
      !/^\/(?:usr\/(?:local\/)?s?bin|bin|sbin|go\/bin)(?:\/|$)/.test(path) &&
      path !== '/',
  );
}

/** Files that a RUN wrote or fetched, outside of the system's and the tools' own folders. */
function madeFiles(effects: StageEffects): string[] {
  const files: string[] = [];
  for (const path of effects.contents.entries.keys()) {
    if (
      /^\/(?:usr|bin|sbin|lib|lib64|etc|tmp|go|proc|dev|run|root\/\.|var\/(?:lib|cache|log))(?:\/|$)/.test(
        path,
      )
    )
      continue;
    if (/\.(?:tar|t?gz|tgz|zip|deb|apk|bz2|xz|sum)$/.test(path)) continue;
    const { entry, presence } = lookup(effects.contents, path);
    if (presence === 'yes' && entry?.kind === 'file' && entry.origin.kind === 'made') files.push(path);
  }
  return files;
}

function isSource(path: string, root: string): boolean {
  const below = path.slice(root.length);
  return (
    /\.go$|\/go\.(?:mod|sum|work|work\.sum)$/.test(path) ||
    /\/(?:vendor|testdata|\.git|\.github|node_modules)\//.test(below)
  );
}

function directoriesOf(files: ReadonlySet<string>): Set<string> {
  const directories = new Set<string>();
  for (const file of files) {
    for (let at = parentPath(file); at !== '/' && !directories.has(at); at = parentPath(at))
      directories.add(at);
  }
  return directories;
}

/** Paths in the image that a literal may stand for. */
function candidates(
  text: GoString,
  bases: readonly string[],
  data: ReadonlySet<string>,
  directories: ReadonlySet<string>,
): string[] {
  const literal = pathPart(text.value);
  if (literal === undefined) return [];
  const found: string[] = [];
  const places = literal.startsWith('/')
    ? [cleanPath(literal), ...bases.map(base => cleanPath(`${base}/${literal}`))]
    : bases.map(base => joinPath(base, literal));
  for (const place of places) {
    if (place === undefined || place === '/') continue;
    if (data.has(place)) found.push(place);
    else if (directories.has(place) && !bases.includes(place) && namesDirectory(text, literal))
      found.push(place);
  }
  if (found.length > 0) return found;
  // The end of a path whose beginning the program computes: `dir + "/app.yaml"`, `Join(root, "x.html")`.
  if (!/[./]/.test(literal) && !pathCalls.test(text.callee ?? '')) return [];
  const tail = `/${literal.replace(/^(?:\.{0,2}\/)+/, '').replace(/\/+$/, '')}`;
  if (tail.length < 3) return [];
  const files = [...data].filter(file => file.endsWith(tail));
  if (files.length > 0 && files.length <= 20 && /\.\w+$/.test(tail)) return files;
  if (!/\//.test(literal.replace(/\/+$/, '')) && !pathCalls.test(text.callee ?? '')) return [];
  const folders = [...directories].filter(directory => directory.endsWith(tail));
  return folders.length <= 3 ? folders : [];
}

/** The fixed beginning of a literal that could be a path: up to a wildcard, a format verb or a placeholder. */
function pathPart(value: string): string | undefined {
  let text = value.replace(/^file:\/\//, '');
  if (text.length > 200 || text === '' || /[\n\t"<>|]/.test(text) || /^[a-z][\w+.-]*:\/\//i.test(text))
    return undefined;
  if (/\s{2,}|,\s/.test(text)) return undefined;
  const open = text.search(/[*?[{%$]/);
  if (open >= 0) text = text.slice(0, text.lastIndexOf('/', open) + 1);
  text = text.replace(/^(?:\.\/)+/, '');
  return text === '' || /^[./]+$/.test(text) ? undefined : text;
}

/** A bare word names a folder only where a path is wanted; `config` may be anything. */
function namesDirectory(text: GoString, literal: string): boolean {
  return (
    literal.includes('/') ||
    text.value.startsWith('./') ||
    pathCalls.test(text.callee ?? '') ||
    conventionalFolders.has(literal)
  );
}

const pathCalls =
  /(?:^|\.)(?:Open|OpenFile|ReadFile|ReadDir|Stat|Lstat|Walk|WalkDir|Glob|Join|Abs|Dir|FileServer|ServeFile|ParseFiles|ParseGlob|LoadHTMLGlob|LoadHTMLFiles|LoadHTMLFolder|Static|StaticFile|StaticFS|StaticWeb|HandleDir|File|Files|ServeFiles|SendFile|RegisterView|HTML|Django|Jet|Pug|AddConfigPath|SetConfigFile|Load|Overload|NewLoader|LoadMessageFile|MustLoadMessageFile|NewFileSystem|ReadInConfig|DirFS|NewSource|Up|LoadTemplate|LoadTemplates|Views|NewFileSystemLoader|MustNewLocalFileSystemLoader|LoadX509KeyPair|ListenAndServeTLS|RunTLS|String|StringVar|GetEnv|getEnv|SetDefault|Read|Parse|Chdir|Create|MkdirAll|StringP|StringVarP)$/;

/** The callee reads the disk for certain: embedding does not help then. */
function readsDisk(callee: string | undefined): boolean {
  return (
    callee !== undefined &&
    /^(?:os|ioutil|filepath)\.|^http\.(?:Dir|ServeFile)$|\.(?:ParseFiles|ParseGlob|LoadHTMLGlob|LoadHTMLFiles|StaticFile|ServeFiles)$/.test(
      callee,
    )
  );
}

const conventionalFolders: ReadonlySet<string> = new Set(
  'templates template tmpl views view layouts partials static public assets asset www html migrations migration db/migrations sql locales locale i18n lang translations config configs conf etc resources resource fonts images img css js dist web/templates web/static web/dist web/public ui/dist ui/build ui/html ui/static frontend/dist frontend/build client/build client/dist'.split(
    ' ',
  ),
);

function below(path: string, data: ReadonlySet<string>, directories: ReadonlySet<string>): string[] {
  if (!directories.has(path)) return data.has(path) ? [path] : [];
  return [...data].filter(file => isWithin(file, path));
}

/** Data files that `//go:embed` puts into the binary; patterns are relative to the file's folder. */
function embeddedBy(
  files: readonly { path: string; patterns: readonly string[] }[],
  data: ReadonlySet<string>,
): Set<string> {
  const embedded = new Set<string>();
  for (const { path, patterns } of files) {
    for (const pattern of patterns) {
      const matches = picomatch(cleanPath(`${parentPath(path)}/${pattern}`), {
        dot: true,
        nobrace: true,
        noextglob: true,
      });
      for (const file of data) {
        for (let at = file; at !== '/' && at !== ''; at = parentPath(at)) {
          if (matches(at)) {
            embedded.add(file);
            break;
          }
        }
      }
    }
  }
  return embedded;
}

function callsExecutable(program: GoProgram): boolean {
  return program.files.some(({ file }) => file?.calls.some(call => call.name === 'os.Executable'));
}

const readingImports =
  /^(?:os|io\/ioutil|html\/template|text\/template|net\/http|path\/filepath|plugin|database\/sql)$/;

function readsFiles(program: GoProgram): boolean {
  return (
    program.external.size > 0 ||
    ownFiles(program).some(({ file }) => file?.imports.some(item => readingImports.test(item.path)))
  );
}

/** viper, godotenv and beego find files by name alone. */
function configurationFiles(program: GoProgram, workdir: string, data: ReadonlySet<string>): string[] {
  const uses = (module: string) =>
    [...program.external].some(path => path === module || path.startsWith(`${module}/`));
  const found: string[] = [];
  if (uses('github.com/spf13/viper') || uses('github.com/knadh/koanf')) {
    const stems = new Set(
      ownFiles(program).flatMap(({ file }) =>
        (file?.strings ?? [])
          .filter(text => /SetConfigName$/.test(text.callee ?? ''))
          .map(text => text.value),
      ),
    );
    for (const file of data) {
      const match = /^(.+)\.(?:ya?ml|json|toml|hcl|ini|env|properties|props|prop|dotenv)$/.exec(
        baseName(file),
      );
      if (
        match?.[1] !== undefined &&
        (stems.has(match[1]) || (stems.size === 0 && /^(?:config|app|application|settings)$/.test(match[1])))
      )
        found.push(file);
    }
  }
  const environment = joinPath(workdir, '.env');
  if (
    environment !== undefined &&
    data.has(environment) &&
    /godotenv|gotenv|envconfig|dotenv|viper|cleanenv/.test([...program.external].join(' '))
  )
    found.push(environment);
  return found;
}

function inToolFolders(path: string): boolean {
  return (
    /^\/(?:go\/pkg|usr\/local\/go|root\/\.cache|tmp)\//.test(path) ||
    /^\/(?:root\/\.(?:netrc|gitconfig|ssh)|etc\/apt)/.test(path)
  );
}

/** Whole directories where everything in them is data; otherwise their data files one by one. */
function outermost(
  found: ReadonlyMap<string, string>,
  directories: ReadonlySet<string>,
  data: ReadonlySet<string>,
  folders: ReadonlySet<string>,
): Assets['paths'] {
  const chosen: { path: string; directory: boolean; evidence: string }[] = [];
  for (const path of [...found.keys()].sort()) {
    if (chosen.some(item => item.directory && isWithin(path, item.path))) continue;
    chosen.push({
      path,
      directory: (directories.has(path) && !data.has(path)) || folders.has(path),
      evidence: found.get(path) ?? '',
    });
  }
  return chosen;
}

/** Worth a word in the notes: not the files that every repository has. */
function isPlainData(file: string, root: string): boolean {
  const below = file.slice(root === '/' ? 1 : root.length + 1);
  return (
    !/^(?:\.|docs?\/|test|scripts?\/|hack\/|deploy|charts?\/|examples?\/|k8s|kubernetes|\w*docker)/i.test(
      below,
    ) &&
    !/(?:^|\/)(?:Dockerfile[^/]*|[^/]*\.(?:md|sh|proto|c|h|cc|cpp|hpp|s|png|svg|gif|drawio)|Makefile|LICENSE[^/]*|README[^/]*|CHANGELOG[^/]*|CODEOWNERS|\.[^/]+|.*compose.*\.ya?ml|Procfile|Jenkinsfile|Vagrantfile|AUTHORS|NOTICE|OWNERS|VERSION|Gopkg\.\w+|glide\.\w+|Tiltfile|cloudbuild\.yaml|skaffold\.yaml|app\.json|package(?:-lock)?\.json|yarn\.lock|renovate\.json|sonar-project\.properties|buf[^/]*\.yaml|sqlc\.ya?ml|gqlgen\.yml|fly\.toml|app\.yaml|railway\.json)$/i.test(
      below,
    )
  );
}
