/** What of the folder that a program was built in goes along: the program, and what is neither source nor product. */
import { lookup } from '../../effects/contents';
import { isWithin } from '../../model/paths';
import type { Application, RuntimePlan } from '../applications/application';
import { selectBuilt } from '../applications/built-files';
import type { Place } from '../applications/places';
import type { NativeProgram } from './find-program';

/**
 * Without what only the build needs, where that is sure; at least without the folder of the build's products. Undefined
 * where the program is made in another stage, or another command may have written in the folder.
 */
export function builtProgram(
  app: Application,
  program: NativeProgram,
  hasShell: boolean,
): RuntimePlan['selected'] {
  const { chain } = app;
  if (!chain.includes(program.builder)) return undefined;
  const folders = builtIn(app);
  if (folders.length === 0) return undefined;
  const inside = folders.some(folder => isWithin(program.path, folder));
  // One that was put elsewhere is what is meant to be started.
  const products = inside ? productsOf(app, folders) : [];
  const rust = program.artifact.ecosystem === 'rust';
  const build = { folders, tools: rust ? rustTools : nativeTools, products };
  const only = rust ? rustOnly : nativeOnly;
  const isBuildOnly = (path: string): boolean => only(path) || (!hasShell && ofShell.test(path));
  return (
    selectBuilt(app, { ...build, isBuildOnly }) ??
    (rust
      ? selectBuilt(app, { ...build, isBuildOnly: path => ofCargo.test(path), isNeverRead: true })
      : undefined)
  );
}

/** Everything of a Cargo project but `target` and `.git`, with the programs that were made: whatever else is read. */
export function builtByCargo(app: Application): RuntimePlan['selected'] {
  const folders = builtIn(app);
  if (folders.length === 0) return undefined;
  const build = { folders, tools: rustTools, products: productsOf(app, folders) };
  return selectBuilt(app, { ...build, isBuildOnly: path => ofCargo.test(path), isNeverRead: true });
}

/** The folders that commands of the build ran in, the outermost alone. */
function builtIn({ chain }: Application): readonly string[] {
  const found = new Set<string>();
  for (const { artifacts, stage } of chain)
    for (const { ecosystem, by, directory } of artifacts) {
      if (ecosystem !== 'rust' && ecosystem !== 'native') continue;
      const at = directory ?? stage.steps.find(({ instruction }) => instruction === by)?.state.workdir;
      if (at !== undefined) found.add(at);
    }
  return [...found].filter(path => ![...found].some(other => other !== path && isWithin(path, other)));
}

/** Programs and shared libraries of the same build: whoever starts the container may name another of them. */
function productsOf({ chain, effects }: Application, folders: readonly string[]): readonly Place[] {
  return chain.flatMap(({ artifacts }) =>
    artifacts.flatMap(({ path, kind }) => {
      if (path === undefined || !folders.some(folder => path !== folder && isWithin(path, folder))) return [];
      if (kind !== 'program' && kind !== 'library') return [];
      const { presence, entry } = lookup(effects.contents, path);
      return presence === 'yes' && entry?.kind === 'file' ? [{ path, directory: false }] : [];
    }),
  );
}

/** Beside the manifests, where nothing could start it. */
const ofShell = /^[^/]+\.(?:ba)?sh$/;

const ofCargo = /(?:^|\/)target\/|^\.git\//;

const project = [
  String.raw`(?:^|/)(?:\.git|\.github|\.gitlab|\.circleci|\.idea|\.vscode|\.devcontainer|docs?|k8s|kubernetes|helm|terraform|screenshots?)/`,
  String.raw`(?:^|/)(?:README|LICEN[CS]E|NOTICE|CHANGELOG|CONTRIBUTING|CODE_OF_CONDUCT|AUTHORS|COPYING)[\w.-]*$`,
  String.raw`(?:^|/)(?:[\w.-]*Dockerfile[\w.-]*|(?:docker-)?compose[\w.-]*\.ya?ml|\.\w+ignore|\.git\w+|\.editorconfig|\.gitlab-ci\.yml|\.travis\.yml|\.pre-commit-config\.yaml|\.DS_Store|Makefile|justfile|Jenkinsfile|Procfile|fly\.toml|renovate\.json|\.env\.\w*(?:example|sample|template))$`,
  String.raw`\.(?:md|adoc|tf)$`,
];

const rustPattern = new RegExp(
  [
    ...project,
    String.raw`(?:^|/)(?:target|\.cargo|tests|benches|examples)/`,
    String.raw`\.rs$`,
    String.raw`(?:^|/)(?:Cargo\.(?:toml|lock)|rust-toolchain(?:\.toml)?|\.?rustfmt\.toml|\.?clippy\.toml|deny\.toml|Cross\.toml|sqlx-data\.json|diesel\.toml|recipe\.json)$|(?:^|/)\.sqlx/`,
  ].join('|'),
);

function rustOnly(relative: string): boolean {
  return rustPattern.test(relative);
}

const nativePattern = new RegExp(
  [
    ...project,
    String.raw`\.(?:c|cc|cpp|cxx|c\+\+|h|hh|hpp|hxx|ipp|tpp|inl|inc|s|S|asm|o|a|d|cmake|mk|am|ac|in|vcxproj|sln|pro)$`,
    String.raw`(?:^|/)(?:build|cmake-build-\w+|obj|\.vs|\.cache|CMakeFiles)/`,
    String.raw`(?:^|/)(?:GNUm|m)akefile$|(?:^|/)(?:CMakeLists\.txt|CMakePresets\.json|CMakeCache\.txt|meson\.build|meson_options\.txt|configure|conanfile\.\w+|vcpkg[\w-]*\.json|\.clang-\w+|compile_commands\.json)$`,
  ].join('|'),
);

function nativeOnly(relative: string): boolean {
  return nativePattern.test(relative);
}

const rustTools: ReadonlySet<string> = new Set(
  'nproc cargo rustc rustup ls cat pwd find sed strip file'.split(' '),
);
const nativeTools: ReadonlySet<string> = new Set(
  'nproc gcc g++ cc c++ clang clang++ ld ar ranlib make gmake cmake ninja meson strip ls cat pwd sed'.split(
    ' ',
  ),
);
