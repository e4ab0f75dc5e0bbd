/** `*.csproj`, `*.fsproj`, `*.vbproj`, `Directory.Build.props` and `*.sln`, as far as they say what a publish makes. */
import { childrenOf, type Element, readXml } from './xml';

export interface DotnetProject {
  readonly sdk: string;
  /** Properties set without a condition, names in lower case as MSBuild compares them; the last one wins. */
  readonly properties: ReadonlyMap<string, string>;
  /** Names of properties that are also set under a condition: their value is not known. */
  readonly conditional: ReadonlySet<string>;
  readonly packages: readonly string[];
  /** Other projects, as written, with forward slashes. */
  readonly references: readonly string[];
  /** Other files may set anything. */
  readonly imports: boolean;
}

/** A project file of the SDK's style; undefined for anything else. */
export function readDotnetProject(text: string): DotnetProject | undefined {
  const root = readXml(text);
  if (root?.name !== 'Project') return undefined;
  const properties = new Map<string, string>();
  const conditional = new Set<string>();
  for (const group of root.children) {
    if (group.name !== 'PropertyGroup') {
      // Targets and choices set properties while they run.
      if (group.name === 'Target' || group.name === 'Choose')
        for (const name of namesBelow(group)) conditional.add(name);
      continue;
    }
    for (const item of group.children) {
      const name = item.name.toLowerCase();
      if (group.attributes.Condition !== undefined || item.attributes.Condition !== undefined)
        conditional.add(name);
      else properties.set(name, item.text);
    }
  }
  const items = (name: string): string[] =>
    childrenOf(root, 'ItemGroup').flatMap(group =>
      childrenOf(group, name).flatMap(item => item.attributes.Include ?? []),
    );
  return {
    sdk: root.attributes.Sdk ?? '',
    properties,
    conditional,
    packages: items('PackageReference'),
    references: items('ProjectReference').map(path => path.replace(/\\/g, '/')),
    imports: childrenOf(root, 'Import').length > 0,
  };
}

function namesBelow(element: Element): string[] {
  return element.children.flatMap(child => [child.name.toLowerCase(), ...namesBelow(child)]);
}

/** The value of a property; undefined where it is not set, set under a condition, or computed. */
export function dotnetProperty(project: DotnetProject, name: string): string | undefined {
  const key = name.toLowerCase();
  const value = project.conditional.has(key) ? undefined : project.properties.get(key);
  return value === undefined || /[$@%]\(/.test(value) ? undefined : value;
}

/** The projects of a solution, as written, with forward slashes. */
export function readSolution(text: string): readonly string[] {
  return [...text.matchAll(/^Project\("[^"]*"\)\s*=\s*"[^"]*",\s*"([^"]+\.\w+proj)"/gm)].map(match =>
    (match[1] ?? '').replace(/\\/g, '/'),
  );
}
