import type { BotError } from '../../../src/errors.ts';
import { type RefusalRule, refusedBy, sshRefusals } from '../../../src/refusal-rules.ts';
import { type Need, needs } from './needs.ts';

const noAnswer = 'libvirt does not answer: {said}';

/** What virsh, libvirt and ssh really say, from recorded sessions; the first that fits counts. */
const rules: readonly RefusalRule[] = [
  ...sshRefusals,
  {
    says: /env: .?virsh.?: No such file/,
    code: 'unsupported',
    message: 'virsh is not installed on that host',
    hint: 'Install libvirt-clients there.',
  },
  {
    says: /peer's certificate|[Cc]ertificate .*(?:failed validation|not trusted|known issuer|expired|does not match|revoked)|Cannot read (?:CA |client )?certificate|TLS handshake failed/,
    code: 'unreachable',
    message: 'the certificates of this site do not fit: {said}',
    hint: 'The directory `pkipath` of its uri needs cacert.pem, clientcert.pem and clientkey.pem of the authority that the host trusts, and the host its name in the uri.',
  },
  {
    says: /Failed to connect socket to .*Permission denied|authentication (?:failed|unavailable)/,
    code: 'unreachable',
    message: 'libvirt does not let the bot in: {said}',
    hint: "Put the bot's user into the group libvirt, then start the bot anew.",
  },
  {
    says: /Failed to connect socket to .*No such file/,
    code: 'unreachable',
    message: noAnswer,
    hint: 'Start libvirtd there, or correct the uri of this site.',
  },
  {
    says: /failed to connect|End of file while reading data|Cannot (?:recv|write) data|client socket is closed|Disconnected from|connection (?:was )?closed|Connection (?:refused|reset|timed out|closed)|^ssh: |kex_exchange/im,
    code: 'unreachable',
    message: noAnswer,
  },
  {
    says: /failed to get domain|Domain not found/,
    code: 'not-found',
    message: '{name} is not on this libvirt any more',
    hint: '`vm list` shows what is there.',
  },
  {
    says: /Domain is already active|domain is already running/,
    code: 'conflict',
    message: '{name} is already running',
  },
  {
    says: /no domain snapshot with matching name/,
    code: 'not-found',
    message: '{name} has no snapshot of that name any more',
    hint: '`snapshot list` shows what is there.',
  },
  {
    says: /domain moment .* already exists/s,
    code: 'conflict',
    message: '{name} has a snapshot of that name already',
    hint: 'Take another name, or delete the old one first.',
  },
  {
    says: /nothing selected for snapshot/,
    code: 'unsupported',
    message: '{name} has no disk that a snapshot could hold',
    hint: 'Internal snapshots need a qcow2 disk that is no CD-ROM.',
  },
  {
    says: /does not exist in one or more devices/,
    code: 'failed',
    message: 'the disks of {name} do not hold that snapshot, though libvirt lists it: {said}',
    hint: '`qemu-img snapshot -l` on its disks tells what they really hold.',
  },
  {
    says: /pflash based firmware/,
    code: 'unsupported',
    message:
      '{name} boots with UEFI, and this libvirt takes no internal snapshots of such machines',
    hint: `${needed(needs.internalUefi)}; an external snapshot can be taken now.`,
  },
  {
    says: /revert to external snapshot not supported/,
    code: 'unsupported',
    message: 'this libvirt cannot roll {name} back to an external snapshot',
    hint: `${needed(needs.revertExternal)}; a backup is the other way back.`,
  },
  {
    says: /deletion of \d+ external disk snapshots not supported/,
    code: 'unsupported',
    message: 'this libvirt cannot delete the external snapshots of {name}',
    hint: `${needed(needs.deleteExternal)}.`,
  },
  {
    says: /could not find base disk source in disk source chain/,
    code: 'conflict',
    message: '{name} is off, and this libvirt then deletes only the newest external snapshot',
    hint: 'Nothing was changed. Delete the newer ones first, or start the machine.',
  },
  {
    says: /'block-commit': Block node is read-only/,
    code: 'conflict',
    message: '{name} was paused when this snapshot was taken, and has not run since',
    hint: 'Nothing was changed. Resume the machine, then delete the snapshot.',
  },
  {
    says: /external snapshot that has internal snapshot as parent/,
    code: 'unsupported',
    message: 'libvirt does not delete an external snapshot that stands on an internal one',
  },
  {
    says: /is not the same as disk image currently used by VM/,
    code: 'conflict',
    message: '{name} goes on in other files than those that hold the snapshot: {said}',
    hint: 'Nothing was changed. Delete the external snapshots that were taken since first.',
  },
  {
    says: /internal snapshot for disk .* unsupported for storage type/,
    code: 'unsupported',
    message: 'only qcow2 disks can hold a snapshot in themselves: {said}',
    hint: 'Take it with --external: in files of its own beside the disks.',
  },
  {
    says: /unknown command: '(?:backup-begin|backup-dumpxml)'/,
    code: 'unsupported',
    message: 'this libvirt is too old to back machines up while they run',
    hint: `${needed(needs.backups)}.`,
  },
  {
    says: /unknown procedure|unknown command: |doesn't support option|not supported by the connection driver/,
    code: 'unsupported',
    message: 'this libvirt is too old for that: {said}',
    hint: '`host check` shows its version; docs/libvirt.md tells what needs which.',
  },
  {
    says: /cannot acquire state change lock/,
    code: 'busy',
    message: 'another job of libvirt holds {name}: {said}',
    hint: 'Wait until it has ended, then ask again.',
    // It has waited for half a minute by itself: VIR_JOB_WAIT_TIME in qemu_domainjob.c.
    againAfterMs: 2_000,
  },
  {
    says: /QEMU guest agent is not (?:connected|configured)|Guest agent is not available/i,
    code: 'unsupported',
    message: 'the guest agent of {name} is not running',
    hint: 'Install and start qemu-guest-agent inside the machine, and give it the channel org.qemu.guest_agent.0.',
  },
  {
    says: /Guest agent is not responding|guest agent.*timed? ?out/i,
    code: 'timeout',
    message: 'the guest agent of {name} did not answer in time',
    hint: 'The machine may be very busy or hung; `vm show` tells.',
  },
  {
    says: /domain is not running|Domain is not active/i,
    code: 'conflict',
    message: '{name} is off',
    hint: 'Start it first: `vm start`.',
  },
  {
    says: /No space left on device/,
    code: 'failed',
    message: 'the storage of the host is full: {said}',
    hint: '`host storage` shows what holds the space.',
  },
  {
    says: /Can't resize a v2 image which has snapshots/,
    code: 'unsupported',
    message:
      'a disk of {name} is of the old qcow2 version 2, which cannot grow while it has snapshots',
    hint: 'Delete its snapshots, or start it: a running machine may let its disk grow.',
  },
  {
    says: /network '.*' is not active/s,
    code: 'failed',
    message: 'a network of {name} is not active: {said}',
    hint: 'Start it on the host: `virsh net-start NETWORK`.',
  },
  {
    says: /Cannot access storage file/,
    code: 'failed',
    message: 'a disk of {name} is missing: {said}',
    hint: 'Put the file back, or take the disk out of the machine.',
  },
  {
    says: /Failed to get "(?:write|shared)/,
    code: 'failed',
    message: 'another process holds a disk of {name}: {said}',
  },
];

/** `It needs libvirt 6.0 and QEMU 4.2 or newer`. */
function needed({ libvirt, qemu }: Need): string {
  return `It needs libvirt ${libvirt}${qemu === undefined ? '' : ` and QEMU ${qemu}`} or newer`;
}

/** What virsh wrote on standard error, as an error for people; libvirt's own words where no rule fits. */
export function refusal(stderr: string, name = 'the machine'): BotError {
  const said = sentences(stderr);
  return refusedBy(rules, {
    sentences: said,
    said: said.at(-1),
    name,
    silent: 'virsh failed without a word',
  });
}

/** What stands behind each `error: `, line breaks in names and all; what comes through ssh has none, then every line. */
function sentences(stderr: string): string[] {
  const marked = stderr.split(/^error: /m).slice(1);
  return (marked.length > 0 ? marked : stderr.split('\n'))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}
