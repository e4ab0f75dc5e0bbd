import { linkedFolders } from '../catalogue/linked-folders';
import { lookup } from '../effects/contents';
import { type CopyPaths, copyPaths } from '../effects/copy';
import { lineage, rootBase, rootImage, type Stage, type Step, targetStage } from '../model/build';
import { cleanPath, isWithin } from '../model/paths';
import page from './directory-over-link.md';
import { defineRule, type Subject } from './rule';
import { baseName, effectsOf, rootStage } from './shared/stages';
import { list } from './shared/text';

export const directoryOverLink = defineRule({
  id: 'directory-over-link',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.build.stages) {
      const image = rootImage(stage);
      const links = image === undefined ? [] : linkedFolders(image);
      if (links.length === 0) continue;
      for (const step of stage.steps) {
        const { instruction } = step;
        if (
          instruction.keyword !== 'COPY' ||
          instruction.flags.some(({ name }) => /^(?:link|parents|exclude)$/.test(name))
        )
          continue;
        const paths = copyPaths(instruction, { step, build: subject.build });
        if (paths.destination !== '/' || !areStillLinks(links, stage, step, subject)) continue;
        for (const { text, word } of paths.sources) {
          if (text === undefined || /[*?[]/.test(text)) continue;
          const real = links.filter(link => isRealFolder(text, link, paths, stage, subject));
          const [first] = real;
          if (first === undefined) continue;
          yield {
            span: word.span,
            message: `\`${text}\` holds the ${real.length === 1 ? 'folder' : 'folders'} ${list(real.map(link => `\`${link.slice(1)}\``))}, and in ${baseName(stage)} ${real.length === 1 ? `\`${first}\` is a link` : 'these are links'} into \`/usr\`. BuildKit does not copy a folder over a link: the build stops here with "cannot copy to non-directory". Put the files into \`usr${first}\` of \`${text}\`.`,
            related: [{ span: rootStage(stage).imageSpan, message: 'The links are those of this image.' }],
          };
        }
      }
    }
  },
});

/** Nothing else in the stage was put over the whole tree or over one of the links, or may have been. */
function areStillLinks(links: readonly string[], stage: Stage, step: Step, subject: Subject): boolean {
  return lineage(stage).every(layer => {
    const contents = effectsOf(subject, layer)?.contents;
    return (
      contents !== undefined &&
      contents.unknownSince === undefined &&
      !links.some(link => contents.entries.has(link)) &&
      contents.grafts.every(
        ({ by, destination }) =>
          by === step.instruction || (destination !== '/' && !links.includes(destination)),
      )
    );
  });
}

/** The source surely has a folder, and no link, where the destination has the link. */
function isRealFolder(
  text: string,
  link: string,
  { from }: CopyPaths,
  stage: Stage,
  subject: Subject,
): boolean {
  const folder = cleanPath(`/${text}`);
  const path = cleanPath(`${folder}${link}`);
  if (from === undefined) {
    const { tree } = subject;
    return tree.find(folder.slice(1))?.kind === 'directory' && tree.find(path.slice(1))?.kind === 'directory';
  }
  const earlier = { ...subject.build, stages: subject.build.stages.slice(0, stage.index) };
  const source = targetStage(earlier, from);
  const contents = source === undefined ? undefined : effectsOf(subject, source)?.contents;
  if (source === undefined || contents === undefined) return false;
  // The folders of a system that may itself be one of links.
  if (isWithin(path, link) && !hasRealFolders(source)) return false;
  const { presence, entry } = lookup(contents, path);
  return presence === 'yes' && entry?.kind === 'directory' && entry.conditional !== true;
}

function hasRealFolders(source: Stage): boolean {
  return rootBase(source).kind === 'scratch' || rootImage(source)?.distribution?.id === 'alpine';
}
