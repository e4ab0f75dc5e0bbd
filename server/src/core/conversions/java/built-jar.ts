/** What of the folder that a jar was built in goes along: the jar, and what is neither a source nor made by the build. */
import { lookup } from '../../effects/contents';
import { plainParents } from '../../effects/java/maven';
import { readPom } from '../../manifests/pom';
import { baseName, isWithin, joinPath, parentPath } from '../../model/paths';
import type { Application, RuntimePlan } from '../applications/application';
import { selectBuilt } from '../applications/built-files';
import type { Place } from '../applications/places';
import { classPathOf, type JavaStart } from './java-start';

/** Undefined where it is not sure that the jar, or the class path, needs nothing else that the build makes. */
export function builtJar(app: Application, start: JavaStart): RuntimePlan['selected'] {
  const folders = builtIn(app);
  const products = productsOf(app, start);
  if (folders.length === 0 || products === undefined) return undefined;
  if (!products.every(({ path }) => folders.some(folder => path !== folder && isWithin(path, folder))))
    return undefined;
  const outputs = app.chain.flatMap(({ artifacts }) => artifacts.flatMap(({ path }) => path ?? []));
  return selectBuilt(app, { folders, isBuildOnly, tools, products, outputs });
}

/** The projects that commands of the build ran in, the outermost alone. */
function builtIn({ chain }: Application): readonly string[] {
  const found = new Set<string>();
  for (const { artifacts, stage } of chain)
    for (const { ecosystem, by, path } of artifacts) {
      const workdir = stage.steps.find(({ instruction }) => instruction === by)?.state.workdir;
      if (ecosystem !== 'java' || workdir === undefined) continue;
      if (path === undefined || isWithin(path, workdir)) found.add(workdir);
    }
  return [...found].filter(path => ![...found].some(other => other !== path && isWithin(path, other)));
}

function productsOf(app: Application, start: JavaStart): readonly Place[] | undefined {
  const { workdir, effects } = app;
  if (start.kind === 'class') {
    const paths = classPathOf(start, undefined, workdir);
    const installed = installedIn(app, paths);
    if (installed !== undefined) return [{ path: installed, directory: true }];
    const places = paths.map(path => ({
      path,
      directory: lookup(effects.contents, path).entry?.kind === 'directory',
    }));
    // What is not known to be a folder may be anything.
    return places.every(({ path, directory }) => directory && !isSourceFolder(path, workdir))
      ? places
      : undefined;
  }
  const jar = joinPath(workdir, start.main);
  if (jar === undefined || /[$*?[\]\\]/.test(jar)) return undefined;
  // Quarkus: the jar names its neighbours by their places.
  if (baseName(jar) === 'quarkus-run.jar') return [{ path: parentPath(jar), directory: true }];
  return standsAlone(app) ? [{ path: jar, directory: false }] : undefined;
}

/** The folder of Gradle's `installDist` that all of the class path lies in. */
function installedIn({ effects }: Application, paths: readonly string[]): string | undefined {
  const found = effects.artifacts.flatMap(({ path }) => (path === undefined ? [] : installedFolder(path)));
  return found.find(folder => paths.every(path => isWithin(path, folder)));
}

/** `/app/build/install/shop` for its programs. */
function installedFolder(program: string): readonly string[] {
  const folder = /^(.*\/build\/install\/[^/]+)\/bin\/[^/]+$/.exec(program)?.[1];
  return folder === undefined ? [] : [folder];
}

function isSourceFolder(path: string, workdir: string): boolean {
  return path === workdir;
}

/** Nothing in the project's build says that the manifest of the jar names others, and all of the build can be seen. */
function standsAlone({ subject }: Application): boolean {
  const builds = [...subject.context.texts].filter(([path]) => buildFile.test(path));
  // Plug-ins that a script of Gradle brings itself are on the class path of the build.
  const plain = builds.map(([, text]) => text.replace(/^\s*classpath\s*[("'].*$/gm, ''));
  if (plain.some(text => namesOthers.test(text))) return false;
  const poms = builds.flatMap(([path, text]) => (path.endsWith('.xml') ? [readPom(text)] : []));
  const own = new Set(poms.map(pom => pom?.artifactId));
  return poms.every(
    pom =>
      pom !== undefined &&
      (pom.parent === undefined ||
        own.has(pom.parent.artifactId) ||
        plainParents.has(pom.parent.artifactId ?? '') ||
        pom.parent.artifactId === 'micronaut-parent'),
  );
}

const buildFile = /(?:^|\/)(?:pom\.xml|[\w.-]+\.gradle(?:\.kts)?|build\.sbt)$/;

/** A class path in the manifest (Maven Archiver, Gradle's `attributes`), or libraries that are put beside the jar. */
const namesOthers =
  /Class-?Path|addClasspath|classpathPrefix|copy-?dependencies|copyDependencies|installDist|quarkus|sbt-native-packager|<outputDirectory>[^<]*lib/i;

/** A path in the project's folder that only the build reads or makes. */
function isBuildOnly(relative: string): boolean {
  // Tomcat in a jar looks for this folder where it is started (DocumentRoot of Spring Boot).
  if (/(?:^|\/)src\/main\/webapp(?:\/|$)/.test(relative)) return false;
  return buildOnly.test(relative);
}

const buildOnly = new RegExp(
  [
    String.raw`(?:^|/)(?:src|target|build|out|bin|buildSrc|gradle|\.gradle|\.mvn|\.idea|\.vscode|\.settings|\.git|\.github|\.circleci|node_modules|docs?|k8s|kubernetes|helm|terraform|screenshots?|config/(?:checkstyle|pmd|spotbugs|findbugs|detekt))/`,
    String.raw`\.(?:java|kt|kts|scala|groovy|gradle|sbt|iml|md|adoc|http|bat|cmd|sh|class|tf)$`,
    String.raw`(?:^|/)(?:pom\.xml|mvnw|gradlew|gradle\.properties|lombok\.config|LICEN[CS]E[\w.]*|NOTICE[\w.]*|Makefile|Jenkinsfile|Procfile|system\.properties|renovate\.json|sonar-project\.properties|package(?:-lock)?\.json)$`,
    String.raw`(?:^|/)(?:[\w.-]*Dockerfile[\w.-]*|(?:docker-)?compose[\w.-]*|\.docker(?:ignore)|\.git\w+|\.editorconfig|\.classpath|\.project|\.factorypath|\.gitlab-ci\.yml|\.travis\.yml|\.sdkmanrc|\.java-version|\.DS_Store|\.env\.\w*(?:example|sample|template))$`,
  ].join('|'),
);

const tools: ReadonlySet<string> = new Set(
  'mvn mvnw mvn-entrypoint.sh gradle gradlew javac jar jdeps jlink sbt kotlinc dos2unix ls cat pwd java sed'.split(
    ' ',
  ),
);
