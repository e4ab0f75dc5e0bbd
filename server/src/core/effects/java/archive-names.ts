/** The archives that a Maven project makes in `target`, by the conventions of the plug-ins it uses. */
import { type Pom, type PomPlugin, resolveText } from '../../manifests/pom';

export interface ArchiveNames {
  /** The main archive first. */
  readonly files: readonly string[];
  /** The main archive has this name for sure. */
  readonly sure: boolean;
  /** Nothing else that the pom names puts a jar or war into the folder. */
  readonly complete: boolean;
}

/** Undefined where the name depends on what is not in the poms. */
export function archiveNames(
  chain: readonly Pom[],
  given: ReadonlyMap<string, string>,
): ArchiveNames | undefined {
  const [pom] = chain;
  const artifactId = pom?.artifactId;
  if (
    pom === undefined ||
    artifactId === undefined ||
    !/^(?:jar|war|ejb|maven-plugin|bundle)$/.test(pom.packaging)
  )
    return undefined;
  const ending = pom.packaging === 'war' ? 'war' : 'jar';
  const finalName = chain.find(item => item.finalName !== undefined)?.finalName;
  const version = chain.find(item => item.version !== undefined)?.version ?? chain.at(-1)?.parent?.version;
  const pattern = finalName ?? (version === undefined ? undefined : `${artifactId}-${version}`);
  const base = pattern === undefined ? undefined : resolveText(pattern, chain, given);
  if (base === undefined || base.includes('/')) return undefined;
  const files = [`${base}.${ending}`];
  let complete = true;
  let sure = true;
  const plugins = chain.flatMap(item => item.plugins);
  for (const plugin of plugins) {
    // What a parent manages counts for those that use the plug-in.
    const managed = chain.flatMap(item =>
      item.managedPlugins.filter(other => other.artifactId === plugin.artifactId),
    );
    const made = extraFiles(plugin, managed, base, chain, given);
    if (made === undefined) complete = false;
    else files.push(...made);
    if (/^maven-(?:jar|war)-plugin$/.test(plugin.artifactId) && renames([plugin, ...managed])) sure = false;
    if (plugin.artifactId === 'maven-shade-plugin' && renames([plugin, ...managed])) sure = false;
  }
  return { files: [...new Set(files)], sure, complete: complete && sure };
}

const naming = [
  'finalName',
  'outputDirectory',
  'outputFile',
  'jarName',
  'warName',
  'classifier',
  'skip',
  'skipIfEmpty',
  'forceCreation',
];

function renames(plugins: readonly PomPlugin[]): boolean {
  return plugins.some(plugin => naming.some(name => plugin.configuration.has(name)));
}

/** Plug-ins that put nothing with an archive's ending into the build folder. */
const quiet: ReadonlySet<string> = new Set(
  (
    'maven-compiler-plugin maven-surefire-plugin maven-failsafe-plugin maven-resources-plugin maven-jar-plugin maven-war-plugin maven-clean-plugin maven-install-plugin ' +
    'maven-deploy-plugin maven-site-plugin maven-enforcer-plugin maven-checkstyle-plugin maven-pmd-plugin maven-release-plugin jacoco-maven-plugin spotbugs-maven-plugin ' +
    'spotless-maven-plugin sonar-maven-plugin lombok-maven-plugin kotlin-maven-plugin versions-maven-plugin flyway-maven-plugin liquibase-maven-plugin'
  ).split(' '),
);

/** The files a plug-in adds; undefined where nobody knows. */
function extraFiles(
  plugin: PomPlugin,
  managed: readonly PomPlugin[],
  base: string,
  chain: readonly Pom[],
  given: ReadonlyMap<string, string>,
): readonly string[] | undefined {
  if (quiet.has(plugin.artifactId)) return renames([plugin, ...managed]) ? undefined : [];
  const setting = (name: string): string | undefined => {
    const text = [plugin, ...managed].find(item => item.configuration.has(name))?.configuration.get(name);
    return text === undefined ? undefined : resolveText(text, chain, given);
  };
  if (
    [plugin, ...managed].some(
      item => item.configuration.has('outputDirectory') || item.configuration.has('outputFile'),
    )
  )
    return undefined;
  switch (plugin.artifactId) {
    case 'spring-boot-maven-plugin': {
      if ([plugin, ...managed].some(item => item.configuration.has('finalName'))) return undefined;
      const classifier = setting('classifier');
      if (classifier === undefined && [plugin, ...managed].some(item => item.configuration.has('classifier')))
        return undefined;
      return classifier === undefined ? [] : [`${base}-${classifier}.jar`];
    }
    case 'maven-shade-plugin': {
      const name = setting('finalName');
      const attached = setting('shadedArtifactAttached') === 'true';
      if (name === undefined && [plugin, ...managed].some(item => item.configuration.has('finalName')))
        return undefined;
      const suffix = attached ? `-${setting('shadedClassifierName') ?? 'shaded'}` : '';
      return [`${name ?? base}${suffix}.jar`, `original-${base}.jar`];
    }
    case 'maven-assembly-plugin': {
      const name = [plugin, ...managed].some(item => item.configuration.has('finalName'))
        ? setting('finalName')
        : base;
      const references = setting('descriptorRefs')?.split(',') ?? [];
      if (name === undefined || references.length === 0 || setting('descriptors') !== undefined)
        return undefined;
      return setting('appendAssemblyId') === 'false'
        ? [`${name}.jar`]
        : references.map(id => `${name}-${id.trim()}.jar`);
    }
    default:
      return undefined;
  }
}
