import { lookup } from '../effects/contents';
import { tlsConnection } from '../go/system-needs';
import type { Stage } from '../model/build';
import page from './missing-ca-certificates.md';
import { defineRule, type Subject } from './rule';
import { allAbsent, environmentValue, inBuilder, places, say, startedGo } from './shared/native/go-start';
import { baseName, effectsOf } from './shared/stages';
import { cannotStart } from './shared/start';
import { copyFromBuilder } from './shared/system-copy';

export const missingCaCertificates = defineRule({
  id: 'missing-ca-certificates',
  severity: 'error',
  equivalents: [],
  page,
  *check(subject) {
    for (const stage of subject.finalStages) {
      if (!lacksCertificates(stage, subject)) continue;
      const started = startedGo(stage, subject);
      const evidence = started === undefined ? undefined : tlsConnection(started.program);
      if (started === undefined || evidence === undefined || cannotStart(stage, subject)) continue;
      const from = inBuilder(started.builder, bundle, 'ca-certificates', image => image.caCerts === bundle);
      yield {
        ...places(stage, started),
        ...(evidence.indirect ? { severity: 'warning' as const } : {}),
        message: `${say(evidence)}, and ${baseName(stage)} has no CA certificates to check the other side with. The connection fails with "certificate signed by unknown authority". Copy the bundle from the build stage, or use \`gcr.io/distroless/static-debian13:nonroot\`, which has one.`,
        fixes:
          from === undefined
            ? []
            : copyFromBuilder(
                'Copy the CA certificates',
                { from, to: bundle },
                stage,
                started.builder,
                subject,
              ),
      };
    }
  },
});

const bundle = '/etc/ssl/certs/ca-certificates.crt';

/** Where Go looks on Linux (crypto/x509, `root_linux.go`). */
const searched = [
  bundle,
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
  '/etc/ssl/certs',
  '/etc/pki/tls/certs',
];

function lacksCertificates(stage: Stage, subject: Subject): boolean {
  const contents = effectsOf(subject, stage)?.contents;
  if (contents === undefined || !allAbsent(searched, stage, subject)) return false;
  return ['SSL_CERT_FILE', 'SSL_CERT_DIR'].every(name => {
    const value = environmentValue(name, stage);
    if (value === undefined || value === '') return true;
    return value?.startsWith('/') === true && lookup(contents, value).presence === 'no';
  });
}
