/** Which image runs a Node.js program: Google's of the same major version, or `cc` with the interpreter carried. */
import { findImage } from '../../../catalogue/images';
import { throughMirror } from '../../../catalogue/mirrors';
import { parseReference } from '../../../catalogue/reference';
import { decline, type Ledger, note } from '../../decision';
import { type LaunchPlan, withLeading } from '../../launch-plan';
import { targetReference } from '../../targets';
import { keywordStyle } from '../../text';
import type { Application, RuntimePlan } from '../application';

type NodeRuntime = Pick<
  RuntimePlan,
  'image' | 'lines' | 'environment' | 'launch' | 'builderEdits' | 'covers' | 'programs' | 'confirms'
>;

/** `launch` starts with `node`. Undefined with a reason where neither is sure. */
export function decideNodeRuntime(
  app: Application,
  launch: LaunchPlan,
  ledger: Ledger,
): NodeRuntime | undefined {
  const { image, subject } = app;
  const keyword = keywordStyle(subject.dockerfile);
  const shared = { builderEdits: [], environment: [], confirms: () => true };
  const vendor = vendorImage(app, ledger.keepsRoot);
  if (vendor !== undefined) {
    const own = launch.entrypointWords === 0 && launch.init === undefined ? [] : ['/nodejs/bin/node'];
    return {
      ...shared,
      image: vendor,
      lines: [],
      launch: withLeading(launch, 1, own),
      covers: isGlobal,
      programs: ['/nodejs/bin/node'],
    };
  }
  if (image.libc?.kind !== 'glibc')
    return decline(
      ledger,
      `Node.js of \`${app.effects.stage.imageText ?? ''}\` is linked with another C library than the distroless bases have.`,
      app.effects.stage.imageSpan,
      'libc-mismatch',
    );
  note(
    ledger,
    'There is no distroless image of this version of Node.js: the interpreter is carried from the build stage, whose tag decides about its updates.',
  );
  return {
    ...shared,
    image: targetReference('cc', subject.settings, ledger.keepsRoot),
    lines: [`${keyword('COPY')} --from={build} /usr/local/bin/node /usr/local/bin/node`],
    launch,
    covers: isGlobal,
    programs: ['/usr/local/bin/node'],
  };
}

/** Google's image of the major version, where the tag leaves the rest open: a patch release that is named stays. */
function vendorImage({ image, subject }: Application, keepsRoot: boolean): string | undefined {
  if (image.version === undefined || !/^\d+$/.test(image.version)) return undefined;
  const name = `gcr.io/distroless/nodejs${image.version}-debian13:${keepsRoot ? 'latest' : 'nonroot'}`;
  const reference = parseReference(name);
  const known = reference === undefined ? undefined : findImage(reference);
  if (known === undefined || known.support.status !== 'current') return undefined;
  return throughMirror(name, subject.settings.imageMirrors);
}

/** Where `npm install -g` puts programs, and package managers their stores: nothing that `node` alone needs. */
function isGlobal(path: string): boolean {
  return /^\/root\/\.local(?:\/|$)|^\/usr\/local\/(?:lib\/node_modules|bin|share|include)(?:\/|$)|^\/(?:usr\/(?:bin|lib\/node_modules)|opt)$/.test(
    path,
  );
}
