/** "Add a debug target": the same image with BusyBox, for `docker build --target debug`; what ships stays the last. */
import { keywordStyle } from '../conversions/text';
import type { Edit } from '../edits/change';
import { rootImage } from '../model/build';
import { freeName, type Offer, ships, stageAt } from './refactoring';

/**
 * Offered in the last stage where it stands on an image of Google without a shell. Those have a `:debug` variant that is
 * the same with `/busybox` (README of GoogleContainerTools/distroless, "Debug Images").
 */
export const addDebugTarget: Offer = (subject, selection) => {
  const { dockerfile, build } = subject;
  const stage = stageAt(subject, selection);
  const image = stage === undefined ? undefined : rootImage(stage);
  const isLast = stage !== undefined && stage === build.stages.at(-1) && ships(stage, subject);
  if (!isLast || stage.base.kind !== 'image' || image?.family !== 'google-distroless') return undefined;
  const word = stage.from.words[0];
  const debug = freeName(subject, 'debug', 'debugging');
  const own = stage.nameSpan && dockerfile.source.slice(stage.nameSpan.start, stage.nameSpan.end);
  const name = own ?? freeName(subject, 'runtime', 'final', 'release');
  if (image.shell !== false || word === undefined || debug === undefined || name === undefined)
    return undefined;
  const { reference } = stage.base;
  const architecture = /-(?:amd64|arm64|arm|s390x|ppc64le|riscv64)$/.exec(reference.tag ?? '')?.[0] ?? '';
  const keyword = keywordStyle(dockerfile);
  const lines = [
    `# docker build --target ${debug} … gives the same image with a shell: docker run -it --entrypoint /busybox/sh IMAGE`,
    `${keyword('FROM')} ${name} ${keyword('AS')} ${debug}`,
    `${keyword('COPY')} --from=${reference.text.slice(0, reference.nameEnd)}:debug${architecture} /busybox/ /busybox/`,
    `${keyword('ENV')} PATH=$PATH:/busybox`,
    '',
    '# What ships, without a shell.',
    `${keyword('FROM')} ${name}`,
  ];
  const edits: Edit[] = [];
  if (own === undefined)
    edits.push({ span: { start: word.span.end, end: word.span.end }, text: ` ${keyword('AS')} ${name}` });
  const { source, newline } = dockerfile;
  const rest = source.trimEnd().length;
  edits.push({
    span: { start: rest, end: source.length },
    text: newline.repeat(2) + lines.join(newline) + newline,
  });
  return {
    title: `Add a debug target (--target ${debug})`,
    applicability: 'unsafe',
    edits,
    notes: [{ message: 'A build without `--target` gives the image that it gave before.' }],
  };
};
