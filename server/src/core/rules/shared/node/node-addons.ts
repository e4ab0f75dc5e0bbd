/** Packages of Node.js with native code that a final stage copies from a stage with another C library. */
import type { DependencyInstall } from '../../../effects/built';
import { packageJsonIn } from '../../../effects/node/project';
import { sourceView } from '../../../effects/source-view';
import { packageOf } from '../../../manifests/script-imports';
import { rootImage, type Stage } from '../../../model/build';
import { isWithin } from '../../../model/paths';
import { installsAgain, libcAddons } from '../../../node/addon-facts';
import { importsIn } from '../../../node/node-sources';
import type { Subject } from '../../rule';
import { carriedInstalls } from '../carried-dependencies';
import type { DynamicBinary } from '../native/binaries';
import { oncePerStage } from '../once';
import { effectsOf } from '../stages';

/**
 * One for each COPY of a node_modules with a package whose native code was built, or downloaded, for the C library of
 * the stage it was installed in (`facts/node-addons.json`), and that the project's own sources surely import. Nothing
 * where the context is not known, where the image is not one of Node.js, or where anything is installed again.
 */
export const nodeAddons = oncePerStage((stage: Stage, subject: Subject): readonly DynamicBinary[] => {
  if (!subject.tree.complete || rootImage(stage)?.runtime !== 'node' || installsAgain(stage)) return [];
  return carriedInstalls(stage, subject).flatMap(({ install, span, from }) => {
    // pnpm and Bun leave out install scripts that the project does not allow.
    if (from === undefined || install.into === undefined || !/^(?:npm|yarn)$/.test(install.manager))
      return [];
    const home = subject.build.stages.find(({ steps }) =>
      steps.some(({ instruction }) => instruction === install.by),
    );
    const libc = home === undefined ? undefined : rootImage(home)?.libc?.kind;
    if (home === undefined || (libc !== 'glibc' && libc !== 'musl') || forOther(install, subject)) return [];
    const name = addonOf(install, home, subject);
    if (name === undefined) return [];
    const why = `\`${name}\` has native code, which \`${install.manager}\` installs for the system it runs on`;
    return [
      { span, path: install.into, libc, why, built: install.span, withoutCgo: undefined, packages: [name] },
    ];
  });
});

/** The first package of the table that package.json lists in a version it is true for, and that a source imports. */
function addonOf(install: DependencyInstall, home: Stage, subject: Subject): string | undefined {
  const contents = effectsOf(subject, home)?.contents;
  const { directory } = install;
  const manifest =
    contents === undefined || directory === undefined
      ? undefined
      : packageJsonIn(contents, subject.tree, directory);
  if (contents === undefined || directory === undefined || manifest === undefined) return undefined;
  const listed = libcAddons(manifest.dependencies);
  if (listed.length === 0) return undefined;
  const imported = importedPackages(directory, subject);
  return listed.find(name => imported.has(name));
}

/** What the sources of the project import for sure, tests left out. */
function importedPackages(directory: string, subject: Subject): ReadonlySet<string> {
  const names = new Set<string>();
  for (const effects of subject.effects) {
    const view = sourceView(effects.contents, subject.tree);
    for (const path of view.files.keys()) {
      if (!isWithin(path, directory) || !/\.[cm]?[jt]sx?$/.test(path) || /\/node_modules\//.test(path))
        continue;
      if (
        /\/(?:tests?|__tests__|scripts?|migrations|tools)\/|\.(?:test|spec|config|d)\.[cm]?[jt]s$/.test(path)
      )
        continue;
      for (const { specifier, sure } of importsIn(path, view)) {
        const name = sure ? packageOf(specifier) : undefined;
        if (name !== undefined) names.add(name);
      }
    }
  }
  return names;
}

/** The command asks for another platform, or leaves the install scripts out. */
function forOther(install: DependencyInstall, subject: Subject): boolean {
  const { source } = subject.dockerfile;
  const { start, end } = install.by.span;
  return /--(?:libc|platform|arch|cpu|os|target|ignore-scripts|build-from-source)\b|npm_config_/i.test(
    source.slice(start, end),
  );
}
