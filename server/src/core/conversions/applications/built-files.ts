/**
 * What a compiled program needs of the folders that it was built in: all that is neither a source nor a product of the
 * build. Where that is not known file by file, the folder goes along as a whole.
 */
import { lookup } from '../../effects/contents';
import { readRun } from '../../effects/run';
import { type SourceView, sourceView } from '../../effects/source-view';
import { baseName, cleanPath, isWithin, parentPath, relativeTo } from '../../model/paths';
import type { Application, RuntimePlan } from './application';
import { absentPlaces, markOptional } from './optional-files';
import type { Place } from './places';

export interface Build {
  /** Folders that sources were put in and built in, as absolute paths; none within another. */
  readonly folders: readonly string[];
  /** A path below such a folder that only the build needs, or that it makes: `src/main.rs`, `target/debug`. */
  readonly isBuildOnly: (relative: string) => boolean;
  /** Nothing that stays behind is ever read by a program: what the sources name does not matter. */
  readonly isNeverRead?: boolean;
  /** Programs that write nothing but such products: `cargo`, `mvn`. */
  readonly tools: ReadonlySet<string>;
  /** Products that the program needs, as absolute paths: they are places of their own. */
  readonly products: readonly Place[];
  /** Everything the build is known to make, as absolute paths: in the root directory it is told from the rest by them. */
  readonly outputs?: readonly string[];
}

/**
 * The folders and the places in them that go along; what the sources name by its folder goes along, whatever it
 * is. Undefined where another command may have written in there, or the program reads whatever there is.
 */
export function selectBuilt(app: Application, build: Build): RuntimePlan['selected'] {
  const { subject, chain, effects } = app;
  const { folders, products } = build;
  const isBuildOnly = (relative: string): boolean =>
    ofThePeople.test(relative) ||
    (build.isNeverRead !== true && ofPlatforms.test(relative)) ||
    build.isBuildOnly(relative.replace(keepsFolder, '/data'));
  if (!subject.tree.complete) return undefined;
  if (chain.some(({ unknown }) => unknown.some(({ project }) => project !== undefined))) return undefined;
  for (const { contents, stage } of chain)
    for (const { by, destination, source } of contents.grafts) {
      const other = source.kind === 'opaque' || source.kind === 'contents';
      if (!other || !folders.some(folder => isWithin(folder, destination) || isWithin(destination, folder)))
        continue;
      const step = stage.steps.find(({ instruction }) => instruction === by);
      if (source.kind === 'contents' && !folders.some(folder => isWithin(destination, folder))) continue;
      if (step === undefined || source.kind === 'contents' || !onlyBuilds(step, build.tools))
        return undefined;
    }
  const view = sourceView(effects.contents, subject.tree);
  const area = areaOf(build, view);
  const isBuildOnlyAt = (path: string): boolean => {
    const folder = area.folderOf(path);
    return folder !== undefined && isBuildOnly(relativeTo(path, folder));
  };
  const kept: string[] = [];
  const left = new Map<string, string>();
  // Folders that hold something which stays behind.
  const mixed = new Set<string>();
  for (const path of view.files.keys()) {
    const folder = area.folderOf(path);
    // `COPY a b` puts it at `b`, unless that is a folder: the view has both.
    if (folder === undefined || view.files.has(parentPath(path))) continue;
    const relative = relativeTo(path, folder);
    if (!isBuildOnly(relative)) {
      kept.push(path);
      continue;
    }
    const [top = relative] = relative.split('/');
    left.set(cleanPath(`${folder}/${top}`), top);
    for (let at = parentPath(path); at !== folder && at !== '/' && !mixed.has(at); at = parentPath(at))
      mixed.add(at);
  }
  if (build.isNeverRead !== true && readsAnything(view, folders)) return undefined;
  const places = new Map<string, Place>();
  const marked = markOptional(app, view);
  for (const place of absentPlaces(app, texts(view, folders), isBuildOnlyAt)) places.set(place.path, place);
  for (const path of kept) {
    const whole = wholeFolder(path, area.folderOf(path) ?? '/', mixed);
    places.set(whole, marked({ path: whole, directory: whole !== path }));
  }
  // What would stay behind, and is named by something that runs.
  if (build.isNeverRead !== true)
    for (const [path, name] of left)
      if (isMentioned(name, view, folders))
        places.set(path, marked({ path, directory: !view.files.has(path) }));
  // Folders and files of commands that are known: `mkdir`, a download.
  for (const { contents } of chain)
    for (const [path, list] of contents.entries) {
      const folder = area.folderOf(path);
      const entry = list.at(-1)?.entry;
      if (folder === undefined || path === folder || entry?.origin.kind !== 'made') continue;
      if (isBuildOnly(relativeTo(path, folder)) || isBuildOnly(`${relativeTo(path, folder)}/`)) continue;
      if (!view.files.has(path) && lookup(effects.contents, path).presence === 'yes')
        places.set(path, { path, directory: entry.kind === 'directory' });
    }
  for (const place of products) places.set(place.path, place);
  return { folders: area.folders, places: [...places.values()], inRoot: folders.includes('/') };
}

/** What describes the project to people, to Git and to builders, at its top. */
const ofThePeople =
  /^(?:(?:Dockerfile|Containerfile|(?:docker-)?compose)[\w.-]*|\.(?:git(?:ignore|attributes|keep|hub|lab-ci\.yml)|dockerignore|editorconfig|idea|vscode|devcontainer)|(?:README|LICEN[CS]E|CHANGELOG|CONTRIBUTING)(?:\.(?:md|txt|rst))?)(?:\/|$)/i;

/** Git keeps a folder by such a file: it goes where the rest of the folder goes, and an empty one is there because of it. */
const keepsFolder = /\/\.(?:gitkeep|keep|gitignore)$/;

/** What platforms and clusters deploy it by. */
const ofPlatforms =
  /^(?:(?:devspace|skaffold)[\w.-]*\.ya?ml|deployment\.ya?ml|railway\.(?:json|toml)|fly\.toml|render\.ya?ml|heroku\.yml)$/i;

interface Area {
  /** What the selection decides about. */
  readonly folders: readonly string[];
  /** The folder of the build that a path lies in. */
  readonly folderOf: (path: string) => string | undefined;
}

/** Of the root directory only what came from the build context is the project's, and what its build makes. */
function areaOf({ folders, products, outputs = [] }: Build, view: SourceView): Area {
  const plain = folders.filter(folder => folder !== '/');
  const inPlain = (path: string): string | undefined => plain.find(folder => isWithin(path, folder));
  if (plain.length === folders.length) return { folders, folderOf: inPlain };
  const own = [...view.files.keys(), ...products.map(({ path }) => path), ...outputs];
  const tops = new Set(own.map(path => `/${path.split('/')[1] ?? ''}`));
  return {
    folders: [...tops, ...plain],
    folderOf: path => inPlain(path) ?? (tops.has(`/${path.split('/')[1] ?? ''}`) ? '/' : undefined),
  };
}

/** The outermost folder, below the one that was built in, that holds nothing which only the build needs. */
function wholeFolder(path: string, folder: string, mixed: ReadonlySet<string>): string {
  const parts = relativeTo(path, folder).split('/');
  for (let length = 1; length < parts.length; length++) {
    const at = cleanPath(`${folder}/${parts.slice(0, length).join('/')}`);
    if (!mixed.has(at)) return at;
  }
  return path;
}

/** Commands that leave nothing unknown in the folder of a project. */
const plain: ReadonlySet<string> = new Set(
  'apt apt-get apk dnf yum microdnf rm cp mv mkdir chmod chown ln touch echo printf cd set export true test [ : groupadd useradd adduser addgroup update-ca-certificates rustup ldconfig strip'.split(
    ' ',
  ),
);

function onlyBuilds(step: Parameters<typeof readRun>[0], tools: ReadonlySet<string>): boolean {
  const script = step.instruction.keyword === 'RUN' ? readRun(step) : undefined;
  return (
    script?.understood === true &&
    script.commands.every(({ words }) => {
      const name = baseName(words[0]?.value ?? '?');
      // Which names a wildcard puts beside the sources is not known; one archive it puts under its own name is.
      const several = /^(?:cp|mv)$/.test(name) && words.some(word => word.glob);
      if (several && !/\.[jw]ar$/.test(words.at(-1)?.value ?? '')) return false;
      return tools.has(name) || plain.has(name);
    })
  );
}

/** A folder or file by its name at the front of a path, in the sources or in settings. */
function isMentioned(name: string, view: SourceView, folders: readonly string[]): boolean {
  // Settings of platforms name the file to build by.
  const inSources = /^(?:Docker|Container)file/i.test(name);
  const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`["'\`=:]\\s*(?:file:)?(?:\\./)?${quoted}(?:/|["'\`])`);
  return texts(view, folders, inSources ? settings : undefined).some(text => pattern.test(text));
}

const settings = /\.(?:json|ya?ml|toml)$/;

/** `new File(".")`, `read_dir("./")`: whatever is there; some are given the path in URLs before it. */
function readsAnything(view: SourceView, folders: readonly string[]): boolean {
  return texts(view, folders).some(text => anything.test(text));
}

const anything =
  /(?:\bFile|\bPaths?(?:\.get|\.of|::new|Buf::from)?|ServeDir::new|read_dir|directory_iterator|opendir|walk\w*)\s*\(\s*"\.?\/?"|\b(?:Files::new|set_mount_point|set_base_dir)\s*\(\s*"[^"]*",\s*"\.?\/?"|\buser\.dir\b|\bcurrent_dir\s*\(|\bgetcwd\s*\(|\bcurrent_path\s*\(\s*\)/;

/** Sources of the program and its settings; what builds it names the same folders for its own ends. */
function texts(view: SourceView, folders: readonly string[], without?: RegExp): string[] {
  return [...view.files.keys()]
    .filter(
      path =>
        folders.some(folder => isWithin(path, folder)) && !aside.test(path) && without?.test(path) !== true,
    )
    .flatMap(
      path =>
        view
          .text(path)
          ?.replace(/^\s*#\s*include\b.*$/gm, '')
          .replace(embeds, '') ?? [],
    );
}

/** What a program of Rust has in itself, once it is compiled. */
const embeds =
  /\b(?:include(?:_str|_bytes|_dir)?|migrate|embed_migrations|refinery::embed_migrations)!\s*[({]\s*"[^"\n]*"|#\[folder\s*=\s*"[^"\n]*"\]/g;

const aside =
  /(?:^|\/)(?:tests?|benches|examples|docs|\.github|\.devcontainer)\/|(?:^|\/)(?:build\.rs|Cargo\.(?:toml|lock)|diesel\.toml|rust-toolchain\.toml|pom\.xml|(?:build|settings)\.gradle(?:\.kts)?|CMakeLists\.txt|[Mm]akefile|meson\.build|gradlew|mvnw)$|(?:^|\/)(?:Dockerfile|docker-compose|compose)[\w.-]*$|\.(?:md|sh|mk|cmake|lock|ya?ml\.example|html?|css|s[ac]ss|svg|map|min\.js)$/;
