import { describe, expect, it } from 'vitest';
import { refusal } from '../../../../adapters/hypervisor/libvirt/errors.ts';

/** Standard error of virsh 9.0 and ssh, as recorded, and what a person reads. */
const table = [
  ["error: failed to get domain 'nosuch'", 'not-found', 'e1 is not on this libvirt any more'],
  ['error: Domain is already active', 'conflict', 'e1 is already running'],
  [
    'error: Failed to create vol from /dev/stdin\nerror: internal error: Child process (/usr/bin/qemu-img convert -f qcow2 -O qcow2 /a /b) unexpected exit status 1: qemu-img: error while writing at byte 9043968: No space left on device',
    'failed',
    'the storage of the host is full: internal error: Child process (/usr/bin/qemu-img convert -f qcow2 -O qcow2 /a /b) unexpected exit status 1: qemu-img: error while writing at byte 9043968: No space left on device',
  ],
  [
    "error: Failed to change size of volume 's2.qcow2' to 100M\nerror: internal error: Child process (/usr/bin/qemu-img resize /s2.qcow2 104857600) unexpected exit status 1: qemu-img: Can't resize a v2 image which has snapshots",
    'unsupported',
    'a disk of e1 is of the old qcow2 version 2, which cannot grow while it has snapshots',
  ],
  [
    "error: Failed to resume domain 'vma'\nerror: Requested operation is not valid: domain is already running",
    'conflict',
    'e1 is already running',
  ],
  ['error: Requested operation is not valid: domain is not running', 'conflict', 'e1 is off'],
  [
    "error: Domain snapshot not found: no domain snapshot with matching name 'x'",
    'not-found',
    'e1 has no snapshot of that name any more',
  ],
  [
    'error: operation failed: domain moment a\nb already exists',
    'conflict',
    'e1 has a snapshot of that name already',
  ],
  [
    'error: Guest agent is not responding: QEMU guest agent is not connected',
    'unsupported',
    'the guest agent of e1 is not running',
  ],
  [
    'error: argument unsupported: QEMU guest agent is not configured',
    'unsupported',
    'the guest agent of e1 is not running',
  ],
  [
    'error: Guest agent is not responding: Guest agent not available for now',
    'timeout',
    'the guest agent of e1 did not answer in time',
  ],
  [
    'error: Timed out during operation: cannot acquire state change lock (held by monitor=remoteDispatchDomainBackupBegin)',
    'busy',
    'another job of libvirt holds e1: Timed out during operation: cannot acquire state change lock (held by monitor=remoteDispatchDomainBackupBegin)',
  ],
  [
    'error: Operation not supported: internal snapshots of a VM with pflash based firmware are not supported',
    'unsupported',
    'e1 boots with UEFI, and this libvirt takes no internal snapshots of such machines',
  ],
  [
    'error: Failed to revert snapshot dsk\nerror: unsupported configuration: revert to external snapshot not supported yet',
    'unsupported',
    'this libvirt cannot roll e1 back to an external snapshot',
  ],
  [
    "error: Failed to start domain 'vma'\nerror: Cannot access storage file '/images/vma.qcow2' (as uid:0, gid:0): No such file or directory",
    'failed',
    "a disk of e1 is missing: Cannot access storage file '/images/vma.qcow2' (as uid:0, gid:0): No such file or directory",
  ],
  [
    "error: failed to connect to the hypervisor\nerror: Failed to connect socket to '/nosock': No such file or directory",
    'unreachable',
    "libvirt does not answer: Failed to connect socket to '/nosock': No such file or directory",
  ],
  [
    'error: Disconnected from qemu:///system due to end of file\nerror: End of file while reading data: Input/output error',
    'unreachable',
    'libvirt does not answer: End of file while reading data: Input/output error',
  ],
  [
    'ssh: connect to host 127.0.0.1 port 2999: Connection refused',
    'unreachable',
    'libvirt does not answer: ssh: connect to host 127.0.0.1 port 2999: Connection refused',
  ],
  [
    'No ED25519 host key is known for [127.0.0.1]:2201 and you have requested strict checking.\nHost key verification failed.',
    'unreachable',
    'the ssh host is not the one that was pinned, or none was: Host key verification failed.',
  ],
  [
    'root@127.0.0.1: Permission denied (publickey).',
    'unreachable',
    'the ssh host refused the key: root@127.0.0.1: Permission denied (publickey).',
  ],
  [
    'Control socket connect(/tmp/s): Connection refused\nerror: Domain is already active',
    'conflict',
    'e1 is already running',
  ],
  [
    'Warning: Identity file /etc/nokey not accessible: No such file or directory.\nroot@127.0.0.1: Permission denied (publickey).',
    'unreachable',
    'the private key of this site is not there, or the bot may not read it',
  ],
  [
    'error: unsupported configuration: nothing selected for snapshot',
    'unsupported',
    'e1 has no disk that a snapshot could hold',
  ],
  [
    "error: Failed to revert snapshot it's\nerror: internal error: process exited while connecting to monitor: qemu-system-x86_64: Snapshot 'it's' does not exist in one or more devices",
    'failed',
    "the disks of e1 do not hold that snapshot, though libvirt lists it: internal error: process exited while connecting to monitor: qemu-system-x86_64: Snapshot 'it's' does not exist in one or more devices",
  ],
  ['error: internal error: something new', 'failed', 'internal error: something new'],
] as const;

describe('what virsh refuses', () => {
  it.each(table)('%j', (stderr, code, message) => {
    expect(refusal(stderr, 'e1')).toMatchObject({ code, message });
  });

  it('says something even when virsh said nothing', () => {
    expect(refusal('')).toMatchObject({ code: 'failed', message: 'virsh failed without a word' });
  });

  it('takes a name as it is, though it looks like a pattern', () => {
    expect(refusal('error: Domain is already active', '$& {said}').message).toBe(
      '$& {said} is already running',
    );
  });
});
