import type { Who } from '../access/who.ts';
import { refuse } from '../refusal.ts';
import type { Kind } from '../world/guest.ts';

/** Those that a file has as numbers; all others are text. */
const numbers = {
  qemu: /^(?:acpi|autostart|balloon|ciupgrade|cores|cpulimit|cpuunits|freeze|kvm|localtime|migrate_downtime|migrate_speed|numa|onboot|protection|reboot|shares|sockets|tablet|tdf|template|vcpus)$/,
  lxc: /^(?:console|cores|cpulimit|cpuunits|debug|memory|onboot|protection|swap|template|tty|unprivileged)$/,
} as const;

export function typed(kind: Kind, key: string, value: string): string | number {
  if (!numbers[kind].test(key)) return value;
  if (/^(?:on|yes|true)$/i.test(value)) return 1;
  return /^(?:off|no|false)$/i.test(value) ? 0 : Number(value);
}

export const diskKey = {
  qemu: /^(?:scsi|virtio|sata|ide|efidisk|tpmstate)\d+$/,
  lxc: /^(?:rootfs|mp\d+)$/,
} as const;

/** Which privilege each takes; what is in no line is root's alone. */
const privileges: Readonly<Record<Kind, readonly (readonly [RegExp, string])[]>> = {
  qemu: [
    [/^(?:affinity|cores|cpu|cpulimit|cpuunits|numa\d*|smp|sockets|vcpus)$/, 'VM.Config.CPU'],
    [/^(?:allow-ksm|balloon|memory|shares)$/, 'VM.Config.Memory'],
    [/^(?:boot|bootdisk|unused\d+|vmstatestorage)$/, 'VM.Config.Disk'],
    [diskKey.qemu, 'VM.Config.Disk'],
    [
      /^(?:acpi|audio\d|bios|hotplug|kvm|machine|rng\d|scsihw|serial\d|smbios1|tablet|usb\d+|vga|watchdog)$/,
      'VM.Config.HWType',
    ],
    [
      /^(?:agent|autostart|description|freeze|hookscript|keyboard|localtime|migrate_\w+|name|onboot|ostype|protection|reboot|startdate|startup|tags|tdf|template|vmgenid)$/,
      'VM.Config.Options',
    ],
    [/^(?:net\d+)$/, 'VM.Config.Network'],
    [
      /^(?:cicustom|cipassword|citype|ciupgrade|ciuser|ipconfig\d+|nameserver|searchdomain|sshkeys)$/,
      'VM.Config.Cloudinit',
    ],
  ],
  lxc: [
    [/^(?:cores|cpulimit|cpuunits)$/, 'VM.Config.CPU'],
    [/^(?:memory|swap)$/, 'VM.Config.Memory'],
    [diskKey.lxc, 'VM.Config.Disk'],
    [/^unused\d+$/, 'VM.Config.Disk'],
    [/^(?:hostname|nameserver|net\d+|searchdomain)$/, 'VM.Config.Network'],
    [
      /^(?:arch|cmode|console|debug|description|onboot|ostype|protection|startup|tags|template|timezone|tty|features|unprivileged)$/,
      'VM.Config.Options',
    ],
  ],
};

/** Throws 403, or 500 "only root can set 'args' config". */
export function demandKey(who: Who, kind: Kind, vmid: string, key: string, value = ''): void {
  if (who.isRoot) return;
  const found = privileges[kind].find(([keys]) => keys.test(key));
  if (found === undefined) throw refuse(`only root can set '${key}' config`);
  const isCd = kind === 'qemu' && diskKey.qemu.test(key) && /media=cdrom/.test(value);
  who.demand(`/vms/${vmid}`, isCd ? 'VM.Config.CDROM' : found[1]);
}

/** What a call says beside the file's own keys. */
export const notKeys = new Set(
  'archive background_delay bwlimit delete digest force import-working-storage live-restore node ostemplate password pool restore revert skiplock ssh-public-keys start storage unique vmid ignore-unpack-errors ha-managed'.split(
    ' ',
  ),
);
