/** Which image runs a Node.js program: Google's of the same major version, or `cc` with the interpreter carried. */
import { findImage } from '../../../catalogue/images';
import { throughMirror } from '../../../catalogue/mirrors';
import { parseReference } from '../../../catalogue/reference';
import { decline, type Ledger, note } from '../../decision';
import { withLeading } from '../../launch-plan';
import { isNewer, targetGlibc, targetReference } from '../../targets';
import { keywordStyle } from '../../text';
import type { Application, RuntimePlan } from '../application';
import { startedByName } from '../check-starts';
import { type DebianBuilder, isLiteral, planDebianBuilder, rootStage } from './debian-builder';
import { startsNodeByName } from './external-programs';
import type { NodeStart } from './start';

type NodeRuntime = Pick<
  RuntimePlan,
  'image' | 'lines' | 'environment' | 'launch' | 'builderEdits' | 'covers' | 'programs'
>;

/** The launch starts with `node`. Undefined with a reason where neither is sure. */
export function decideNodeRuntime(
  app: Application,
  start: NodeStart,
  ledger: Ledger,
): NodeRuntime | undefined {
  const { subject } = app;
  const { launch } = start;
  const builder = planDebianBuilder(app, start, ledger);
  if (builder === undefined) return undefined;
  const shared = {
    builderEdits: builder.edits,
    environment: [],
    covers: isGlobal,
  };
  const named = startedByName(app) ?? startsNodeByName(app, start);
  const google = vendorImage(app, ledger.keepsRoot);
  const vendor = named === undefined && !('why' in google) ? google.image : undefined;
  if (vendor !== undefined) {
    const own = launch.entrypointWords === 0 && launch.init === undefined ? [] : ['/nodejs/bin/node'];
    return {
      ...shared,
      image: vendor,
      lines: [],
      launch: withLeading(launch, 1, own),
      programs: ['/nodejs/bin/node'],
    };
  }
  if (!runsOnBase(app, builder, ledger)) return undefined;
  const from = builder.interpreter === undefined ? 'the image of the original' : `\`${builder.interpreter}\``;
  note(
    ledger,
    `${named ?? ('why' in google ? google.why : '')}: the interpreter is carried from ${from}, whose tag decides about its updates.`,
  );
  return {
    ...shared,
    image: targetReference('cc', subject.settings, ledger.keepsRoot),
    lines: carriedFiles(app, builder.interpreter ?? '{image}'),
    launch,
    programs: ['/usr/local/bin/node'],
  };
}

/** Whether the interpreter, and what was compiled beside it, ask for no newer C library than the base has. */
function runsOnBase({ image, effects }: Application, { edits }: DebianBuilder, ledger: Ledger): boolean {
  const isDebian = image.libc?.kind === 'glibc' && isNewer(image.libc.version, targetGlibc) === false;
  if (isDebian || image.libc?.kind === 'musl' || edits.length > 0) return true;
  const { imageText = '', imageSpan } = rootStage(effects.stage);
  decline(
    ledger,
    `The C library of \`${imageText}\` is not known to be as old as that of the distroless bases.`,
    imageSpan,
    'newer-glibc-artifact',
  );
  return false;
}

/**
 * The interpreter, for which `cc` has all libraries but one: Node.js links libatomic since version 25 (read from the
 * binaries in the lab), and tags that float over versions get there. The codenames are those of versions before.
 */
function carriedFiles({ image, subject }: Application, from: string): readonly string[] {
  const copy = `${keywordStyle(subject.dockerfile)('COPY')} --from=${from}`;
  const named =
    /(?:^|-)(?:argon|boron|carbon|dubnium|erbium|fermium|gallium|hydrogen|iron|jod|krypton)(?:-|$)/;
  const newest = named.test(image.tag) ? '24' : '99';
  const major = Number(/^\d+/.exec(image.version ?? '')?.[0] ?? newest);
  return [
    `${copy} /usr/local/bin/node /usr/local/bin/node`,
    ...(major < 25 ? [] : [`${copy} /usr/lib/*-linux-gnu/libatomic.so.1 /usr/lib/`]),
  ];
}

/**
 * Google's image of the major version, where the tag leaves the rest open: a patch release, a digest or a build
 * argument that names it stays in force.
 */
function vendorImage(
  { image, subject, effects }: Application,
  keepsRoot: boolean,
): { readonly image: string } | { readonly why: string } {
  const root = rootStage(effects.stage);
  const none = { why: 'There is no distroless image of this version of Node.js' };
  if (!isLiteral(root)) return { why: 'A build argument says which Node.js it is' };
  if (root.base.kind === 'image' && root.base.reference.digest !== undefined)
    return { why: 'A digest says which Node.js it is' };
  if (image.version === undefined)
    return { why: 'The tag goes from one version of Node.js to the next, which no distroless image does' };
  if (!/^\d+$/.test(image.version)) return none;
  const name = `gcr.io/distroless/nodejs${image.version}-debian13:${keepsRoot ? 'latest' : 'nonroot'}`;
  const reference = parseReference(name);
  const known = reference === undefined ? undefined : findImage(reference);
  if (known === undefined || known.support.status !== 'current') return none;
  return { image: throughMirror(name, subject.settings.imageMirrors) };
}

/** Where `npm install -g` puts programs, and package managers their stores: nothing that `node` alone needs. */
export function isGlobal(path: string): boolean {
  return /^\/root\/\.local(?:\/|$)|^\/usr\/local\/(?:lib\/node_modules|bin|share|include)(?:\/|$)|^\/(?:usr\/(?:bin|lib\/node_modules)|opt)$/.test(
    path,
  );
}
