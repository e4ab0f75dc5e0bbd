/** Changes to the system around the program: time zone, certificates, capabilities. */

import { lookup } from '../../effects/contents';
import type { StageEffects } from '../../effects/stage-effects';
import { rootImage } from '../../model/build';
import { runtimeVariable } from '../../model/environment';
import { decline, type Ledger, note } from '../decision';

export interface SystemNeeds {
  /** Certificates of the project's own were merged into the bundle: path of the bundle. */
  readonly certificates: string | undefined;
  /** `/etc/localtime` was set to this zone. */
  readonly timeZone: string | undefined;
}

export function checkSystemChanges(chain: readonly StageEffects[], ledger: Ledger): SystemNeeds | undefined {
  for (const { system } of chain) {
    for (const change of system) {
      if (change.kind === 'capability') {
        decline(
          ledger,
          `\`${change.what}\` gives the program capabilities, which are lost when it is copied to another stage.`,
          change.span,
        );
      } else if (change.kind === 'locale')
        note(
          ledger,
          'The locales that the original sets up are gone: C and C.UTF-8 are left, where there is a C library.',
          change.span,
        );
      else if (change.kind === 'time-zone' && !/tzdata/.test(change.what))
        decline(ledger, `What \`${change.what}\` changes cannot be carried over.`, change.span);
    }
  }
  const zone = timeZone(chain, ledger);
  if (zone === null) return undefined;
  return { certificates: customCertificates(chain), timeZone: zone };
}

/** The zone `/etc/localtime` was set to; null with a reason when it cannot be told. */
function timeZone(chain: readonly StageEffects[], ledger: Ledger): string | undefined | null {
  // The variable comes first, for Go and for C libraries alike, and it goes along by itself.
  const final = chain[0]?.stage.end.environment;
  if (final !== undefined && runtimeVariable(final, 'TZ') !== undefined) return undefined;
  const change = chain.flatMap(effects => effects.system).findLast(item => item.kind === 'local-time');
  if (change !== undefined) {
    if (!/^[\w+-]+(?:\/[\w+-]+)*$/.test(change.what)) {
      decline(ledger, 'Which time zone `/etc/localtime` is set to cannot be told.', change.span);
      return null;
    }
    note(ledger, `The time zone is set by \`TZ=${change.what}\` instead of \`/etc/localtime\`.`, change.span);
    return change.what;
  }
  const [effects] = chain;
  const entry = effects === undefined ? undefined : lookup(effects.contents, '/etc/localtime').entry;
  // A COPY brings it along by itself.
  if (entry?.by === undefined || /^(?:COPY|ADD)$/.test(entry.by.keyword)) return undefined;
  decline(ledger, 'Which time zone `/etc/localtime` is set to cannot be told.', entry.by.span);
  return null;
}

function customCertificates(chain: readonly StageEffects[]): string | undefined {
  const own = chain.some(({ contents }) =>
    [...contents.entries.keys(), ...contents.grafts.map(layer => layer.destination)].some(path =>
      /^\/usr\/local\/share\/ca-certificates(?:\/|$)|^\/etc\/ssl\/certs\/./.test(path),
    ),
  );
  const updated = chain.some(({ system }) => system.some(change => change.kind === 'certificates'));
  const last = chain.at(-1);
  const image = last === undefined ? undefined : rootImage(last.stage);
  return own && updated && image !== undefined ? '/etc/ssl/certs/ca-certificates.crt' : undefined;
}
