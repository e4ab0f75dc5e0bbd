/** What stands around the image that ships, and must go on working with the new one: probes, other starts, mounts. */
import type { Instruction } from '../../syntax/instruction';
import { bindMounts, composeServices } from '../compose';
import { type Ledger, needRoot } from '../decision';
import { volumesOf } from '../go/ownership';
import { javaPorts } from '../java/ports';
import type { PartPlan } from '../launch-plan';
import { exposedPorts, lowPort, noteLowPort } from '../low-ports';
import { nativeWritesFile } from '../native/writes';
import { checkSecretMounts } from '../secret-mounts';
import { checkPlatforms, checkRights } from '../surroundings';
import type { RuntimeUser } from '../users';
import type { RuntimePlan } from './application';
import { checkStarts, startedImage } from './check-starts';
import { checkMounts } from './mounts';
import { planProbe } from './probe';
import type { NewImage } from './programs-there';
import { runMounts } from './run-mounts';
import { writeBelow } from './writes';

/**
 * Checks everything in the project that uses the image, and plans the health check. `stageName` is the stage that stays
 * as the original was; undefined where there is none.
 */
export function checkAround(
  image: NewImage & { readonly plan: RuntimePlan },
  health: Instruction | undefined,
  user: RuntimeUser,
  stageName: string | undefined,
  ledger: Ledger,
): PartPlan {
  const { app, places } = image;
  const { subject, chain, workdir } = app;
  const { imageSpan } = app.effects.stage;
  const healthcheck = planProbe(health, image, ledger);
  checkStarts(image, stageName, ledger);
  const started = startedImage(app);
  checkPlatforms(subject, started, ledger);
  const services = composeServices(subject, started);
  const set = app.language === 'java' ? javaPorts(app, services) : [];
  const ports = [...exposedPorts(chain), ...set];
  for (const { service, where } of services) {
    checkRights(service, `T${where.slice(1)}`, imageSpan, ledger);
    const low = lowPort(ports);
    if (user.wasRoot && service.network_mode === 'host' && low !== undefined)
      needRoot(
        ledger,
        `T${where.slice(1)} uses the host's network, in which only root may listen on port ${low.text}.`,
        low.span,
      );
  }
  if (user.wasRoot) noteLowPort(ports, ledger);
  const mounts = [
    ...bindMounts(subject, started),
    ...runMounts(subject, [...places.map(({ path }) => path), ...volumesOf(chain)]),
  ];
  if (user.wasRoot) {
    const written = (folder: string) => writeBelow(app, image.plan, folder);
    const writesFile = (path: string) =>
      app.language === 'native' ? nativeWritesFile(app, path) : undefined;
    checkMounts(mounts, subject, workdir, imageSpan, written, writesFile, ledger);
    checkSecretMounts(services, subject, imageSpan, ledger);
  }
  return healthcheck;
}
