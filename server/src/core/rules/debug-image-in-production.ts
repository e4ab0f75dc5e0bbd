import { rootImage } from '../model/build';
import page from './debug-image-in-production.md';
import { defineRule } from './rule';
import { literalImage } from './shared/age';
import { rootStage, shippedStages } from './shared/stages';

export const debugImageInProduction = defineRule({
  id: 'debug-image-in-production',
  severity: 'warning',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of shippedStages(subject)) {
      if (rootImage(stage)?.variant !== 'debug') continue;
      const root = rootStage(stage);
      if (root.base.kind !== 'image') continue;
      const plain = plainName(root.base.reference.text, root.base.reference.tag);
      yield {
        span: root.imageSpan,
        message: `The final image is a \`:debug\` variant with a BusyBox shell. The shell is what distroless images leave out: an attacker can use it, too. ${plain === undefined ? 'Use the plain tag.' : `Use \`${plain}\` and keep the debug variant for a stage of its own.`}`,
        fixes:
          plain === undefined || literalImage(root, subject) === undefined
            ? []
            : [
                {
                  title: `Use ${plain}`,
                  applicability: 'unsafe',
                  edits: [{ span: root.imageSpan, text: plain }],
                  notes: [{ message: 'Nothing in the image can start a shell any more.' }],
                },
              ],
      };
    }
  },
});

/** `:debug` is `:latest` with a shell, `:debug-nonroot` is `:nonroot` with one. A digest names the debug image itself. */
function plainName(text: string, tag: string | undefined): string | undefined {
  if (tag === undefined || text.includes('@')) return undefined;
  const plain = tag === 'debug' ? 'latest' : tag.replace(/^debug-/, '').replace(/-debug$/, '');
  return plain === tag ? undefined : `${text.slice(0, -tag.length)}${plain}`;
}
