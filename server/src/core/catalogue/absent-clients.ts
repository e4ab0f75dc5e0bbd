/** Open images whose makers leave `curl`, `wget`, Yarn or Corepack out: elsewhere only presence is known. */
import clientData from './clients.generated.json';
import type { CatalogueImage } from './types';

interface Row {
  readonly repositories: readonly string[];
  /** The distribution inside, any by default, and the first version of it that is known. */
  readonly system?: string;
  readonly from?: string;
  /** A part of the tag. */
  readonly flavour?: string;
  /** The first version of the runtime that is known. */
  readonly versionFrom?: string;
  readonly lacks: readonly string[];
}

const rows: readonly Row[] = clientData;

/** Package managers that images of Node.js had, and newer ones have not. */
export type LeftOutProgram = 'yarn' | 'corepack';

/**
 * Whether an open image surely comes without the program; false where nothing is known. The facts are those of
 * facts/absent-clients.json, each with what was read for it.
 */
export function lacksProgram(image: CatalogueImage, client: 'curl' | 'wget' | LeftOutProgram): boolean {
  if (image.closed || image.variant !== 'plain' || image.tools.includes(client)) return false;
  const { distribution, repository, tag } = image;
  // A tag that names no release of .NET stands for one all the same.
  const version = image.version ?? image.currentVersion ?? tag;
  return rows.some(
    row =>
      row.repositories.includes(repository) &&
      row.lacks.includes(client) &&
      (row.system === undefined || row.system === distribution?.id) &&
      (row.flavour === undefined || tag.split('-').includes(row.flavour)) &&
      (row.from === undefined || reaches(distribution?.version, row.from)) &&
      (row.versionFrom === undefined || reaches(version, row.versionFrom)),
  );
}

/** Whether a dotted version is the other or a later one; false for what is no version. */
function reaches(version: string | undefined, other: string): boolean {
  const parts = (text: string): number[] => text.split('.').map(part => Number.parseInt(part, 10));
  const [major = Number.NaN, minor = 0] = parts(version ?? '');
  const [otherMajor = 0, otherMinor = 0] = parts(other);
  return major > otherMajor || (major === otherMajor && minor >= otherMinor);
}
