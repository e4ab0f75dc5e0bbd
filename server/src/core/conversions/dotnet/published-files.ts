/** What of the folder that a .NET project was built in goes along: what was published, and what is no source. */
import { lookup } from '../../effects/contents';
import { isWithin, parentPath } from '../../model/paths';
import type { Application, RuntimePlan } from '../applications/application';
import { selectBuilt } from '../applications/built-files';

/** Undefined where the assembly lies among the sources, or its folder is not one that a publish filled. */
export function publishedFiles(app: Application, path: string): RuntimePlan['selected'] {
  const folder = parentPath(path);
  const { contents } = app.effects;
  const { presence, entry } = lookup(contents, folder);
  const built = entry?.origin.kind === 'made' && entry.origin.how === 'dotnet publish';
  if (presence !== 'yes' || !built) return undefined;
  const folders = builtIn(app).filter(other => other !== folder);
  if (folders.length === 0 || folders.some(other => isWithin(other, folder))) return undefined;
  const products = [{ path: folder, directory: true }];
  // What it reads by a relative name lies in the published folder itself then.
  const starts = isWithin(app.workdir, folder) && !leavesFolder(app, folder, folders);
  return selectBuilt(app, { folders, isBuildOnly: starts ? () => true : isBuildOnly, tools, products });
}

/** A source, a setting or an instruction names a folder that was built in, or goes up from its own. */
function leavesFolder({ subject }: Application, published: string, folders: readonly string[]): boolean {
  const texts = [...subject.context.texts].filter(([path]) => /\.(?:cs|fs|vb|json|config|xml)$/.test(path));
  const written = subject.dockerfile.instructions
    .filter(({ keyword }) => /^(?:ENV|CMD|ENTRYPOINT|HEALTHCHECK)$/.test(keyword))
    .map(({ body }) => body.text);
  return (
    texts.some(([, text]) => /["'/\\]\.\.["'/\\]|\bGetParent\b|\.Parent\b/.test(text)) ||
    [...texts.map(([, text]) => text), ...written].some(text =>
      folders.some(folder => text.split(published).join('').includes(folder)),
    )
  );
}

function builtIn({ chain }: Application): readonly string[] {
  const found = new Set<string>();
  for (const { artifacts, stage } of chain)
    for (const { ecosystem, by } of artifacts) {
      const workdir = stage.steps.find(({ instruction }) => instruction === by)?.state.workdir;
      if (ecosystem === 'dotnet' && workdir !== undefined && workdir !== '/') found.add(workdir);
    }
  return [...found].filter(path => ![...found].some(other => other !== path && isWithin(path, other)));
}

/** Sources, projects and what a build leaves between them; settings and `wwwroot` are read from the working directory. */
function isBuildOnly(relative: string): boolean {
  return (
    /(?:^|\/)(?:bin|obj|\.vs|\.git|\.github)\//.test(relative) ||
    /\.(?:cs|fs|vb|csproj|fsproj|vbproj|sln|slnx|props|targets|user|md)$/i.test(relative) ||
    /(?:^|\/)(?:Dockerfile|\.dockerignore|\.gitignore|launchSettings\.json)$/.test(relative)
  );
}

const tools: ReadonlySet<string> = new Set(['dotnet']);
