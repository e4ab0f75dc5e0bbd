/** The sources of a Java program and its settings, as far as they are in the build context. */
import { sourceView } from '../../effects/source-view';
import { isJavaSetting } from '../../java/writes';
import type { Application } from '../applications/application';

export interface JavaSource {
  /** In the build context. */
  readonly path: string;
  readonly text: string;
}

/** Those that a stage of the file has; where none has any, because the jar is built outside, all of the context. */
export function javaSources(app: Pick<Application, 'subject'>): readonly JavaSource[] {
  return filesOf(app, isSource);
}

/** The sources, and the settings of Spring and of logging. */
export function javaTexts(app: Pick<Application, 'subject'>): readonly JavaSource[] {
  return filesOf(app, path => isSource(path) || (isJavaSetting(path) && !aside.test(`/${path}`)));
}

function filesOf(
  { subject }: Pick<Application, 'subject'>,
  wanted: (path: string) => boolean,
): readonly JavaSource[] {
  const paths = new Set<string>();
  for (const { contents } of subject.effects)
    for (const path of sourceView(contents, subject.tree).files.values()) paths.add(path);
  const there = [...paths].some(isSource) ? [...paths] : [...subject.context.entries.keys()];
  return there.filter(wanted).flatMap(path => {
    const text = subject.context.texts.get(path);
    return text === undefined ? [] : [{ path, text }];
  });
}

/** A source of the program itself: no test, nothing that only the build runs. */
export function isSource(path: string): boolean {
  return /\.(?:java|kt|scala|groovy)$/.test(path) && !aside.test(`/${path}`);
}

/** Tests, and what runs with the build. */
const aside =
  /\/(?:src\/(?:test|it|integrationTest|testFixtures|jmh)|buildSrc|test|tests|target|build|\.mvn)\//;
