/** Kubernetes manifests of the project that start this very image with a shell or another program. */
import { parseAllDocuments } from 'yaml';
import { baseName } from '../model/paths';
import type { Subject } from '../subject';
import { isObject, type Json, type StartedImage } from './compose';
import { decline, type Ledger } from './decision';

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
  for (const { path, words, replaces } of kubernetesStarts(subject, names)) {
    const [first = ''] = words;
    if (!replaces || first === '' || baseName(first) === started.program || built.has(baseName(first)))
      continue;
    decline(
      ledger,
      `\`${path}\` starts \`${first}\` in a container of this image, which a shell-less image does not have.`,
      started.span,
      'missing-executable',
    );
  }
}

export interface KubernetesStart {
  /** Of the manifest. */
  readonly path: string;
  readonly words: readonly string[];
  /** `command`, which takes the place of ENTRYPOINT; `args` alone take that of CMD. */
  readonly replaces: boolean;
  readonly isProbe: boolean;
}

/** What manifests start in containers of an image of one of the names. */
export function kubernetesStarts(subject: Subject, names: ReadonlySet<string>): readonly KubernetesStart[] {
  const starts: KubernetesStart[] = [];
  const words = (value: unknown) => (Array.isArray(value) ? value.map(word => String(word)) : []);
  for (const [path, text] of subject.context.texts) {
    if (!/\.ya?ml$/.test(path) || !/^kind:/m.test(text) || !text.includes('image:') || text.includes('{{'))
      continue;
    for (const container of containersIn(text)) {
      const image = typeof container.image === 'string' ? lastName(container.image) : '';
      if (image === '' || !names.has(image)) continue;
      const command = words(container.command);
      const args = words(container.args);
      if (command.length > 0)
        starts.push({ path, words: [...command, ...args], replaces: true, isProbe: false });
      else if (args.length > 0) starts.push({ path, words: args, replaces: false, isProbe: false });
      for (const probe of probesOf(container))
        if (words(probe).length > 0)
          starts.push({ path, words: words(probe), replaces: true, isProbe: true });
    }
  }
  return starts;
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
