import type { ContextEntry } from './build-context';

/** Files whose text tells what a build makes and what its program needs; most important first. */
export function wantedFiles(source: string, entries: ReadonlyMap<string, ContextEntry>): string[] {
  const ranked: { path: string; rank: number }[] = [];
  for (const [path, entry] of entries) {
    if (entry.kind !== 'file') continue;
    const rank = rankOf(path, source);
    if (rank !== undefined) ranked.push({ path, rank });
  }
  ranked.sort((a, b) => a.rank - b.rank || (a.path < b.path ? -1 : 1));
  return ranked.map(item => item.path);
}

function rankOf(path: string, source: string): number | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name.endsWith('.dockerignore')) return 0;
  if (name === 'go.mod' || name === 'go.work') return 1;
  if (/^(?:GNUm|m|M)akefile$|\.mk$/.test(name)) return 1;
  if (
    name === 'heroku.yml' ||
    name === '.gitignore' ||
    /^(?:action|(?:docker-)?compose(?:[.-][\w.-]+)?)\.ya?ml$/i.test(name)
  )
    return 1;
  if (/\.(?:sh|bash)$/.test(name) || (!name.includes('.') && source.includes(name))) return 2;
  // Tests are never part of a program; in vendor, what imports C decides about cgo.
  if (name.endsWith('_test.go') || /(?:^|\/)(?:testdata|node_modules)\//.test(path)) return undefined;
  // Workflows and manifests say how the image is built and started elsewhere.
  if (/\.ya?ml$/.test(name)) return 4;
  if (name.endsWith('.go')) return path.startsWith('vendor/') || path.includes('/vendor/') ? 5 : 3;
  return undefined;
}
