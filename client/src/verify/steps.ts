/** What `verify` is doing, in the words of a progress notification. */
import type { ProgressEvent } from './report';

const doing = {
  convert: 'converting',
  build: 'building',
  inspect: 'looking into',
  run: 'running',
  scan: 'looking for known vulnerabilities in',
} as const;

/** Turns events into messages, one after another; undefined for lines of a log that are no step of a build. */
export function stepWords(): (event: ProgressEvent) => string | undefined {
  const builds = new Set<string>();
  return event => {
    const what = nameOf(event.variant);
    if (event.event === 'log') {
      const step = builds.has(event.variant) ? buildStep(event.line) : undefined;
      return step === undefined ? undefined : `building ${what}: ${shortened(step)}`;
    }
    if (event.step === 'build') builds.add(event.variant);
    else builds.delete(event.variant);
    // There is no conversion yet that could be converted.
    const object = event.step === 'convert' && event.variant !== 'original' ? `to ${event.variant}` : what;
    return `${doing[event.step]} ${object}${event.detail ? `: ${shortened(event.detail)}` : ''}`;
  };
}

/** A variant in the middle of a sentence. */
export function nameOf(variant: string): string {
  return variant === 'original' ? 'the original' : `the conversion to ${variant}`;
}

/** The lines with which BuildKit (`#7 [2/4] RUN …`), Podman and Buildah (`STEP 2/4: RUN …`) begin a step. */
function buildStep(line: string): string | undefined {
  return /^(?:#\d+ \[[^\]]*\] .+|(?:\[\d+\/\d+\] )?STEP \d+(?:\/\d+)?: .+)/.exec(line)?.[0];
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
