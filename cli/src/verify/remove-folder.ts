/** Removes the temporary folder of a run, which may hold mounts and, without root, files of other user ids. */
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { attempt } from './process';

/** Removes a folder and all below it; undefined, or what could not be removed and what to do. Never raises. */
export async function removeFolder(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  for (const mount of mountsBelow(folder)) {
    await attempt('umount', ['--lazy', mount], { environment, timeoutMs: 10_000 }).catch(() => undefined);
  }
  // What is mounted there may be somebody's own: never delete through a mount.
  if (mountsBelow(folder).length > 0)
    return `${folder} holds mounts that cannot be undone; unmount and remove it.`;
  const reason = await rm(folder, { recursive: true, force: true, maxRetries: 5 }).then(
    () => undefined,
    (error: Error) => error.message,
  );
  if (reason === undefined) return undefined;
  // Files of a user namespace can be removed from inside of one only.
  for (const program of ['podman', 'buildah']) {
    const args = ['unshare', 'rm', '-rf', '--', folder];
    await attempt(program, args, { environment, timeoutMs: 60_000 }).catch(() => undefined);
    if (!existsSync(folder)) return undefined;
  }
  return `${folder} cannot be removed (${reason}); please remove it.`;
}

/** Mount points in a folder, the deepest first. */
function mountsBelow(folder: string): readonly string[] {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .map(line => decode(line.split(' ')[4] ?? ''))
      .filter(path => path.startsWith(`${folder}/`))
      .reverse();
  } catch {
    return []; // Only Linux has engines that mount.
  }
}

/** The kernel writes spaces and the like as octal numbers. */
function decode(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
