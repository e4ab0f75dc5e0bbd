/**
 * `build.gradle` and `settings.gradle`, in Groovy or Kotlin, read lexically: they are programs, so only plain
 * assignments of literals count, and whatever else touches a name makes it unknown.
 */
import { releaseNumber } from './pom';

export interface GradleBuild {
  readonly version: string | undefined;
  readonly group: string | undefined;
  readonly plugins: readonly string[];
  /** `archivesName` or `archivesBaseName`; undefined where nothing sets it. */
  readonly archivesName: string | undefined;
  /** Something may give the archives other names than the conventions say. */
  readonly customArchives: boolean;
  readonly release: number | undefined;
  readonly mainClass: string | undefined;
  /** The task `jar` is switched off, as projects of Spring Boot do that want no `-plain.jar`. */
  readonly plainJarOff: boolean;
  /** Options that the start script gives to the JVM; undefined where they are not plain. */
  readonly jvmArguments: readonly string[] | undefined;
  /** Something may change the start script, or where the distribution is put. */
  readonly customScripts: boolean;
  /** Jars beside the main one are made, or may be: of sources, of documentation, of tasks that the script adds. */
  readonly moreJars: boolean;
}

/** The facts of a build script; total, as anything that is not plain is left out. */
export function readGradleBuild(source: string): GradleBuild {
  const text = withoutComments(source);
  const plugins = [
    ...[...text.matchAll(/\bid\s*\(?\s*["']([\w.-]+)["']/g)].map(match => match[1] ?? ''),
    ...[...text.matchAll(/\bapply\s*\(?\s*plugin\s*[:=]\s*["']([\w.-]+)["']/g)].map(match => match[1] ?? ''),
    ...[...text.matchAll(/^\s*`?(java|application|java-library|war|groovy|scala)`?\s*$/gm)].map(
      match => match[1] ?? '',
    ),
    ...[...text.matchAll(/\bkotlin\(\s*"(\w+)"\s*\)/g)].map(match => `org.jetbrains.kotlin.${match[1]}`),
  ];
  const compatibility = (name: string): string | undefined =>
    new RegExp(`\\b${name}\\s*=\\s*(?:JavaVersion\\.VERSION_([\\d_]+)|["']?([\\d.]+)["']?)`)
      .exec(text)
      ?.slice(1)
      .find(part => part !== undefined);
  const release =
    compatibility('targetCompatibility') ??
    compatibility('sourceCompatibility') ??
    /\blanguageVersion(?:\.set\(|\s*=\s*)\s*JavaLanguageVersion\.of\(\s*(\d+)/.exec(text)?.[1] ??
    /\bjvmToolchain\(\s*(\d+)/.exec(text)?.[1];
  // These compile for another release than the tool chain's own.
  const special = /\boptions\.release\b|\bjvmTarget\b|--release\b/.test(text);
  return {
    version: literal(text, 'version'),
    group: literal(text, 'group'),
    plugins,
    archivesName: /\barchives(?:Base)?Name(?:\.set\(|\s*=\s*|\s+)\s*["']([^"'$]+)["']/.exec(text)?.[1],
    customArchives:
      /\b(?:archiveFileName|archiveBaseName|archiveVersion|archiveClassifier|archiveAppendix|archiveName|baseName|destinationDir(?:ectory)?|libsDirName|buildDir|layout\.buildDirectory|buildDirectory|apply\s+from|apply\(from)\b/.test(
        text,
      ) || /\b(?:version|archives(?:Base)?Name)\b[^\n]*(?:\$|System\.|project\.|find)/.test(text),
    release: special ? undefined : releaseNumber(release?.replace('_', '.')),
    mainClass: onlyValue(text, /\bmainClass(?:Name)?(?:\.set\(|\s*=\s*)\s*["']([\w.$]+)["']/g),
    plainJarOff:
      /\bjar\s*\{\s*(?:setEnabled\(|enabled\s*=?\s*)false|(?:named|getByName)(?:<\w+>)?\(\s*["']jar["']\s*\)?[\w,:\s]*\{\s*(?:setEnabled\(|(?:it\.)?enabled\s*=?\s*)false|\bjar\.enabled\s*=\s*false/.test(
        text,
      ),
    jvmArguments: jvmArguments(text),
    customScripts:
      /\b(?:startScripts|CreateStartScripts|installDist|distributions|distributionBaseName|applicationName|executableDir|mainModule|DEFAULT_JVM_OPTS|defaultJvmOpts|unixStartScriptGenerator|applicationDistribution)\b/.test(
        text,
      ),
    moreJars:
      /\bwith(?:Sources|Javadoc)Jar\b|\btype\s*:\s*(?:\w+\.)*\w*Jar\b|<\s*\w*Jar\s*>\s*\(\s*"(?!jar"|bootJar")|\b(?:register|create)\(\s*["']\w+["']\s*,\s*\w*Jar\b|\bpublishing\b|\bsubprojects\b|\ballprojects\b/.test(
        text,
      ),
  };
}

/** What all matches agree on; undefined where they do not. */
function onlyValue(text: string, pattern: RegExp): string | undefined {
  const values = new Set([...text.matchAll(pattern)].map(match => match[1]));
  return values.size === 1 ? [...values][0] : undefined;
}

/** `applicationDefaultJvmArgs = ['-Xmx1g']`, or `listOf("-Xmx1g")`; the empty list where nothing sets it. */
function jvmArguments(text: string): readonly string[] | undefined {
  const all = [...text.matchAll(/\bapplicationDefaultJvmArgs\b(.*)/g)];
  const [only, ...others] = all;
  if (only === undefined) return [];
  const list =
    /^\s*=\s*(?:listOf\(|\[)((?:\s*(?:"[^"'$\\\s]*"|'[^"'$\\\s]*')\s*,?)*)\s*[\])](?:\s+as\s+\w+(?:<\w+>)?)?\s*;?\s*$/.exec(
      only[1] ?? '',
    )?.[1];
  if (others.length > 0 || list === undefined) return undefined;
  return [...list.matchAll(/["']([^"']*)["']/g)].map(match => match[1] ?? '');
}

export interface GradleSettings {
  readonly rootProjectName: string | undefined;
  /** Paths of the projects included, `:` turned into `/`. */
  readonly projects: readonly string[];
}

/** The name of the root project and the projects it includes. */
export function readGradleSettings(source: string): GradleSettings {
  const text = withoutComments(source);
  const names = [...text.matchAll(/\binclude\b\s*\(?((?:\s*["'][^"']+["']\s*,?)+)/g)].flatMap(match =>
    [...(match[1] ?? '').matchAll(/["']([^"']+)["']/g)].map(item => item[1] ?? ''),
  );
  return {
    rootProjectName: /\brootProject\.name\s*=\s*["']([^"'$]+)["']/.exec(text)?.[1],
    projects: names.map(name => name.replace(/^:/, '').replace(/:/g, '/')),
  };
}

/** `version = '1.0'` or `version '1.0'` at the top level; undefined where it is set otherwise or more than once. */
function literal(text: string, name: string): string | undefined {
  const found = [...text.matchAll(new RegExp(`^${name}[ \\t]*=?(.*)$`, 'gm'))];
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) return undefined;
  return /^\(?["']([^"'$]+)["']\)?$/.exec((only[1] ?? '').trim().replace(/;$/, '').trim())?.[1];
}

/** Comments go, strings stay; a `//` in an address is none. */
function withoutComments(source: string): string {
  return source
    .replace(/\r\n?/g, '\n')
    .replace(/("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '$1');
}
