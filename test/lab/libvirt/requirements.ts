import { existsSync } from 'node:fs';
import { missingOf } from '../programs.ts';

/** Programs the lab runs, and the Debian package that brings each. */
const programs = {
  libvirtd: 'libvirt-daemon',
  virsh: 'libvirt-clients',
  'qemu-system-x86_64': 'qemu-system-x86',
  'qemu-img': 'qemu-utils',
  sshd: 'openssh-server',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  ip: 'iproute2',
  ping: 'iputils-ping',
  cpio: 'cpio',
  genisoimage: 'genisoimage',
  'mkfs.ext4': 'e2fsprogs',
  nsenter: 'util-linux',
  unshare: 'util-linux',
} as const;

/** libvirt's part that speaks to QEMU is a plug-in, not a program. */
const qemuDriver = '/usr/lib/x86_64-linux-gnu/libvirt/connection-driver/libvirt_driver_qemu.so';

/** The Debian packages that are wanted and not here. */
export function missingPackages(): readonly string[] {
  const driver = existsSync(qemuDriver) ? [] : ['libvirt-daemon-driver-qemu'];
  return [...missingOf(programs), ...driver];
}
