/** What the kernel says about the processes of a container, where they are on this machine and /proc shows them. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Whether a process number given by an engine is one of here, and not of a virtual machine with numbers of its own. */
export function isOfContainer(pid: number, container: string): boolean {
  if (process.platform !== 'linux' || pid <= 0) return false;
  // Podman may run without control groups; then the files that every container has mounted tell.
  return ['cgroup', 'mountinfo'].some(file => read(`/proc/${pid}/${file}`)?.includes(container));
}

/** The effective user id of a process as its container numbers users; undefined if that is not to be seen. */
export function effectiveUser(pid: number): number | undefined {
  const id = /^Uid:\s+\d+\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  if (id === undefined) return undefined;
  const outer = Number(id);
  for (const line of (read(`/proc/${pid}/uid_map`) ?? '').split('\n')) {
    const [inside = 0, outside = 0, length = 0] = line.trim().split(/\s+/).map(Number);
    if (outer >= outside && outer < outside + length) return inside + outer - outside;
  }
  return outer;
}

/**
 * The TCP ports on which something listens in the network of a process, in ascending order; only those of sockets in
 * `own`, if given. Undefined if that is not to be seen.
 */
export function listeningPorts(pid: number, own?: ReadonlySet<string>): readonly number[] | undefined {
  const tables = ['tcp', 'tcp6'].flatMap(table => read(`/proc/${pid}/net/${table}`) ?? []);
  if (tables.length === 0) return undefined;
  const ports = new Set<number>();
  for (const line of tables.flatMap(table => table.split('\n').slice(1))) {
    const fields = line.trim().split(/\s+/);
    const [, local = '', , state] = fields;
    if (state !== '0A' || (own && !own.has(fields[9] ?? ''))) continue;
    ports.add(Number.parseInt(local.split(':')[1] ?? '', 16));
  }
  return [...ports].sort((a, b) => a - b);
}

/** The inodes of the sockets that a process and those below it have open; undefined if that is not to be seen. */
export function socketsOf(pid: number): ReadonlySet<string> | undefined {
  const inodes = new Set<string>();
  for (const member of [pid, ...descendants(pid)]) {
    const folder = `/proc/${member}/fd`;
    const entries = entriesOf(folder);
    if (entries === undefined && member === pid) return undefined;
    for (const entry of entries ?? []) {
      const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`${folder}/${entry}`) ?? '')?.[1];
      if (inode !== undefined) inodes.add(inode);
    }
  }
  return inodes;
}

/** The processes below a process, at any depth, parents before children. */
export function descendants(pid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of entriesOf('/proc') ?? []) {
    const stat = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : undefined;
    // The name of the program, in parentheses, may hold anything.
    const parent = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (Number.isNaN(parent)) continue;
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found: number[] = [];
  for (let level = [pid]; level.length > 0; ) {
    level = level.flatMap(one => children.get(one) ?? []);
    found.push(...level);
  }
  return found;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function entriesOf(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}
