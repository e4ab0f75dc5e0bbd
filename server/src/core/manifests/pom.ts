/** `pom.xml` as Maven reads it (POM reference), as far as it tells what a build makes; profiles are only counted. */
import { childAt, childrenOf, type Element, readXml } from './xml';

export interface Pom {
  readonly groupId: string | undefined;
  readonly artifactId: string | undefined;
  readonly version: string | undefined;
  /** `jar` where it says none. */
  readonly packaging: string;
  readonly parent: PomParent | undefined;
  readonly modules: readonly string[];
  readonly properties: ReadonlyMap<string, string>;
  readonly finalName: string | undefined;
  /** `<build><directory>`, in place of `target`. */
  readonly directory: string | undefined;
  readonly plugins: readonly PomPlugin[];
  readonly managedPlugins: readonly PomPlugin[];
  readonly hasProfiles: boolean;
  /** Build extensions may change anything. */
  readonly hasExtensions: boolean;
}

export interface PomParent {
  readonly groupId: string | undefined;
  readonly artifactId: string | undefined;
  readonly version: string | undefined;
  /** `../pom.xml` where it says none; empty for "look in the repositories". */
  readonly relativePath: string;
}

export interface PomPlugin {
  readonly artifactId: string;
  /** Leaf elements of its configurations, those of the executions included; lists join their items with commas. */
  readonly configuration: ReadonlyMap<string, string>;
  /** The same without those of the executions. */
  readonly common: ReadonlyMap<string, string>;
  readonly goals: readonly string[];
  readonly phases: readonly string[];
}

/** The project that a `pom.xml` describes; undefined for anything that is none. Values keep their `${…}`. */
export function readPom(text: string): Pom | undefined {
  const root = readXml(text);
  if (root?.name !== 'project') return undefined;
  const build = childAt(root, 'build');
  const parent = childAt(root, 'parent');
  const plugins = childrenOf(childAt(build, 'plugins'), 'plugin').map(toPlugin);
  return {
    groupId: value(root, 'groupId'),
    artifactId: value(root, 'artifactId'),
    version: value(root, 'version'),
    packaging: value(root, 'packaging') ?? 'jar',
    parent:
      parent === undefined
        ? undefined
        : {
            groupId: value(parent, 'groupId'),
            artifactId: value(parent, 'artifactId'),
            version: value(parent, 'version'),
            relativePath: childAt(parent, 'relativePath')?.text ?? '../pom.xml',
          },
    modules: childrenOf(childAt(root, 'modules'), 'module').map(module => module.text),
    properties: new Map((childAt(root, 'properties')?.children ?? []).map(item => [item.name, item.text])),
    finalName: value(build, 'finalName'),
    directory: value(build, 'directory'),
    plugins,
    managedPlugins: childrenOf(childAt(build, 'pluginManagement', 'plugins'), 'plugin').map(toPlugin),
    hasProfiles: childrenOf(childAt(root, 'profiles'), 'profile').length > 0,
    hasExtensions:
      childAt(build, 'extensions') !== undefined ||
      childrenOf(childAt(build, 'plugins'), 'plugin').some(plugin => value(plugin, 'extensions') === 'true'),
  };
}

function value(element: Element | undefined, name: string): string | undefined {
  const text = childAt(element, name)?.text;
  return text === undefined || text === '' ? undefined : text;
}

function toPlugin(element: Element): PomPlugin {
  const executions = childrenOf(childAt(element, 'executions'), 'execution');
  const common = configurationOf(element);
  const configuration = new Map(common);
  for (const execution of executions)
    for (const [name, text] of configurationOf(execution)) configuration.set(name, text);
  return {
    artifactId: value(element, 'artifactId') ?? '',
    configuration,
    common,
    goals: executions.flatMap(execution =>
      childrenOf(childAt(execution, 'goals'), 'goal').map(goal => goal.text),
    ),
    phases: executions.flatMap(execution => value(execution, 'phase') ?? []),
  };
}

function configurationOf(holder: Element): Map<string, string> {
  const items = childAt(holder, 'configuration')?.children ?? [];
  return new Map(
    items.map(item => [item.name, item.children.length === 0 ? item.text : leaves(item).join(',')]),
  );
}

function leaves(element: Element): string[] {
  return element.children.length === 0 ? [element.text] : element.children.flatMap(leaves);
}

/**
 * Replaces `${…}` by the properties of the project and its parents, the nearest first; undefined for what none of them
 * knows, such as `${env.NAME}`.
 */
export function resolveText(
  text: string,
  chain: readonly Pom[],
  given: ReadonlyMap<string, string>,
): string | undefined {
  let result = text;
  // Properties may name one another; a circle ends here.
  for (let round = 0; round < 10; round++) {
    if (!result.includes('${')) return result;
    // Properties that repeat one another grow without end.
    if (result.length > longest) return undefined;
    let known = true;
    result = result.replace(/\$\{([^${}]+)\}/g, (whole, name: string) => {
      const found = property(name, chain, given);
      known &&= found !== undefined;
      return found ?? whole;
    });
    if (!known) return undefined;
  }
  return undefined;
}

/** No name of a file or a version is longer. */
const longest = 1000;

function property(
  name: string,
  chain: readonly Pom[],
  given: ReadonlyMap<string, string>,
): string | undefined {
  const own = given.get(name) ?? chain.find(pom => pom.properties.has(name))?.properties.get(name);
  if (own !== undefined) return own;
  const field =
    /^(?:project|pom)\.(artifactId|version|groupId|packaging|parent\.version|parent\.artifactId)$/.exec(
      name,
    )?.[1];
  switch (field) {
    case 'artifactId':
      return chain[0]?.artifactId;
    case 'packaging':
      return chain[0]?.packaging;
    case 'version':
      return chain[0]?.version ?? chain[0]?.parent?.version;
    case 'groupId':
      return chain[0]?.groupId ?? chain[0]?.parent?.groupId;
    case 'parent.version':
      return chain[0]?.parent?.version;
    case 'parent.artifactId':
      return chain[0]?.parent?.artifactId;
    default:
      return undefined;
  }
}

/** The Java release the classes are compiled for; undefined where the plug-in's default holds, or it is not plain. */
export function javaRelease(chain: readonly Pom[], given: ReadonlyMap<string, string>): number | undefined {
  const compilers = chain
    .flatMap(pom => [...pom.plugins, ...pom.managedPlugins])
    .filter(plugin => plugin.artifactId === 'maven-compiler-plugin');
  for (const name of ['release', 'target']) {
    // Executions may compile parts for other releases.
    if (compilers.some(plugin => plugin.configuration.get(name) !== plugin.common.get(name)))
      return undefined;
    const configured = compilers.find(plugin => plugin.common.has(name))?.common.get(name);
    const written = configured ?? property(`maven.compiler.${name}`, chain, given);
    if (written !== undefined) return releaseNumber(resolveText(written, chain, given));
  }
  // Spring's parent hands its own property to the compiler.
  const spring = chain.some(pom => pom.parent?.artifactId === 'spring-boot-starter-parent');
  const version = spring ? property('java.version', chain, given) : undefined;
  return version === undefined ? undefined : releaseNumber(resolveText(version, chain, given));
}

/** `1.8` and `8` are the same. */
export function releaseNumber(text: string | undefined): number | undefined {
  const match = /^(?:1\.)?(\d+)$/.exec(text?.trim() ?? '');
  return match === null ? undefined : Number(match[1]);
}
