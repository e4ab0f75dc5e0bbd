/** Ends of support, by the cycles of endoflife.date. */

import type { Distribution, EndOfLife } from './types';
import { type Cycle, cyclesOf } from './unpack';
import { compareVersions } from './versions';

/**
 * Product and display name by runtime. Rust, Gradle, Deno, Bun and Composer are left out: each of their releases
 * "ends" when the next appears, which says nothing about support.
 */
const products: ReadonlyMap<string, readonly [product: string, label: string]> = new Map([
  ['go', ['go', 'Go']],
  ['node', ['nodejs', 'Node.js']],
  ['python', ['python', 'Python']],
  ['java', ['eclipse-temurin', 'Java (Temurin)']],
  ['java-corretto', ['amazon-corretto', 'Java (Corretto)']],
  ['dotnet', ['dotnet', '.NET']],
  ['php', ['php', 'PHP']],
  ['ruby', ['ruby', 'Ruby']],
  ['nginx', ['nginx', 'nginx']],
  ['httpd', ['apache-http-server', 'Apache HTTP Server']],
  ['postgres', ['postgresql', 'PostgreSQL']],
  ['mysql', ['mysql', 'MySQL']],
  ['mariadb', ['mariadb', 'MariaDB']],
  ['redis', ['redis', 'Redis']],
  ['valkey', ['valkey', 'Valkey']],
  ['mongodb', ['mongodb', 'MongoDB']],
  ['rabbitmq', ['rabbitmq', 'RabbitMQ']],
  ['haproxy', ['haproxy', 'HAProxy']],
  ['tomcat', ['tomcat', 'Tomcat']],
  ['perl', ['perl', 'Perl']],
  ['erlang', ['erlang', 'Erlang/OTP']],
  ['elixir', ['elixir', 'Elixir']],
]);

const systems: ReadonlyMap<string, readonly [product: string, label: string]> = new Map([
  ['debian', ['debian', 'Debian']],
  ['ubuntu', ['ubuntu', 'Ubuntu']],
  ['alpine', ['alpine-linux', 'Alpine']],
  ['amazonlinux', ['amazon-linux', 'Amazon Linux']],
  ['oraclelinux', ['oracle-linux', 'Oracle Linux']],
  ['rhel', ['rhel', 'RHEL']],
  ['centos', ['centos', 'CentOS']],
  ['fedora', ['fedora', 'Fedora']],
  ['almalinux', ['almalinux', 'AlmaLinux']],
  ['rockylinux', ['rocky-linux', 'Rocky Linux']],
]);

export function runtimeEnd(runtime: string, version: string): EndOfLife | undefined {
  const product = products.get(runtime);
  return product && endOf(product, version);
}

export function distributionEnd({ id, version }: Distribution): EndOfLife | undefined {
  const product = systems.get(id);
  return product && version ? endOf(product, version) : undefined;
}

function endOf([product, label]: readonly [string, string], version: string): EndOfLife | undefined {
  const found = cycleOf(product, version);
  if (!found?.end) return undefined;
  const { cycle, end, extended } = found;
  return { label: `${label} ${cycle}`, product, cycle, date: end, ...(extended ? { extended } : {}) };
}

/** The cycle that holds a version: `1.21.5` is in 1.21, `20.1` in 20, and `1` in none of Go's. */
export function cycleOf(product: string, version: string): Cycle | undefined {
  return cyclesOf(product)
    .filter(({ cycle }) => cycle === version || version.startsWith(`${cycle}.`))
    .sort((a, b) => b.cycle.length - a.cycle.length)[0];
}

/** Cycles that are still supported on a day, newest first. */
export function supportedCycles(runtime: string, today: string): readonly Cycle[] {
  const product = products.get(runtime)?.[0] ?? systems.get(runtime)?.[0];
  const all = product ? cyclesOf(product).filter(({ cycle }) => /^\d[\d.]*$/.test(cycle)) : [];
  const newest = [...all].sort((a, b) => compareVersions(b.cycle, a.cycle));
  return newest.filter(({ end, extended }) => end === undefined || (extended ?? end) >= today);
}

/** Whether the day is past the last fix that the images get: for Debian the end of LTS. */
export function isOver(end: EndOfLife, today: string): boolean {
  return (end.extended ?? end.date) < today;
}
