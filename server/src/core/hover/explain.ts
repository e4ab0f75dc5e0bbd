import { findImage } from '../catalogue/images';
import { parseReference } from '../catalogue/reference';
import { rules } from '../rules/index';
import type { Settings } from '../settings';
import { describeImage, describeUnknown } from './image';

/** The page of a rule, or what is known of an image; undefined for a topic that is neither. */
export function explainTopic(topic: string, settings: Settings): string | undefined {
  const rule = rules.find(candidate => candidate.id === topic);
  if (rule !== undefined) return `# ${rule.id}\n\n${rule.page}`;
  const reference = parseReference(topic, settings.imageMirrors);
  const image = reference === undefined ? undefined : findImage(reference);
  if (image !== undefined) return describeImage(image, settings.today);
  // A bare word may be the slip of a rule's name.
  return reference !== undefined && /[/:]/.test(topic) ? describeUnknown(topic) : undefined;
}
