/** The slim variant of an official image: the same version on the same release of Debian. */
import { resolveTag } from './official-tags';
import { type ImageReference, parseReference } from './reference';
import { withDistribution } from './variants';

/**
 * `node:20-bookworm` → `node:20-bookworm-slim`, `python:3.11-bookworm` → `python:3.11-slim-bookworm`; undefined for
 * an image that is no full one on Debian, for one that is held by a digest, and where no slim tag of the same version
 * is known. Where the slim tag means another release of Debian, the one of the full image is written out.
 */
export function slimVariant(reference: ImageReference): string | undefined {
  const { repository, tag = 'latest', digest } = reference;
  const full = resolveTag(repository, tag);
  if (digest !== undefined || full === undefined || !/^(?:\d+ otp)?$/.test(full.flavour)) return undefined;
  if (repository === 'elixir') return slimElixir(reference, tag);
  if (full.distribution?.id !== 'debian' || full.distribution.codename === undefined) return undefined;
  const { codename } = full.distribution;
  const name = reference.text.slice(0, reference.nameEnd);
  for (const words of placed(tag === 'latest' ? [] : tag.split('-'))) {
    const candidate = words.join('-');
    const slim = resolveTag(repository, candidate);
    if (slim === undefined || slim.inferred !== full.inferred) continue;
    if (slim.flavour !== 'slim' || slim.version !== full.version) continue;
    if (slim.distribution?.codename === codename) return `${name}:${candidate}`;
    const written = parseReference(`${name}:${candidate}`);
    const fixed = written === undefined ? undefined : withDistribution({ ...written, repository }, codename);
    if (fixed !== undefined && !slim.named) return fixed;
  }
  return undefined;
}

/**
 * Every release has a slim tag beside the full one, on the same image of Erlang and so on the same release of Debian,
 * which the facts do not name (docker-library/official-images, library/elixir; erlef/docker-elixir: `FROM erlang:26`
 * and `FROM erlang:26-slim`).
 */
function slimElixir(reference: ImageReference, tag: string): string | undefined {
  // Older ones are on releases of Debian whose packages have moved to the archive.
  if (/^1\.(?:\d|1[01])(?!\d)|otp-(?:1\d|2[0-3])/.test(tag)) return undefined;
  const name = reference.text.slice(0, reference.nameEnd);
  const candidate = tag === 'latest' ? 'slim' : `${tag}-slim`;
  return resolveTag('elixir', candidate) === undefined ? undefined : `${name}:${candidate}`;
}

/** Owners disagree on the order (`20-bookworm-slim`, `3.11-slim-bookworm`), so `slim` is tried at each place. */
function placed(words: readonly string[]): string[][] {
  const places = words.map((_, at) => [
    ...words.slice(0, words.length - at),
    'slim',
    ...words.slice(words.length - at),
  ]);
  return words.length === 0 ? [['slim']] : places;
}
