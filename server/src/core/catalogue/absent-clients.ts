/** Open images whose makers leave `curl` or `wget` out: elsewhere only presence is known. */
import type { CatalogueImage } from './types';

/**
 * Whether an open image surely comes without the client; false where nothing is known. Debian's and Ubuntu's base
 * images hold the required packages only (debuerreotype, `--variant=minbase`), and Alpine has the `wget` of BusyBox but
 * no `curl`. The slim and Alpine Dockerfiles of docker-library/python and nodejs/docker-node purge what they download
 * with; dotnet/dotnet-docker downloads in a stage of its own since .NET 6.
 */
export function lacksClient(image: CatalogueImage, client: 'curl' | 'wget'): boolean {
  if (image.closed || image.variant !== 'plain' || image.tools.includes(client)) return false;
  const alpine = image.distribution?.id === 'alpine';
  if (alpine && client === 'wget') return false;
  const { repository, tag } = image;
  if (repository === 'alpine') return true;
  // Older systems, and the slim images on them, are not known well enough.
  const system = Number.parseFloat(image.distribution?.version ?? '');
  if (repository === 'debian') return system >= 9;
  if (repository === 'ubuntu') return system >= 18;
  const version = image.version ?? image.currentVersion ?? '';
  const recent = repository === 'node' ? Number.parseInt(version, 10) >= 14 : isRecentPython(version);
  if (/^(?:python|node)$/.test(repository)) return recent && (alpine || /(?:^|-)slim(?:-|$)/.test(tag));
  if (/^mcr\.microsoft\.com\/dotnet\/(?:aspnet|runtime|runtime-deps)$/.test(repository))
    return Number.parseInt(image.version ?? tag, 10) >= 6;
  return false;
}

function isRecentPython(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 3 && minor >= 8;
}
