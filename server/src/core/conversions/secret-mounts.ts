/** Keys and passwords that Compose mounts from the host: who keeps such a file closes it to everybody else. */
import { cleanPath, isWithin, relativeTo } from '../model/paths';
import type { Subject } from '../subject';
import type { Span } from '../syntax/span';
import { type ComposeService, contextRoot, mountsOf } from './compose';
import { type Ledger, needRoot } from './decision';

/**
 * Has root kept where a service mounts a file or folder of the host that only its owner may read. ssh-keygen, certbot
 * (`/etc/letsencrypt/live`), openssl's private keys, `gcloud`, `aws` and `kubectl` make theirs so, and who writes
 * passwords into a file is told to. What Git has brought is open to all: Git knows no mode 600.
 */
export function checkSecretMounts(
  services: readonly ComposeService[],
  subject: Subject,
  span: Span | undefined,
  ledger: Ledger,
): void {
  for (const service of services)
    for (const [source, target] of mountsOf(service)) {
      if (!/^[./~$]/.test(source) || !closed.test(source)) continue;
      const inside = relativeTo(cleanPath(`${service.folder}/${source}`), contextRoot(subject));
      if (source.startsWith('.') && isKnown(inside, subject)) continue;
      needRoot(
        ledger,
        `T${service.where.slice(1)} mounts \`${target}\`: keys and passwords are mostly readable for their owner only, and for root.`,
        span,
      );
    }
}

const closed = new RegExp(
  [
    String.raw`(?:^|/)\.(?:ssh|aws|kube|gnupg|netrc|pgpass)(?:/|$)`,
    String.raw`(?:^|/)letsencrypt(?:/|$)`,
    String.raw`(?:^|/)(?:id_(?:rsa|dsa|ecdsa|ed25519)|privkey[\w-]*\.pem)$`,
    String.raw`\.(?:key|p12|pfx|jks|keystore|kdbx)$`,
    String.raw`(?:^|[/_.-])(?:secrets?|passwords?|credentials?|private[_-]?key|service[_-]?account[\w-]*)\.\w+$`,
  ].join('|'),
  'i',
);

function isKnown(path: string, { context }: Subject): boolean {
  return [...context.entries.keys()].some(name => name === path || isWithin(`/${name}`, `/${path}`));
}
