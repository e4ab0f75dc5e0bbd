/** Which base without a shell runs a program, and which libraries of the builder come along. */

import type { CatalogueImage } from '../../catalogue/types';
import type { Edit } from '../../edits/change';
import { lineage } from '../../model/build';
import type { Application } from '../applications/application';
import { systemPackages } from '../applications/system-packages';
import { decline, type Ledger, note } from '../decision';
import { pinBuilder } from '../go/pin-builder';
import type { LaunchPlan } from '../launch-plan';
import { isNewer, type RuntimeBase, targetGlibc, targetReference } from '../targets';
import { keywordStyle } from '../text';
import { builderName, lineageOf, type NativeProgram } from './find-program';
import type { LinkedLibraries } from './rust-libraries';

export interface NativeBase {
  readonly image: string;
  readonly lines: readonly string[];
  readonly builderEdits: readonly Edit[];
}

/** Undefined with reasons where the C library of the builder does not fit, or a library is one that cannot be carried. */
export function nativeBase(
  app: Application,
  program: NativeProgram,
  linked: LinkedLibraries,
  launch: LaunchPlan,
  ledger: Ledger,
): NativeBase | undefined {
  const { artifact, image, builder } = program;
  const { span } = artifact;
  const reference = (base: RuntimeBase): string =>
    targetReference(base, app.subject.settings, ledger.keepsRoot);
  for (const why of linked.needs) decline(ledger, why, span);
  if (artifact.dynamic === false) {
    // A static program needs nothing; an init that is carried with it is linked with the C library.
    const base = launch.init === undefined ? 'static' : 'base-nossl';
    return { image: reference(base), lines: [], builderEdits: [] };
  }
  if (artifact.dynamic === undefined && artifact.presumablyDynamic !== true)
    return decline(
      ledger,
      `How \`${artifact.tool}\` links the program cannot be told from the command.`,
      span,
    );
  if (image === undefined)
    return decline(
      ledger,
      `The program is linked with the C library of \`${builder.stage.imageText ?? ''}\`, an image that Distill does not know.`,
      builder.stage.imageSpan,
    );
  if (artifact.libc === 'musl' || image.libc?.kind === 'musl')
    return decline(
      ledger,
      'The program is linked with musl as a shared library: a distroless base has glibc. Linked statically it would run on `static`.',
      span,
      'libc-mismatch',
    );
  if (image.libc?.kind !== 'glibc' || image.libc.version === undefined)
    return decline(
      ledger,
      `Which C library \`${lineage(builder.stage).at(-1)?.imageText ?? ''}\` has cannot be told, and the program is linked with it.`,
      builder.stage.imageSpan,
    );
  if (isNewer(image.libc.version, targetGlibc) !== false)
    return decline(
      ledger,
      `The program is linked with glibc ${image.libc.version} of \`${builder.stage.imageText ?? ''}\`, which is newer than that of the distroless images (${targetGlibc}).`,
      builder.stage.imageSpan,
      'libc-mismatch',
    );
  for (const { why } of linked.obstacles) decline(ledger, why, span, 'missing-shared-library');
  const needed = linked.libraries.flatMap(name => carriedAs(name, image.distribution?.codename) ?? [name]);
  // The loader of Debian looks in the architecture's folder first: on `cc` the older ones would be found there.
  const gccFolder = newerGcc(image);
  const ownGcc = gccFolder === undefined ? [] : needed.filter(name => ofGcc.has(name));
  const lines = needed.filter(name => !onBase.has(name));
  const { otherSources } = systemPackages(lineageOf(program, app));
  if (needed.includes('libstdc++.so.6') && otherSources.length > 0)
    decline(
      ledger,
      "Packages come from other sources than the distribution's own: the C++ library may be newer than that of the distroless images.",
      otherSources[0],
      'libc-mismatch',
    );
  const unknown = lines.filter(name => !simple.has(name));
  if (unknown.length > 0)
    decline(
      ledger,
      `The program links ${unknown.map(name => `\`${name}\``).join(', ')}: which other libraries that needs is not known to Distill.`,
      span,
      'missing-shared-library',
    );
  if (ledger.reasons.length > 0) return undefined;
  if (lines.length > 0)
    note(
      ledger,
      `${lines.map(name => `\`${name}\``).join(', ')} ${lines.length > 1 ? 'come' : 'comes'} from the image that the program was built on, whose tag decides about ${lines.length > 1 ? 'their' : 'its'} updates.`,
      span,
    );
  const copy = `${keywordStyle(app.subject.dockerfile)('COPY')} --from=${builderName(program, app)}`;
  const root = /^(?:bullseye|buster|stretch|focal|bionic)$/.test(image.distribution?.codename ?? '')
    ? ''
    : '/usr';
  const files = [
    ...lines.map(name => `${folderOf(name, root)}/*-linux-gnu/${name}`),
    ...ownGcc.map(name => `${gccFolder ?? ''}/${name}`),
  ];
  const base = smallest(artifact.ecosystem === 'rust' ? ['libgcc_s.so.1'] : needed, ownGcc.length > 0);
  return {
    image: reference(base),
    lines: files.length === 0 ? [] : [`${copy} ${files.sort().join(' ')} /usr/lib/`],
    builderEdits: pinBuilder(builder, ledger),
  };
}

/** Where an image has libraries of GCC that are newer than Debian 13's 14: those of gcc's own image, of Ubuntu 25.04. */
function newerGcc({ repository, distribution }: CatalogueImage): string | undefined {
  if (repository === 'gcc') return '/usr/local/lib64';
  return distribution?.codename === 'plucky' ? '/usr/lib/*-linux-gnu' : undefined;
}

/** The smallest image that has the libraries, those of GCC aside where they come along. */
function smallest(needed: readonly string[], bringsGcc: boolean): RuntimeBase {
  if (!bringsGcc && needed.some(name => ofGcc.has(name))) return 'cc';
  return needed.some(name => /^lib(?:ssl|crypto|z|zstd)\.so/.test(name)) ? 'base' : 'base-nossl';
}

/** Before folders were merged into `/usr`, some libraries lay in `/lib` (the packages' lists of files). */
function folderOf(name: string, root: string): string {
  const inRoot = /^lib(?:bz2|lzma|z|crypt)\.so/.test(name);
  return `${inRoot ? root : '/usr'}/lib`;
}

/** The name of OpenSSL's libraries follows its version, which the distribution decides. */
function carriedAs(name: string, codename: string | undefined): readonly string[] | undefined {
  if (name !== 'libssl' && name !== 'libcrypto') return undefined;
  const old = /^(?:stretch|buster|bullseye|bionic|focal)$/.test(codename ?? '');
  return [`${name}.so.${old ? '1.1' : '3'}`];
}

/** On `cc` (facts/images.json). */
const onBase: ReadonlySet<string> = new Set([
  'libssl.so.3',
  'libcrypto.so.3',
  'libz.so.1',
  'libzstd.so.1',
  'libstdc++.so.6',
  'libgcc_s.so.1',
  'libgomp.so.1',
]);

/** They need nothing but what `cc` has, or one another (the Depends of their packages in Debian and Ubuntu). */
const simple: ReadonlySet<string> = new Set([
  'libssl.so.1.1',
  'libcrypto.so.1.1',
  'libbz2.so.1.0',
  'liblzma.so.5',
  'libsqlite3.so.0',
  'libcrypt.so.1',
  'libuuid.so.1',
  'libsodium.so.23',
  'libgmp.so.10',
  'libyaml-0.so.2',
  'libev.so.4',
  'libuv.so.1',
  'libjansson.so.4',
  'libpcre2-8.so.0',
  'libexpat.so.1',
]);

/** What GCC brings itself, and its own image in a folder of its own, newer than Debian's. */
const ofGcc: ReadonlySet<string> = new Set(['libstdc++.so.6', 'libgcc_s.so.1', 'libgomp.so.1']);
