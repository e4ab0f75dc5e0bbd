/** `java -jar target/*.jar`: the name that the shell puts in, where the manifests tell it. */
import { madeJars } from '../../effects/java/made-jars';
import { sourceView } from '../../effects/source-view';
import { baseName, joinPath, parentPath } from '../../model/paths';
import type { Rewriting } from './direct-start';

/**
 * The start with the one jar that the wildcard can match. Declines where more than one is made (a shell gives all of
 * them to the program), where the build context may bring another, and where the start goes to another folder first.
 */
export const nameOfJar: Rewriting = ({ workdir, effects, chain, subject }, start) => {
  const { text } = start.body;
  const [whole, pattern] = /\s-jar\s+([\w./*-]*\*[\w./*-]*)(?=["'\s]|$)/.exec(text) ?? [];
  if (whole === undefined || pattern === undefined || chain.length !== 1) return undefined;
  // The exec form without a shell has no wildcards.
  const exec = start.exec?.values;
  if (exec !== undefined && !/^(?:\/bin\/)?(?:ba|da|a)?sh$/.test(exec[0] ?? '')) return undefined;
  if (/(?:^|[\s"'&;])(?:cd|pushd)\s/.test(text) || parentPath(`/${pattern}`).includes('*')) return undefined;
  const path = joinPath(workdir, pattern);
  if (path === undefined) return undefined;
  const folder = parentPath(path);
  const matches = matcher(baseName(path));
  const view = sourceView(effects.contents, subject.tree);
  if ([...view.files.keys()].some(file => parentPath(file) === folder && matches.test(baseName(file))))
    return undefined;
  const [only, ...others] = (madeJars(folder, effects, subject.effects)?.made ?? []).filter(jar =>
    matches.test(baseName(jar)),
  );
  if (only === undefined || others.length > 0) return undefined;
  const named = `${pattern.slice(0, pattern.lastIndexOf('/') + 1)}${baseName(only)}`;
  return {
    before: [],
    body: text.replace(whole, whole.replace(pattern, named)),
    message: `\`${pattern}\` can only be \`${named}\` by the manifests, which is written out: another version in them needs another name here.`,
    onlyWithoutShell: true,
  };
};

/** As a shell matches a name: hidden ones are left out. */
function matcher(glob: string): RegExp {
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*');
  return new RegExp(`^(?!\\.)${escaped}$`);
}
