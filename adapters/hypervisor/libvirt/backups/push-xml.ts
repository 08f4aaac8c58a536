import { xml } from '../escape-xml.ts';
import type { BackupDisk } from './manifest.ts';

/** What `backup-begin` reads: https://libvirt.org/formatbackup.html */
export function pushXml(disks: readonly BackupDisk[], directory: string): string {
  const each = disks.map(
    ({ target, file }) =>
      `<disk name='${xml(target)}' backup='yes' type='file' backupmode='full'><driver type='qcow2'/>` +
      `<target file='${xml(`${directory}/${file}`)}'/></disk>`,
  );
  return `<domainbackup mode='push'><disks>${each.join('')}</disks></domainbackup>\n`;
}
