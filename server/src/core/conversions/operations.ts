/** What who runs the converted image must know: its user, ports and writable folders, and what fits them in Kubernetes. */
import { isRoot, type StageEffects } from '../effects/stage-effects';
import { isWithin } from '../model/paths';
import { volumesOf } from './go/ownership';
import { exposedPorts, lowPort } from './low-ports';

export interface Operations {
  /** `65532:65532`, a name, or `root`; undefined where neither the file nor the base says. */
  readonly user: string | undefined;
  /** As EXPOSE says. */
  readonly ports: readonly string[];
  /** Folders that belong to the user: there the program may write. */
  readonly writable: readonly string[];
  /** VOLUMEs. */
  readonly volumes: readonly string[];
  readonly hasShell: boolean;
  /** The least of the exposed ports that is below 1024. */
  readonly lowPort: string | undefined;
}

/** Reads it off the stages of the new image, the final one first. */
export function operationsOf(chain: readonly StageEffects[], hasShell: boolean): Operations {
  const [effects] = chain;
  const ports = exposedPorts(chain).flatMap(({ text }) => (text.includes('$') ? [] : [text]));
  const given = effects?.stage.end.user;
  const user = isRoot(given) ? 'root' : given;
  const owned = effects === undefined || user === undefined || user === 'root' ? [] : ownedBy(user, effects);
  return {
    user,
    ports: [...new Set(ports)],
    writable: owned,
    // Everybody may write there, and nothing stays.
    volumes: [...new Set(volumesOf(chain))].filter(path => path !== '/tmp'),
    hasShell,
    lowPort: user === 'root' ? undefined : lowPort(exposedPorts(chain))?.text,
  };
}

/** The outermost folders that COPY, or WORKDIR behind USER, gives to the user. */
function ownedBy(user: string, { contents }: StageEffects): readonly string[] {
  const [uid = ''] = user.split(':');
  const is = (owner: string | undefined): boolean => owner?.split(':')[0] === uid;
  const paths = new Set<string>();
  for (const [path, list] of contents.entries) {
    const entry = list.at(-1)?.entry;
    if (entry?.kind === 'directory' && is(entry.owner)) paths.add(path);
  }
  // An archive is given to the user to be read.
  for (const { destination, owner, placeOwner } of contents.grafts)
    if ((is(owner) || is(placeOwner)) && !/\.[jw]ar$/.test(destination)) paths.add(destination);
  return [...paths].filter(path => ![...paths].some(other => other !== path && isWithin(path, other))).sort();
}

/**
 * The same as Markdown: a list, how to look into a running container, and a `securityContext` to copy. Kubernetes'
 * fields are those of its "Configure a Security Context" and of the Pod Security Standard "restricted".
 */
export function operationsPage(operations: Operations, target: string): string {
  const { user, ports, writable, volumes, hasShell } = operations;
  const list = (items: readonly string[]): string => items.map(item => `\`${item}\``).join(', ');
  const facts = [
    hasShell
      ? 'It has a shell.'
      : 'It has no shell and no package manager: `docker exec … sh` does not work.',
    user === undefined
      ? `Its user is the one of \`${target}\`.`
      : user === 'root'
        ? 'It runs as root.'
        : `It runs as user \`${user}\`: what is mounted must be readable for that number, and writable where the program writes.`,
    ...(ports.length > 0 ? [`It listens on ${list(ports)}.`] : []),
    writable.length > 0
      ? `That user may write in ${list(writable)} and in \`/tmp\`.`
      : user === 'root' || user === undefined
        ? ''
        : 'Nothing but `/tmp` belongs to it or is open to it: the root file system can be read-only.',
    ...(volumes.length > 0 ? [`Data stays in the volumes ${list(volumes)}.`] : []),
  ].filter(line => line !== '');
  return [
    facts.map(line => `- ${line}`).join('\n'),
    ...(hasShell ? [] : [debugging]),
    'In Kubernetes:',
    `\`\`\`yaml\n${securityContext(operations)}\n\`\`\``,
  ].join('\n\n');
}

/** Files of another number's process are seen with CAP_SYS_PTRACE (ptrace(2), "Ptrace access mode checking"). */
const debugging = [
  'To look into a running container (its files are below `/proc/1/root` there):',
  '```sh\ndocker run -it --rm --pid container:NAME --network container:NAME --cap-add SYS_PTRACE busybox\nkubectl debug -it POD --image=busybox --target=CONTAINER --profile=general\n```',
].join('\n\n');

function securityContext({ user, writable, volumes, lowPort: low }: Operations): string {
  const [uid = '', gid = uid] = user?.split(':') ?? [];
  const numeric = /^\d+$/.test(uid) && uid !== '0';
  // Root may write everywhere, and of an unknown user nobody knows where: nothing says that only /tmp is written.
  const open = user === undefined || user === 'root';
  const readOnly = !open && writable.length === 0 && volumes.length === 0;
  const kept = [...new Set([...writable, ...volumes])].join(', ');
  return [
    'spec:',
    '  securityContext:',
    ...(user === 'root'
      ? ['    # The image needs root.']
      : [
          '    runAsNonRoot: true',
          ...(numeric ? [`    runAsUser: ${uid}`, `    runAsGroup: ${/^\d+$/.test(gid) ? gid : uid}`] : []),
        ]),
    ...(numeric && (volumes.length > 0 || writable.length > 0)
      ? [`    fsGroup: ${/^\d+$/.test(gid) ? gid : uid}`]
      : []),
    '    seccompProfile:',
    '      type: RuntimeDefault',
    ...(low === undefined
      ? []
      : [
          `    # Port ${low} is below 1024.`,
          '    sysctls:',
          '      - name: net.ipv4.ip_unprivileged_port_start',
          '        value: "0"',
        ]),
    '  containers:',
    '    - name: app',
    '      securityContext:',
    '        allowPrivilegeEscalation: false',
    ...(readOnly
      ? ['        readOnlyRootFilesystem: true']
      : [
          kept === ''
            ? '        # The program may write in its own folders; where it writes in /tmp alone, mounted as a volume, this can be true.'
            : `        # The program may write in ${kept}; where it does not, this can be true.`,
          '        readOnlyRootFilesystem: false',
        ]),
    ...(user === 'root'
      ? [
          '        # Root without capabilities may not even read the files of others: drop those it does not need.',
        ]
      : ['        capabilities:', '          drop: ["ALL"]']),
    ...(readOnly
      ? [
          '      volumeMounts:',
          '        - name: tmp',
          '          mountPath: /tmp',
          '  volumes:',
          '    - name: tmp',
          '      emptyDir: {}',
        ]
      : []),
  ].join('\n');
}
