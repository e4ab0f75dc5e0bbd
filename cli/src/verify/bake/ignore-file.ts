/** The ignore file that belongs to one Dockerfile only. */
import { stat } from 'node:fs/promises';

/** Whether BuildKit reads `<dockerfile>.dockerignore` in the place of the context's `.dockerignore`. */
export async function hasOwnIgnoreFile(dockerfile: string): Promise<boolean> {
  return stat(`${dockerfile}.dockerignore`).then(
    status => status.isFile(),
    () => false,
  );
}
