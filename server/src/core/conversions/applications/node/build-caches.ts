/** What a bundler keeps for its next run, inside of what is carried: taken away at the end of the build stage. */
import { lookup } from '../../../effects/contents';
import { isRoot } from '../../../effects/stage-effects';
import { type Ledger, note } from '../../decision';
import { keywordStyle, quoteWord } from '../../text';
import type { Application } from '../application';

/**
 * Instructions that take away the cache of webpack which `next build` leaves in `.next/cache`; images and fetched data
 * beside it are for `next start` as well (nextjs.org, "CI Build Caching", and `server/lib/incremental-cache`).
 */
export function dropBuildCaches({ effects, chain, subject }: Application, ledger: Ledger): readonly string[] {
  const { stage, contents } = effects;
  const last = stage.steps.findLast(({ instruction }) => /^(?:RUN|COPY|ADD)$/.test(instruction.keyword));
  // Somebody else may not be allowed to.
  if (!isRoot(last?.state.user)) return [];
  const folders = chain
    .flatMap(({ artifacts }) => artifacts)
    .filter(({ tool, path = '' }) => tool === 'next' && path.endsWith('/.next'))
    .map(({ path }) => `${path}/cache/webpack`)
    .filter((folder, at, all) => all.indexOf(folder) === at && lookup(contents, folder).presence !== 'no');
  const keyword = keywordStyle(subject.dockerfile)('RUN');
  return folders.map(folder => {
    note(ledger, `\`${folder}\`, which only another \`next build\` would read, is taken away.`);
    return `${keyword} rm -rf ${quoteWord(folder)}`;
  });
}
