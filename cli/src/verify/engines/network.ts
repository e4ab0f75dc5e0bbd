/** Which network a container gets, and how its server is reached from here and from nowhere else. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { ContainerRequest } from './engine';

/** What an engine can do, found out once. */
export interface NetworkAbility {
  /** Has the network that containers get by default, to which ports can be published. */
  readonly bridge: boolean;
  /** On another machine, by this address: what it publishes to its 127.0.0.1 is not to be reached from here. */
  readonly remote: string | undefined;
}

export type Reach =
  /** Ports of 127.0.0.1 lead to those of the container. */
  | { readonly kind: 'published' }
  /** No network at all, but its namespace can be entered. */
  | { readonly kind: 'inside' }
  | { readonly kind: 'host' }
  | { readonly kind: 'nowhere'; readonly why: string };

export interface NetworkChoice {
  /** For `create`. */
  readonly options: readonly string[];
  readonly reach: Reach;
}

/** Chooses for a container; nothing is ever published beyond 127.0.0.1. */
export function networkFor(
  { network, ports }: Pick<ContainerRequest, 'network' | 'ports'>,
  { bridge, remote }: NetworkAbility,
): NetworkChoice {
  const away = `the engine is on another machine (${remote}), whose 127.0.0.1 is not this one's`;
  if (network === 'host') {
    const reach: Reach = remote === undefined ? { kind: 'host' } : { kind: 'nowhere', why: away };
    return { options: ['--network', 'host'], reach };
  }
  if (network === 'default' && bridge) {
    if (remote !== undefined) return { options: [], reach: { kind: 'nowhere', why: away } };
    const options = ports.flatMap(port => ['--publish', `127.0.0.1::${port}/tcp`]);
    return { options, reach: { kind: 'published' } };
  }
  const why = remote === undefined ? cannotEnter() : away;
  const reach: Reach = why === undefined ? { kind: 'inside' } : { kind: 'nowhere', why };
  return { options: ['--network', 'none'], reach };
}

/** Why the network of a container without one cannot be entered from here; undefined if it can. */
export function cannotEnter(): string | undefined {
  const without = 'the container has no network';
  if (process.platform !== 'linux') return `${without}, and only on Linux can it be entered`;
  if (process.getuid?.() !== 0) return `${without}, and only root can enter it`;
  return onPath('nsenter') ? undefined : `${without}, and nsenter (of util-linux) is missing to enter it`;
}

/** Whether there is a program of that name on the PATH. */
export function onPath(program: string): boolean {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some(folder => folder !== '' && existsSync(join(folder, program)));
}
