/**
 * Files beside a compiled program that a build may find or not: what Git ignores, which a fresh clone lacks, and a
 * `.env` that the program loads. The original takes them along wherever they exist; so must the conversion.
 */
import type { SourceView } from '../../effects/source-view';
import { isWithin, joinPath, parentPath } from '../../model/paths';
import { type Ledger, note } from '../decision';
import { gitIgnored, looksLikeFile, wouldBeCopied } from '../go/absent-files';
import type { Application } from './application';
import type { Place } from './places';

/** The place as it is, or as one whose absence a build must forgive: Git ignores all that the context puts there. */
export function markOptional(app: Application, view: SourceView): (place: Place) => Place {
  const ignored = gitIgnored(app.subject.context.texts);
  const named = namedByCopies(app);
  return place => {
    if (!plainPath.test(place.path) || named.has(place.path)) return place;
    const inside = [...view.files].filter(([path]) => isWithin(path, place.path));
    const all = inside.length > 0 && inside.every(([path, source]) => ignored(source) && !named.has(path));
    return all ? { ...place, optional: true } : place;
  };
}

/** What the sources name, a COPY of a folder would bring and the context lacks: a `.env`, or what Git ignores. */
export function absentPlaces(
  { subject, effects, workdir }: Application,
  texts: readonly string[],
  isBuildOnly: (path: string) => boolean,
): readonly Place[] {
  const ignored = gitIgnored(subject.context.texts);
  const names = new Set<string>();
  for (const text of texts) {
    if (loadsDotenv.test(text)) names.add('.env');
    for (const [, name = ''] of text.matchAll(/"(?:\.\/)?([\w.-][\w./-]*)"/g))
      if (looksLikeFile(name) && ignored(name)) names.add(name);
  }
  if ([...subject.context.texts].some(([path, text]) => ofJava.test(path) && text.includes('spring-dotenv')))
    names.add('.env');
  const paths = [...names].flatMap(name => joinPath(workdir, name) ?? []);
  return paths
    .filter(path => plainPath.test(path) && !isBuildOnly(path))
    .filter(path => wouldBeCopied(path, effects.contents, subject.tree))
    .slice(0, maximum)
    .map(path => ({ path, directory: false, optional: true }));
}

/** Says that such a place is not certain to be in the image. */
export function noteOptional(places: readonly Place[], ledger: Ledger): void {
  for (const { path, optional } of places)
    if (optional === true)
      note(ledger, `\`${path}\` is not in every build context: it goes along wherever a build finds it.`);
}

/** How a COPY names a place: by a pattern that may match nothing, which BuildKit forgives, where it may be absent. */
export function copyOf({ path, directory, optional }: Place): { from: string; to: string } {
  if (optional !== true) return { from: path, to: path };
  const from = `${path.slice(0, -1)}[${path.slice(-1)}]`;
  // Of a folder that a pattern matches COPY takes the content.
  return { from, to: directory ? path : parentPath(path) };
}

/** More than this many is no configuration but data. */
const maximum = 8;

/** What a COPY takes as it is written, without quotes. */
const plainPath = /^\/[\w./@+-]*\w$/;

/**
 * `dotenv` and `dotenvy` of Rust, dotenv-java and spring-dotenv, DotNetEnv and dotenv.net, dotenv-cpp, Spring's
 * `optional:file:.env[.properties]`, or the name itself.
 */
const loadsDotenv =
  /\bdotenvy?(?:_override)?\s*(?:::\s*(?:dotenv|load|init|from_path)\w*\s*)?\(|\bdotenvy?::|\bDotenv\s*\.|\b(?:DotNetEnv|DotEnv)\b|"(?:\.\/)?\.env"|\bfile:(?:\.\/)?\.env\b/;

/** Where a project of Java names its libraries: that one loads the file by itself. */
const ofJava = /(?:^|\/)(?:pom\.xml|[\w.-]+\.gradle(?:\.kts)?|libs\.versions\.toml)$/;

/** What a COPY or ADD of the original names by itself: without it, that fails as well. */
function namedByCopies({ chain }: Application): ReadonlySet<string> {
  const named = new Set<string>();
  for (const { contents } of chain) {
    for (const [path, list] of contents.entries)
      if (list.some(({ entry }) => entry.origin.kind === 'context')) named.add(path);
    for (const { destination, source } of contents.grafts)
      if (source.kind === 'context' && source.path !== '') named.add(destination);
  }
  return named;
}
