/** Whose program a stage starts, where its base image alone does not tell. */
import type { CatalogueImage } from '../../catalogue/types';
import { type Contents, lookup, originOf } from '../../effects/contents';
import type { StageEffects } from '../../effects/stage-effects';
import { rootImage } from '../../model/build';
import { type Launch, readLaunch } from '../../model/launch';
import { baseName, isWithin } from '../../model/paths';
import type { Subject } from '../../subject';
import { findStarted, goOutputOf } from '../go/programs';
import type { Language, Shelled } from './application';

/** Entrypoints of official images that start what they are given, whatever it is. */
const handing: ReadonlySet<string> = new Set([
  // Node.js: runs `node` before words that are no program.
  'docker-entrypoint.sh',
  // Bun: the same for `bun`.
  '/usr/local/bin/docker-entrypoint.sh',
  // Deno: behind an init, runs `deno` before its verbs.
  '/tini -- docker-entrypoint.sh',
  // Eclipse Temurin: adds certificates of the system, where USE_SYSTEM_CA_CERTS asks for it.
  '/__cacert_entrypoint.sh',
  // Maven: fills ~/.m2 from /usr/share/maven/ref.
  '/usr/local/bin/mvn-entrypoint.sh',
]);

/** The start of a stage, without an entrypoint of the base image that only hands on what it is given. */
export function startOf({ stage }: Pick<StageEffects, 'stage'>): Launch | undefined {
  return readLaunch(stage, words => handing.has(words.join(' ')));
}

/** `java`, `dotnet` and `cargo` by name, machine code by what compiled it; undefined for everything else. */
export function startedLanguage(effects: StageEffects): Language | undefined {
  const launch = startOf(effects);
  const first = launch?.argv?.[0] ?? launch?.computed?.[0];
  // A script, or more than one command: what an image of Java starts is mostly Java, and what else is compiled runs.
  const otherwise = isOnJava(effects) ? 'java' : compiles(effects) ? 'native' : undefined;
  if (first?.value === undefined) return launch === undefined ? undefined : otherwise;
  const word = { value: first.value, span: first.span };
  const name = baseName(word.value);
  if (name === 'cargo') return 'native';
  if (name === 'java' || name === 'dotnet') return name;
  const path = findStarted(word, effects)?.realPath;
  const origin = path === undefined ? undefined : originOf(lookup(effects.contents, path));
  const made = origin?.kind === 'built' ? origin.artifact.ecosystem : undefined;
  if (made === 'rust' || made === 'native') return 'native';
  if (made === 'dotnet' || made === 'java') return made;
  if (origin?.kind === 'built' || origin?.kind === 'go-binary') return undefined;
  // What is compiled runs by way of a script of the project, or of a shell.
  const script = origin?.kind === 'context' || /^(?:ba|da|a)?sh$/.test(name);
  return otherwise === 'native' && !script ? undefined : otherwise;
}

/** Programs of Rust, C and C++ are made for the image, here or in another stage, and nothing of an interpreted language. */
function compiles({ dependencies, contents }: StageEffects): boolean {
  if (dependencies.length > 0) return false;
  if (hasProgram(contents, '/')) return true;
  return contents.grafts.some(
    ({ source }) => source.kind === 'contents' && hasProgram(source.contents, source.path),
  );
}

function hasProgram(contents: Contents, folder: string): boolean {
  return [...contents.entries.keys()].some(path => {
    if (!isWithin(path, folder)) return false;
    const found = lookup(contents, path);
    const origin = found.presence === 'yes' ? originOf(found) : undefined;
    if (origin?.kind !== 'built' || origin.artifact.kind !== 'program') return false;
    return origin.artifact.ecosystem === 'rust' || origin.artifact.ecosystem === 'native';
  });
}

/** Ruby or Elixir, on an official image of it; undefined where a program of Go is started there. */
export function shelledLanguage(
  { family, runtime }: CatalogueImage,
  effects: StageEffects,
  { effects: all }: Pick<Subject, 'effects'>,
): Shelled | undefined {
  if (family !== 'official' || (runtime !== 'ruby' && runtime !== 'elixir')) return undefined;
  const word = startOf(effects)?.argv?.[0];
  const started = word === undefined ? undefined : findStarted(word, effects);
  return started !== undefined && goOutputOf(started.found, all) !== undefined ? undefined : runtime;
}

function isOnJava({ stage }: StageEffects): boolean {
  const image = rootImage(stage);
  return image?.family === 'official' && /^(?:java|maven|gradle)$/.test(image.runtime ?? '');
}
