/** Libraries of the system that the SDK's images have by way of Git, and that those of the run time lack. */
import type { Application } from '../applications/application';

/** The packages for what sources, settings and projects name: Kerberos, which `System.Net.Security` loads if it is there. */
export function dotnetLibraries({ subject }: Pick<Application, 'subject'>): readonly string[] {
  const texts = [...subject.context.texts].filter(([path]) =>
    /\.(?:cs|fs|vb|json|\w+proj|config)$/.test(path),
  );
  return texts.some(([, text]) => kerberos.test(text)) ? ['libgssapi-krb5-2'] : [];
}

const kerberos =
  /\bIntegrated Security\s*=\s*(?:true|sspi)|\bTrusted_Connection\s*=\s*(?:true|yes)|\bNegotiate(?:Stream|Defaults|Authentication)\b|\bAddNegotiate\b|\bDirectoryServices\b|Kerberos/i;
