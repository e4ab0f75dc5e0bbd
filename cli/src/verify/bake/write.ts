/** `docker-bake.hcl` with originals and conversions, for whoever lets a BuildKit cluster do the building. */
import { resolve } from 'node:path';
import type { BuildOptions } from '../engines/engine';
import { list, quoted, quotedLines, survivesHcl } from './hcl';
import { contextPath, distinctName, plainName, slashed, targetName } from './targets';

export interface BakeSubject {
  /** Absolute paths. */
  readonly dockerfile: string;
  readonly context: string;
  readonly stage: string | undefined;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly conversions: readonly BakeConversion[];
  /** Whether there is a `<dockerfile>.dockerignore` (`hasOwnIgnoreFile`). */
  readonly ownIgnoreFile: boolean;
}

export interface BakeConversion {
  /** What `--to` said. */
  readonly name: string;
  /** The text. Stages keep their names in it. */
  readonly dockerfile: string;
}

/** What is the same for all targets. */
export type BakeOptions = Pick<BuildOptions, 'network' | 'platform' | 'pull' | 'noCache' | 'secrets'> & {
  /** Where relative paths of secrets start. */
  readonly cwd: string;
};

export interface BakeFile {
  /** Undefined when every subject is left out. */
  readonly text: string | undefined;
  readonly leftOut: readonly { readonly dockerfile: string; readonly reason: string }[];
}

interface Target {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/**
 * The text of a bake file that is to lie in `folder`, where it must also be run: bake takes paths from where it is
 * started. Files that have nothing to compare, or that bake would build otherwise, are left out with the reason.
 */
export function writeBake(subjects: readonly BakeSubject[], folder: string, options: BakeOptions): BakeFile {
  const leftOut: { dockerfile: string; reason: string }[] = [];
  const originals: Target[] = [];
  const conversions: Target[] = [];
  const nameOf = namesIn(folder, subjects);
  for (const [at, subject] of subjects.entries()) {
    const twice = subjects.findIndex(one => one.dockerfile === subject.dockerfile) < at;
    const reason = twice ? 'it is named twice.' : reasonAgainst(subject, folder);
    if (reason !== undefined) {
      leftOut.push({ dockerfile: subject.dockerfile, reason });
      continue;
    }
    const name = nameOf(subject.dockerfile);
    const target = (variant: string, own: Target['attributes']): Target => ({
      name: targetName(name, variant),
      attributes: {
        context: quoted(contextPath(folder, subject.context)),
        ...own,
        target: subject.stage === undefined ? undefined : quoted(subject.stage),
        args: argumentsOf(subject.buildArgs),
        ...shared(options, folder),
        // The only place where something is to be filled in.
        tags: `["\${REGISTRY}${name}:\${TAG}-${variant.replace(/[^a-zA-Z0-9_]/g, '_')}"]`,
      },
    });
    // Bake starts at the context, unlike `docker build`.
    const dockerfile = quoted(slashed(subject.context, subject.dockerfile));
    originals.push(target('original', { dockerfile }));
    for (const conversion of subject.conversions) {
      const inline = { 'dockerfile-inline': quotedLines(conversion.dockerfile, '  ') };
      conversions.push(target(conversion.name, inline));
    }
  }
  const text = originals.length === 0 ? undefined : bakeText(originals, conversions);
  return { text, leftOut };
}

function namesIn(folder: string, subjects: readonly BakeSubject[]): (dockerfile: string) => string {
  const files = [...new Set(subjects.map(({ dockerfile }) => dockerfile))];
  const plain = files.map(dockerfile => plainName(folder, dockerfile));
  return dockerfile => {
    const name = plainName(folder, dockerfile);
    const alone = plain.indexOf(name) === plain.lastIndexOf(name);
    return alone ? name : distinctName(folder, dockerfile);
  };
}

function reasonAgainst(subject: BakeSubject, folder: string): string | undefined {
  const { dockerfile, context, conversions, buildArgs, ownIgnoreFile } = subject;
  if (conversions.length === 0)
    return 'there is no conversion to compare it with; `distill convert` says why.';
  if (ownIgnoreFile) {
    const file = slashed(folder, `${dockerfile}.dockerignore`);
    return `bake would build the conversion without ${file}, because that applies to the file beside it only. Move it to .dockerignore in the context.`;
  }
  const texts = [dockerfile, context, ...conversions.map(one => one.dockerfile), ...Object.values(buildArgs)];
  if (!texts.every(survivesHcl)) {
    return 'it has characters in decomposed form (Unicode NFD), which bake files compose. Write them in composed form (NFC).';
  }
  return undefined;
}

function argumentsOf(buildArgs: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(buildArgs).map(
    ([name, value]) => `    ${quoted(name)} = ${quoted(value)}\n`,
  );
  return entries.length === 0 ? undefined : `{\n${entries.join('')}  }`;
}

function shared(options: BakeOptions, folder: string): Target['attributes'] {
  const { platform, network, pull, noCache, secrets, cwd } = options;
  const moved = secrets.map(secret =>
    // A value with a comma is quoted as in CSV, and left as it is.
    secret.replace(/(^|,)(src|source)=([^,"]+)/, (_, before, key, path) => {
      return `${before}${key}=${contextPath(folder, resolve(cwd, path))}`;
    }),
  );
  return {
    platforms: platform === undefined ? undefined : list(platform.split(',')),
    network: network === undefined ? undefined : quoted(network),
    pull: pull ? 'true' : undefined,
    'no-cache': noCache ? 'true' : undefined,
    secret: moved.length === 0 ? undefined : list(moved),
  };
}

const firstLine = '# Written by `distill verify --write-bake`. Start it in this folder:';

/** Whether a file is one of ours, which may be written anew: `docker-bake.hcl` is also what people call their own. */
export function isWrittenBake(text: string): boolean {
  return text.startsWith(firstLine);
}

const head = `${firstLine}
#
#     docker buildx bake -f THIS_FILE --load --metadata-file bake-metadata.json
#
# or with REGISTRY=registry.example/team/ in the environment, and --push in the place of --load.
# Then compare what was built: \`distill verify DOCKERFILE... --bake-metadata bake-metadata.json\`.

# In front of the names of the images, with a slash at its end.
variable "REGISTRY" {
  default = ""
}

variable "TAG" {
  default = "distill"
}
`;

function bakeText(originals: readonly Target[], conversions: readonly Target[]): string {
  const group = (name: string, members: readonly string[]) =>
    `\ngroup "${name}" {\n  targets = [\n${members.map(one => `    ${quoted(one)},\n`).join('')}  ]\n}\n`;
  const names = (targets: readonly Target[]) => targets.map(({ name }) => name);
  return [
    head,
    group('default', ['originals', 'conversions']),
    group('originals', names(originals)),
    group('conversions', names(conversions)),
    ...[...originals, ...conversions].map(targetText),
  ].join('');
}

function targetText({ name, attributes }: Target): string {
  const lines = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [`  ${key} = ${value}\n`],
  );
  return `\ntarget "${name}" {\n${lines.join('')}}\n`;
}
