import type { ErrorCode } from '../../../../src/errors.ts';

export interface Rule {
  readonly status?: number | readonly number[];
  readonly says: RegExp;
  readonly code: ErrorCode;
  /** For an act: it was refused before anything was done, though `code` alone would leave that open. */
  readonly refused?: true;
  /** `{name}` is the machine's, `{said}` Proxmox's sentence, `{who}` the bot's token; the others are groups of `says`. */
  readonly message: string;
  readonly hint?: string;
}

/** What Proxmox VE 9.2 really says, recorded, and 8 where it differs; the first that fits counts. */
export const rules: readonly Rule[] = [
  {
    status: 401,
    says: /csrf/i,
    code: 'unreachable',
    refused: true,
    message: 'Proxmox no longer knows the session of {who}: {said}',
    hint: 'Try it again.',
  },
  {
    status: 401,
    says: /(?:)/,
    code: 'unreachable',
    refused: true,
    message: 'Proxmox does not let {who} in: {said}',
    hint: 'Its secret is wrong, it has expired or was taken away. Make a new one under Datacenter → Permissions, and give it to the bot.',
  },
  {
    says: /Permission check failed \((?<path>[^,)]*), (?<privilege>[^)]*)\)/,
    code: 'forbidden',
    message: '{who} lacks the privilege {privilege} on {path}',
    hint: 'Give it a role with that privilege there; `host check` tells which commands need what.',
  },
  {
    status: 403,
    says: /(?:)/,
    code: 'forbidden',
    message: '{who} may not do that: {said}',
    hint: '`host check` tells which privileges are missing.',
  },
  {
    says: /only root can set '(?<option>[^']+)'|Only root may use this option/,
    code: 'forbidden',
    message: 'Proxmox lets only root@pam itself do that, no token: {said}',
  },
  {
    status: 595,
    says: /(?:)/,
    code: 'unreachable',
    refused: true,
    message: 'The node does not answer the rest of the cluster: {said}',
    hint: 'Nothing was changed. `host list` shows which nodes are there.',
  },
  {
    // Of AnyEvent::HTTP, which pveproxy hands calls on with, and of proxies before it.
    status: [502, 503, 504, 596, 597, 598, 599],
    says: /(?:)/,
    code: 'unreachable',
    message: 'The connection to the node broke before its answer: {said}',
  },
  {
    says: /Configuration file '[^']*\/(?<vmid>\d+)\.conf' does not exist|no such (?:VM|CT) \('?\d+/,
    code: 'not-found',
    message: '{name} is not on that node any more',
    hint: '`vm list` shows what is there.',
  },
  {
    says: /(?:VM|CT)(?: \d+)? is locked \((?<lock>[\w-]+)\)/,
    code: 'busy',
    message: '{name} is locked: {lock}',
    hint: 'Another task of Proxmox works on it, or broke off and left the lock behind: its task list tells. `qm unlock` (`pct unlock`) on the node takes a left one away.',
  },
  {
    says: /can't lock file '[^']*' - got timeout|unable to (?:acquire|create) .*lock/i,
    code: 'busy',
    message: 'Another task of Proxmox holds {name}: {said}',
    hint: 'Wait until it has ended, then try again.',
  },
  {
    says: /checksum mismatch|file change by other user/,
    code: 'conflict',
    message: 'The configuration of {name} was changed by somebody else meanwhile',
    hint: 'Nothing was changed. Try it again.',
  },
  {
    says: /no quorum|cluster not ready/i,
    code: 'conflict',
    message: 'The cluster has lost its quorum, so it changes nothing: {said}',
    hint: 'Bring back enough nodes; `host check` shows which are missing.',
  },
  {
    says: /(?:VM|CT) \d+ already running/,
    code: 'conflict',
    message: '{name} is already running',
  },
  {
    says: /(?:VM|CT) \d+(?: is)? not running/,
    code: 'conflict',
    message: '{name} is off',
    hint: 'Start it first: `vm start`.',
  },
  {
    says: /(?:VM|CT) \d+ is running - destroy failed/,
    code: 'conflict',
    message: '{name} is running',
    hint: 'Nothing was changed. Stop it first.',
  },
  {
    says: /protection mode enabled/,
    code: 'conflict',
    message: '{name} is protected: {said}',
    hint: 'Take the option Protection away in Proxmox first.',
  },
  {
    says: /cannot remove protected volume/,
    code: 'conflict',
    message: 'That backup is protected: {said}',
    hint: 'Take its protection away first.',
  },
  {
    says: /(?:VM|CT) \d+ already exists|config file already exists/,
    code: 'conflict',
    message: 'That id is taken: {said}',
    hint: 'Take another id.',
  },
  {
    says: /No QEMU guest agent configured/,
    code: 'unsupported',
    message: 'No guest agent is configured for {name}',
    hint: 'Switch the option QEMU Guest Agent on, install qemu-guest-agent inside, then stop and start the machine.',
  },
  {
    says: /QEMU guest agent is not running/,
    code: 'unsupported',
    message: 'The guest agent of {name} is not running',
    hint: 'Install and start qemu-guest-agent inside the machine.',
  },
  {
    says: /VM quit\/powerdown failed(?: - got timeout)?/,
    code: 'failed',
    message: '{name} did not shut down in time: {said}',
    hint: 'Its guest does not listen to the power button. `vm stop` cuts the power.',
  },
  {
    says: /bridge '(?<bridge>[^']+)' does not exist/,
    code: 'failed',
    message: 'The node has no bridge {bridge}, which {name} is connected to',
    hint: 'Connect it to another one: `net connect`.',
  },
  {
    says: /snapshot feature is not available/,
    code: 'unsupported',
    message: 'The storage of {name} takes no snapshots',
    hint: 'Move its disks to a storage that does: ZFS, LVM-thin, Ceph, or qcow2 files; or take a backup.',
  },
  {
    says: /snapshot name '[^']*' already used/,
    code: 'conflict',
    message: '{name} has a snapshot of that name already',
    hint: 'Take another name, or delete the old one first.',
  },
  {
    says: /snapshot '[^']*' does not exist/,
    code: 'not-found',
    message: '{name} has no snapshot of that name any more',
    hint: '`snapshot list` shows what is there.',
  },
  {
    says: /(?<storage>storage '[^']+') does not exist/,
    code: 'not-found',
    message: 'Proxmox has no {storage}',
    hint: '`host storage` shows what is there.',
  },
  {
    says: /volume '[^']+' does not exist/,
    code: 'not-found',
    message: 'It is not on the storage any more: {said}',
  },
  {
    says: /hostname lookup '(?<node>[^']+)' failed/,
    code: 'not-found',
    message: 'The cluster has no node {node}',
    hint: '`host list` shows which nodes are there.',
  },
  {
    says: /No space left on device|not enough (?:free )?space/i,
    code: 'failed',
    message: 'The storage is full: {said}',
    hint: '`host storage` shows what holds the space.',
  },
  {
    status: 400,
    says: /upid: no such task/,
    code: 'not-found',
    message: 'Proxmox does not know that task any more',
  },
  {
    status: 400,
    says: /(?:)/,
    code: 'invalid',
    message: 'Proxmox does not take that: {said}',
  },
  {
    status: 501,
    says: /(?:)/,
    code: 'unsupported',
    message: 'This Proxmox cannot do that: {said}',
    hint: '`host check` shows its version; docs/proxmox.md tells what needs which.',
  },
  {
    says: /received interrupt/,
    code: 'failed',
    message: 'Its task was interrupted: {said}',
  },
];
