/** Ports below 1024: where the engine or the orchestrator does not open them, only root listens there. */
import type { StageEffects } from '../effects/stage-effects';
import type { Span } from '../syntax/span';
import { type Ledger, note } from './decision';

export interface ListenedPort {
  /** As EXPOSE has it, a protocol behind it or not; what is no number is passed over. */
  readonly text: string;
  readonly span: Span;
}

/** The ports that the instructions of the chain expose, as they are written. */
export function exposedPorts(chain: readonly StageEffects[]): readonly ListenedPort[] {
  return chain.flatMap(({ stage }) =>
    stage.steps.flatMap(({ instruction }) =>
      instruction.keyword === 'EXPOSE'
        ? instruction.words.map(word => ({ text: word.text, span: instruction.span }))
        : [],
    ),
  );
}

/** The first of the ports that is below 1024. */
export function lowPort(ports: readonly ListenedPort[]): ListenedPort | undefined {
  for (const { text, span } of ports) {
    const port = /^(\d+)(?:\/\w+)?$/.exec(text)?.[1];
    if (port !== undefined && Number(port) > 0 && Number(port) < 1024) return { text: port, span };
  }
  return undefined;
}

/** Docker opens them to everybody since 20.10, but not every orchestrator does. */
export function noteLowPort(ports: readonly ListenedPort[], ledger: Ledger): void {
  const low = lowPort(ports);
  if (low === undefined) return;
  note(
    ledger,
    `Port ${low.text} is below 1024: Docker lets any user listen there, Kubernetes may not. Listen on a higher port, or allow it with \`net.ipv4.ip_unprivileged_port_start\`.`,
    low.span,
  );
}
