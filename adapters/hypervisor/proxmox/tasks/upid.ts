/** What the name of a task of Proxmox says: `UPID:pve1:00000069:0006B7A7:6B036364:qmstart:100:root@pam!full:`. */
export interface Upid {
  readonly upid: string;
  readonly node: string;
  /** Milliseconds since the epoch, to the second. */
  readonly startedAt: number;
  readonly type: string;
  /** A vmid, or what else it is about; may be empty. */
  readonly id: string;
  /** With the token: `root@pam!full`. */
  readonly user: string;
}

/** `PVE::Tools::upid_decode`; pids have 8 digits, a process's start may have 9. */
const shape =
  /^UPID:(?<node>[A-Za-z0-9][A-Za-z0-9-]*):[0-9A-F]{8}:[0-9A-F]{8,9}:(?<start>[0-9A-F]{8}):(?<type>[^:\s]+):(?<id>[^:\s]*):(?<user>[^:\s]+):$/i;

export function parseUpid(upid: string): Upid | undefined {
  const groups = shape.exec(upid)?.groups;
  if (!groups) return undefined;
  const { node = '', start = '', type = '', id = '', user = '' } = groups;
  return { upid, node, startedAt: Number.parseInt(start, 16) * 1_000, type, id, user };
}
