/**
 * Which files of the image the program reads when it runs. Sources name them in string literals; folders
 * with the usual names count, too; what is embedded in the binary does not.
 */

import type { ContextTree } from '../../context/context-tree';
import type { SourceView } from '../../effects/source-view';
import type { StageEffects } from '../../effects/stage-effects';
import type { GoProgram } from '../../go/go-program';
import { ownFiles } from '../../go/go-program';
import type { GoString } from '../../go/go-source';
import { conventionalFiles } from '../../go/module-facts';
import { baseName, cleanPath, isWithin, joinPath, parentPath } from '../../model/paths';
import { type AbsentFile, findAbsentFiles } from './absent-files';
import {
  candidates,
  computedRead,
  conventionalFolders,
  isRoute,
  readsDisk,
  readsWholeFolder,
} from './asset-literals';
import { copiedFromStages, embeddedBy, inToolFolders, madeFiles } from './placed-files';

export interface Asset {
  readonly path: string;
  readonly directory: boolean;
  readonly evidence: string;
}

/** A text of the Dockerfile that may be a path the program is given: an argument, a variable's value. */
export interface PathHint {
  readonly value: string;
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
  hints: readonly PathHint[],
  ignored: (path: string) => boolean,
  texts: ReadonlyMap<string, string>,
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
  const led = new Set<string>();
  const bases = [workdir, ...(callsExecutable(program) ? [binaryDirectory] : [])];
  for (const { path, file } of files) {
    if (file?.generated === true) continue;
    for (const text of file?.strings ?? []) {
      if (isRoute(text)) continue;
      const evidence = `${path}:${text.line}`;
      for (const candidate of candidates(text, bases, data, directories)) {
        const all = below(candidate, data, directories);
        if (all.length > 0) led.add(evidence);
        const onlyEmbedded = all.every(item => embedded.has(item)) && !readsDisk(text.callee);
        if (all.length > 0 && !onlyEmbedded && !found.has(candidate)) found.set(candidate, evidence);
      }
    }
  }
  for (const { value, evidence } of hints) {
    const text: GoString = { value, callee: 'os.Open', argument: 0, line: 0 };
    for (const candidate of candidates(text, bases, data, directories)) {
      // The folder that everything lies in is named for other reasons.
      if (isWithin(workdir, candidate) || isWithin(root, candidate)) continue;
      if (below(candidate, data, directories).length > 0 && !found.has(candidate))
        found.set(candidate, evidence);
    }
  }
  const everything = files.flatMap(({ path, file }) =>
    (file?.strings ?? []).filter(text => readsWholeFolder(text)).map(text => `${path}:${text.line}`),
  )[0];
  if (everything !== undefined && workdir !== '/' && directories.has(workdir))
    found.set(workdir, `the program reads its whole working directory, ${everything}`);
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
  const computed = computedRead(files, led);
  if (computed !== undefined) {
    const evidence = `the program opens files by names that it computes, ${computed}`;
    for (const path of whateverElse(data, embedded, view, root))
      if (!found.has(path)) found.set(path, evidence);
  }
  const folders = new Set(
    effects.contents.grafts.filter(layer => layer.source.kind === 'context').map(layer => layer.destination),
  );
  const paths = outermost(found, directories, data, folders);
  const carried = (file: string) => paths.some(item => isWithin(file, item.path));
  return {
    paths,
    absent: findAbsentFiles(program, workdir, effects.contents, tree, ignored, texts),
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

/** Files below the sources' root that are no source code. */
function dataFiles(view: SourceView, root: string): Set<string> {
  const files = new Set<string>();
  for (const path of view.files.keys()) if (isWithin(path, root) && !isSource(path, root)) files.add(path);
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

function below(path: string, data: ReadonlySet<string>, directories: ReadonlySet<string>): string[] {
  if (!directories.has(path)) return data.has(path) ? [path] : [];
  return [...data].filter(file => isWithin(file, path));
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
    !/(?:^|\/)(?:Dockerfile[^/]*|[^/]*\.(?:md|sh|proto|c|h|cc|cpp|hpp|s|templ|out|code-workspace|example|sample|dist|png|svg|gif|drawio)|Makefile|LICENSE[^/]*|README[^/]*|CHANGELOG[^/]*|CODEOWNERS|\.[^/]+|.*compose.*\.ya?ml|Procfile|Jenkinsfile|Vagrantfile|AUTHORS|NOTICE|OWNERS|VERSION|Gopkg\.\w+|glide\.\w+|Tiltfile|action\.ya?ml|cloudbuild\.yaml|skaffold\.yaml|app\.json|package(?:-lock)?\.json|yarn\.lock|renovate\.json|sonar-project\.properties|buf[^/]*\.yaml|sqlc\.ya?ml|gqlgen\.yml|fly\.toml|app\.yaml|railway\.json)$/i.test(
      below,
    )
  );
}

/** Data that nothing names, folder by folder where a folder holds nothing but data. */
function whateverElse(
  data: ReadonlySet<string>,
  embedded: ReadonlySet<string>,
  view: SourceView,
  root: string,
): Set<string> {
  const chosen = new Set<string>();
  for (const file of data) {
    if (embedded.has(file) || !isPlainData(file, root)) continue;
    const folder = parentPath(file);
    const siblings = view.directories.get(folder) ?? [];
    const dataOnly = folder !== root && siblings.length > 1 && siblings.every(sibling => data.has(sibling));
    chosen.add(dataOnly ? folder : file);
  }
  return chosen;
}
