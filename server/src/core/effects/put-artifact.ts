/** What a compiler or bundler made, in the stage: for rules and conversions to ask about, and as a file that is there. */
import type { BuiltArtifact } from './built';
import { put } from './contents';
import type { StageEffects } from './stage-effects';

/** The file has the artifact as its origin, which copies keep; one whose path is not known is only recorded. */
export function putArtifact(effects: StageEffects, artifact: BuiltArtifact, conditional: boolean): void {
  effects.artifacts.push(artifact);
  if (artifact.path === undefined) return;
  put(effects.contents, artifact.path, {
    kind: 'file',
    origin: { kind: 'built', artifact },
    by: artifact.by,
    span: artifact.span,
    conditional,
  });
}
