/** Virtual environments that Compose hides behind a mount of the project's folder. */
import { isWithin } from '../../../model/paths';
import { bindMounts, namedVolumes } from '../../compose';
import type { Application } from '../application';
import { startedImage } from '../check-starts';

/**
 * The service that mounts a folder of the host over the one in which an environment lies, with the place it mounts
 * over; undefined where none does, or where a volume is mounted over the environment again.
 */
export function hiddenBy(
  app: Application,
  environment: string,
): { readonly where: string; readonly path: string } | undefined {
  const started = startedImage(app);
  const volumes = namedVolumes(app.subject, started);
  return bindMounts(app.subject, started).find(
    ({ path, where }) =>
      isWithin(environment, path) &&
      !volumes.some(
        volume =>
          volume.service.where === where && isWithin(environment, volume.path) && isWithin(volume.path, path),
      ),
  );
}
