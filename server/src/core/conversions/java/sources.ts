/** The sources of a Java program, as far as they are in the build context. */
import { sourceView } from '../../effects/source-view';
import type { Application } from '../interpreted/application';

export interface JavaSource {
  /** In the build context. */
  readonly path: string;
  readonly text: string;
}

/** Those that a stage of the file has; where none has any, because the jar is built outside, all of the context. */
export function javaSources({ subject }: Pick<Application, 'subject'>): readonly JavaSource[] {
  const paths = new Set<string>();
  for (const { contents } of subject.effects)
    for (const path of sourceView(contents, subject.tree).files.values()) if (isSource(path)) paths.add(path);
  const found = paths.size > 0 ? [...paths] : [...subject.context.entries.keys()].filter(isSource);
  return found.flatMap(path => {
    const text = subject.context.texts.get(path);
    return text === undefined ? [] : [{ path, text }];
  });
}

function isSource(path: string): boolean {
  return /\.(?:java|kt|scala|groovy)$/.test(path) && !aside.test(`/${path}`);
}

/** Tests, and what runs with the build. */
const aside =
  /\/(?:src\/(?:test|it|integrationTest|testFixtures|jmh)|buildSrc|test|tests|target|build|\.mvn)\//;
