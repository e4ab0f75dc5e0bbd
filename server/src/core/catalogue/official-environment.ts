/** Environment of Docker Official images, as far as commands are found by it; from their Dockerfiles. */
import type { Distribution } from './types';
import { environment, type PackedImage } from './unpack';

export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The PATH that the image's Dockerfile sets, or the one that Docker gives a container without any. */
export function pathOf(
  row: PackedImage,
  repository: string,
  version: string,
  distribution: Distribution | undefined,
): string {
  const env = environment(row.config);
  if (env.PATH) return env.PATH;
  const home = env.JAVA_HOME;
  const first: Readonly<Record<string, string | undefined>> = {
    openjdk: openjdkHome(version, distribution) && `${openjdkHome(version, distribution)}/bin`,
    maven: row.tags.includes('temurin') || row.tags === '3' ? '/opt/java/openjdk/bin' : undefined,
    gradle: '/opt/java/openjdk/bin',
    golang: '/go/bin:/usr/local/go/bin',
    rust: '/usr/local/cargo/bin',
    ruby: '/usr/local/bundle/bin',
    python: '/usr/local/bin',
    httpd: '/usr/local/apache2/bin',
    'eclipse-temurin': home && `${home}/bin`,
  };
  const prefix = Object.hasOwn(first, repository) ? first[repository] : undefined;
  const suffix =
    repository === 'postgres' && version ? `:/usr/lib/postgresql/${version.split('.')[0]}/bin` : '';
  return `${prefix ? `${prefix}:` : ''}${defaultPath}${suffix}`;
}

/** /usr/local/openjdk-11 on Debian, /usr/java on Oracle Linux, /opt on Alpine: facts, images.json openjdk. */
export function openjdkHome(version: string, distribution: Distribution | undefined): string | undefined {
  const major = version.split('.')[0];
  if (!major) return undefined;
  const roots: Readonly<Record<string, string>> = {
    debian: '/usr/local',
    oraclelinux: '/usr/java',
    alpine: '/opt',
  };
  const root = distribution && Object.hasOwn(roots, distribution.id) ? roots[distribution.id] : undefined;
  return root && `${root}/openjdk-${major}`;
}

export function versionVariable(
  repository: string,
  version: string,
  current: string | undefined,
): Record<string, string> {
  const names: Readonly<Record<string, string>> = {
    golang: 'GOLANG_VERSION',
    node: 'NODE_VERSION',
    python: 'PYTHON_VERSION',
    rust: 'RUST_VERSION',
    ruby: 'RUBY_VERSION',
    php: 'PHP_VERSION',
  };
  const name = Object.hasOwn(names, repository) ? names[repository] : undefined;
  const full = version.split('.').length > 2 ? version : current;
  return name && full ? { [name]: full } : {};
}
