/** What the name of a task says: `UPID:pve1:00000069:0006B7A7:6B036364:qmstart:100:root@pam!full:`. */
export interface Upid {
  readonly node: string;
  readonly pid: number;
  readonly pstart: number;
  /** Seconds. */
  readonly starttime: number;
  readonly type: string;
  readonly id: string;
  /** `root@pam!full` */
  readonly user: string;
}

const form =
  /^UPID:([A-Za-z0-9][\w.-]*):([0-9A-Fa-f]{8}):([0-9A-Fa-f]{8,9}):([0-9A-Fa-f]{8}):([^:\s]+):([^:\s]*):([^:\s]+):$/;

export function writeUpid({ node, pid, pstart, starttime, type, id, user }: Upid): string {
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, '0');
  return `UPID:${node}:${hex(pid)}:${hex(pstart)}:${hex(starttime)}:${type}:${id}:${user}:`;
}

export function readUpid(text: string): Upid | undefined {
  const found = form.exec(text);
  if (found === null) return;
  const [, node = '', pid = '', pstart = '', starttime = '', type = '', id = '', user = ''] = found;
  const number = (hex: string) => Number.parseInt(hex, 16);
  return {
    node,
    pid: number(pid),
    pstart: number(pstart),
    starttime: number(starttime),
    type,
    id,
    user,
  };
}
