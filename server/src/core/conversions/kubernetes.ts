/** Kubernetes manifests of the project that start this very image with a shell or another program. */
import { parseAllDocuments } from 'yaml';
import type { Subject } from '../subject';
import { decline, type Ledger } from './decision';
import type { StartedImage } from './surroundings';

type Json = { readonly [key: string]: unknown };

/** Declines where a container of this image is given a command that a shell-less image does not have. */
export function checkKubernetes(
  subject: Subject,
  started: StartedImage,
  names: ReadonlySet<string>,
  ledger: Ledger,
): void {
  // Other programs that the file builds are in the image as well.
  const built = new Set(
    subject.effects.flatMap(effects =>
      effects.goOutputs.map(output => output.path?.slice(output.path.lastIndexOf('/') + 1)),
    ),
  );
  for (const [path, text] of subject.context.texts) {
    if (!/\.ya?ml$/.test(path) || !/^kind:/m.test(text) || !text.includes('image:') || text.includes('{{'))
      continue;
    for (const container of containersIn(text)) {
      const image = typeof container.image === 'string' ? lastName(container.image) : '';
      if (image === '' || !names.has(image)) continue;
      const commands = [container.command, ...probesOf(container)].filter(value => Array.isArray(value));
      for (const command of commands) {
        const first = String((command as unknown[])[0] ?? '');
        const program = first.slice(first.lastIndexOf('/') + 1);
        if (program === '' || program === started.program || built.has(program)) continue;
        decline(
          ledger,
          `\`${path}\` starts \`${first}\` in a container of this image, which a shell-less image does not have.`,
          started.span,
          'missing-executable',
        );
      }
    }
  }
}

/** `ghcr.io/owner/name:tag@digest` without everything but `name`. */
function lastName(image: string): string {
  return image.slice(image.lastIndexOf('/') + 1).replace(/[:@].*$/, '');
}

function probesOf(container: Json): unknown[] {
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].map(key => container[key]);
  return probes.flatMap(probe => (isObject(probe) && isObject(probe.exec) ? [probe.exec.command] : []));
}

/** Every object in the documents that has an image: containers, wherever a manifest puts them. */
function containersIn(text: string): Json[] {
  const found: Json[] = [];
  try {
    for (const document of parseAllDocuments(text, { logLevel: 'silent' })) {
      const queue: unknown[] = [document.toJS({ maxAliasCount: 100 })];
      for (let count = 0; queue.length > 0 && count < 20_000; count++) {
        const value = queue.pop();
        if (Array.isArray(value)) queue.push(...value);
        else if (isObject(value)) {
          if (typeof value.image === 'string') found.push(value);
          queue.push(...Object.values(value));
        }
      }
    }
  } catch {
    // What is no manifest says nothing about this image.
  }
  return found;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
