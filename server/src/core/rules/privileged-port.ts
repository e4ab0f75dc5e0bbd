import { isRoot } from '../effects/stage-effects';
import { lastStep, lineage, type Stage } from '../model/build';
import { lookupIn } from '../model/environment';
import { expand } from '../model/expand';
import type { Span } from '../syntax/span';
import page from './privileged-port.md';
import { defineRule, type Subject } from './rule';
import { shippedStages } from './shared/stages';
import { cannotStart } from './shared/start';
import { list } from './shared/text';

export const privilegedPort = defineRule({
  id: 'privileged-port',
  severity: 'info',
  equivalents: [],
  page,
  *check(subject) {
    const seen = new Set<number>();
    for (const stage of shippedStages(subject)) {
      const { user } = stage.end;
      if (user === undefined || user === '' || isRoot(user) || hasCapability(subject)) continue;
      const ports = lowPorts(stage, subject);
      const [first] = ports;
      if (first === undefined || seen.has(first.span.start) || cannotStart(stage, subject)) continue;
      seen.add(first.span.start);
      const by = lastStep(stage, 'USER');
      yield {
        span: first.span,
        message: `${ports.length === 1 ? 'Port' : 'Ports'} ${list(ports.map(({ port }) => `\`${port}\``))} ${ports.length === 1 ? 'is' : 'are'} below 1024, and the program runs as \`${user}\`. Docker opens such ports to everybody since version 20.10; Kubernetes before containerd 2 and older engines do not, and the program stops with "permission denied". Listen on a port such as ${first.port === '443' ? '8443' : '8080'} and map it from outside.`,
        related:
          by === undefined ? [] : [{ span: by.instruction.span, message: 'From here on it is not root.' }],
      };
    }
  },
});

interface Port {
  readonly port: string;
  readonly span: Span;
}

function lowPorts(stage: Stage, subject: Subject): Port[] {
  const found: Port[] = [];
  for (const layer of lineage(stage)) {
    for (const { instruction, state } of layer.steps) {
      if (instruction.keyword !== 'EXPOSE') continue;
      for (const { text, span } of instruction.words) {
        const { value } = expand(text, lookupIn(state.environment), subject.build.dockerfile.escape);
        const port = /^(\d+)(?:\/(?:tcp|udp))?$/i.exec(value ?? '')?.[1];
        // `53 53/udp` is one port by two protocols.
        if (port === undefined || found.some(other => other.port === port)) continue;
        if (Number(port) > 0 && Number(port) < 1024) found.push({ port, span });
      }
    }
  }
  return found;
}

/**
 * A program that got the capability for itself, be it in the stage it is copied from, or another user that a script
 * changes to, may well listen there.
 */
function hasCapability({ build }: Subject): boolean {
  return build.stages.some(({ steps }) =>
    steps.some(({ instruction }) =>
      /\bsetcap\b|cap_net_bind_service|ip_unprivileged_port_start|\bauthbind\b|\bsudo\b/i.test(
        instruction.body.text,
      ),
    ),
  );
}
