/** `nest start` compiles the project and starts the result: where the image holds that already, only the second is left. */
import { lookup } from '../../../effects/contents';
import { stageText } from '../../../effects/node/project';
import { sourceView } from '../../../effects/source-view';
import { cleanPath, isWithin, joinPath, relativeTo } from '../../../model/paths';
import type { Place, Refused } from './place';

/**
 * The `node` command of `nest start` (@nestjs/cli 11, `actions/start.action.js`: `node --enable-source-maps
 * dist/main`). Refused with options, with settings of its own, and where the file cannot be told.
 */
export function nestStart(
  args: readonly string[],
  { contents, tree, workdir, built }: Place,
): { readonly words: readonly string[]; readonly note: string } | Refused {
  if (args.length > 0)
    return {
      refused: `The container starts \`nest start ${args.join(' ')}\`, which is for development: it compiles the sources again.`,
    };
  const settings = stageText(contents, tree, joinPath(workdir, 'nest-cli.json') ?? '') ?? '';
  const artifact = built.find(
    ({ tool, path }) =>
      (tool === 'nest' || tool === 'tsc') &&
      path !== undefined &&
      isWithin(path, workdir) &&
      path !== workdir,
  );
  if (artifact?.path === undefined || lookup(contents, artifact.path).presence === 'no')
    return {
      refused:
        'The container starts `nest start`, which compiles the sources at every start: with `nest build` in the image, `node dist/main` would start the result.',
    };
  const unclear = {
    refused: `The container starts \`nest start\`, and which file of \`${artifact.path}\` it runs cannot be told: \`node dist/main\` in its place would say it.`,
  };
  if (/"(?:webpack|builder|monorepo|entryFile|exec|projects|sourceRoot)"/.test(withoutUsual(settings)))
    return unclear;
  // With sources outside of `src`, the compiler repeats the folders below its output.
  const others = [...sourceView(contents, tree).files.keys()].some(
    path =>
      isWithin(path, workdir) &&
      /\.[cm]?tsx?$/.test(path) &&
      !/\.d\.[cm]?ts$|\/node_modules\//.test(path) &&
      !/^(?:src|test|dist)\//.test(relativeTo(path, workdir)),
  );
  const main = lookup(contents, cleanPath(`${workdir}/src/main.ts`)).presence;
  if (others || main !== 'yes') return unclear;
  const script = relativeTo(cleanPath(`${artifact.path}/main`), workdir);
  return {
    words: ['node', '--enable-source-maps', script],
    note: `\`nest start\` would compile the sources again: what the image has built is started, as \`node --enable-source-maps ${script}\`.`,
  };
}

/** `sourceRoot` is `src` in every new project. */
function withoutUsual(settings: string): string {
  return settings.replace(/"sourceRoot"\s*:\s*"src"/, '');
}
