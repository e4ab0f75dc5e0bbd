/** `distill/explain`: the page of a rule or the trade-offs of an image. */
import { explain as coreExplain, defaultSettings } from '../../core/analysis';
import type { ExplainParams, ExplainResult } from '../protocol';
import type { Session } from '../session';

export function explain({ features }: Session, { topic }: ExplainParams): ExplainResult | null {
  const today = features.today ?? new Date().toISOString().slice(0, 10);
  const markdown = coreExplain(topic, defaultSettings(today));
  return markdown === undefined ? null : { markdown };
}
