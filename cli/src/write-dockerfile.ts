/** Writes a Dockerfile back, or says why it could not. */
import { writeFile } from 'node:fs/promises';
import { causeOf } from './dockerfile';
import { CannotRun } from './terminal';

/** Writes through links and keeps the mode, as an editor would. */
export async function writeDockerfile(path: string, file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new CannotRun(`${path} cannot be written: ${causeOf(error)}.`);
  }
}
