/** What only root may do: a program that needs it is not moved to another user. */

import type { StageEffects } from '../../effects/stage-effects';
import { type GoProgram, ownFiles } from '../../go/go-program';
import { type Ledger, needRoot } from '../decision';
import { exposedPorts, noteLowPort } from '../low-ports';
import type { RuntimeUser } from '../users';

/** Keeps root when the sources show that the program uses the engine's socket, raw sockets or devices. */
export function checkPrivileges(program: GoProgram, user: RuntimeUser, ledger: Ledger): void {
  if (!user.wasRoot) return;
  const span = program.output.build.command.span;
  const module = [...program.external].find(path =>
    privilegedModules.some(name => path === name || path.startsWith(`${name}/`)),
  );
  if (module !== undefined) {
    needRoot(
      ledger,
      `The program uses ${module}, which needs rights that only root has (the engine's socket, raw sockets or the network's setup).`,
      span,
    );
  }
  for (const { path, file } of ownFiles(program)) {
    const literal = file?.strings.find(text => privilegedLiteral.test(text.value));
    const call = file?.calls.find(item => privilegedCalls.has(item.name));
    if (literal !== undefined)
      needRoot(
        ledger,
        `The program uses \`${literal.value}\` (${path}:${literal.line}), which only root may.`,
        span,
      );
    else if (call !== undefined)
      needRoot(
        ledger,
        `The program calls \`${call.name}\` (${path}:${call.line}), which only root may.`,
        span,
      );
  }
}

const privilegedLiteral =
  /(?:docker|containerd|podman|crio)\.sock$|^ip[46]?:(?:icmp|\d+|ipv6-icmp)|^\/dev\/(?!null|zero|u?random|std|fd|tty$|shm)|^\/(?:proc\/sys|sys\/(?:class|fs\/cgroup|devices))\//;

const privilegedCalls: ReadonlySet<string> = new Set([
  'syscall.Mount',
  'unix.Mount',
  'syscall.Setuid',
  'syscall.Setgid',
  'syscall.Chroot',
  'unix.Chroot',
  'os.Chown',
  'os.Lchown',
  'syscall.Sethostname',
  'unix.Reboot',
  'syscall.Reboot',
]);

const privilegedModules: readonly string[] = [
  'github.com/docker/docker/client',
  'github.com/moby/moby/client',
  'github.com/fsouza/go-dockerclient',
  'github.com/containerd/containerd',
  'github.com/containers/podman',
  'github.com/vishvananda/netlink',
  'github.com/coreos/go-iptables',
  'golang.zx2c4.com/wireguard',
  'github.com/songgao/water',
  'github.com/google/gopacket/pcap',
  'github.com/google/gopacket/afpacket',
  'github.com/go-ping/ping',
  'github.com/sparrc/go-ping',
  'github.com/prometheus-community/pro-bing',
  'golang.org/x/net/icmp',
  'github.com/cilium/ebpf',
  'github.com/florianl/go-nfqueue',
  'github.com/google/nftables',
];

/** Ports below 1024, of EXPOSE and of calls that listen: what was root's is noted. */
export function notePrivilegedPorts(
  chain: readonly StageEffects[],
  programs: readonly GoProgram[],
  user: RuntimeUser,
  ledger: Ledger,
): void {
  if (!user.wasRoot) return;
  const listened = programs.flatMap(program =>
    ownFiles(program).flatMap(({ file }) =>
      (file?.strings ?? [])
        .filter(text =>
          /(?:Listen|ListenAndServe|ListenAndServeTLS|Run|RunTLS|Start|Serve)$/.test(text.callee ?? ''),
        )
        .map(text => ({
          text: /^[\w.]*:(\d+)$/.exec(text.value)?.[1] ?? '',
          span: program.output.build.command.span,
        })),
    ),
  );
  noteLowPort([...exposedPorts(chain), ...listened], ledger);
}
