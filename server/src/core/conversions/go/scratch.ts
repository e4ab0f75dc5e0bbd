/** What a program on scratch must bring itself: certificates, time zones, a passwd file, a place for temporary files. */
import { rootImage } from '../../model/build';
import { decline, type Ledger } from '../decision';
import type { GoPlan, SplitInput } from './split';

export interface ScratchNeeds {
  readonly copies: readonly {
    readonly from: string;
    readonly to: string;
    readonly directory: boolean;
    readonly chown: boolean;
  }[];
  readonly environment: readonly string[];
  readonly buildAdditions: readonly string[];
}

const none: ScratchNeeds = { copies: [], environment: [], buildAdditions: [] };

export function scratchNeeds(
  plan: Pick<GoPlan, 'base' | 'linkings' | 'system' | 'user'>,
  input: Pick<SplitInput, 'builder'>,
  ledger: Ledger,
): ScratchNeeds {
  if (plan.base !== 'scratch') return none;
  const image = rootImage(input.builder.stage);
  const programs = plan.linkings.flatMap(({ linking }) => linking.program ?? []);
  const span = input.builder.stage.imageSpan;
  const imports = new Set(
    programs.flatMap(program =>
      program.files.flatMap(({ file }) => file?.imports.map(item => item.path) ?? []),
    ),
  );
  const external = programs.some(program => program.external.size > 0);
  const calls = new Set(
    programs.flatMap(program =>
      program.files.flatMap(({ file }) => file?.calls.map(call => call.name) ?? []),
    ),
  );
  const installed = input.builder.installs.flatMap(install => install.packages);
  const copies: ScratchNeeds['copies'][number][] = [];
  const environment: string[] = [];
  if (external || imports.has('net/http') || imports.has('crypto/tls') || imports.has('crypto/x509')) {
    const bundle =
      typeof image?.caCerts === 'string'
        ? image.caCerts
        : installed.includes('ca-certificates')
          ? '/etc/ssl/certs/ca-certificates.crt'
          : undefined;
    if (bundle === undefined)
      decline(
        ledger,
        'The program may make TLS connections, scratch has no certificates, and the build stage has none that are sure.',
        span,
        'missing-ca-certificates',
      );
    else
      copies.push({ from: bundle, to: '/etc/ssl/certs/ca-certificates.crt', directory: false, chown: false });
  }
  if (external || calls.has('time.LoadLocation') || plan.system.timeZone !== undefined) {
    if (image?.runtime === 'go') {
      copies.push({
        from: '/usr/local/go/lib/time/zoneinfo.zip',
        to: '/usr/local/go/lib/time/zoneinfo.zip',
        directory: false,
        chown: false,
      });
      environment.push('ZONEINFO=/usr/local/go/lib/time/zoneinfo.zip');
    } else if (installed.includes('tzdata'))
      copies.push({ from: '/usr/share/zoneinfo', to: '/usr/share/zoneinfo', directory: true, chown: false });
    else
      decline(
        ledger,
        'The program may look up time zones, and the build stage has none that are sure.',
        span,
        'missing-timezone-data',
      );
  }
  const uid = plan.user.text.split(':')[0] ?? '65532';
  const gid = plan.user.text.split(':')[1] ?? uid;
  return {
    copies: [
      ...copies,
      { from: '/scratch/etc', to: '/etc', directory: true, chown: false },
      { from: '/scratch/tmp', to: '/tmp', directory: true, chown: true },
    ],
    environment,
    buildAdditions: [
      `mkdir -p /scratch/etc /scratch/tmp && echo 'app:x:${uid}:${gid}::/tmp:/sbin/nologin' > /scratch/etc/passwd && echo 'app:x:${gid}:' > /scratch/etc/group && echo 'hosts: files dns' > /scratch/etc/nsswitch.conf`,
    ],
  };
}
