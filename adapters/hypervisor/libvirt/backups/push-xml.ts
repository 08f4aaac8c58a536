import type { BackupDisk } from './manifest.ts';

/** What `backup-begin` reads: https://libvirt.org/formatbackup.html */
export function pushXml(disks: readonly BackupDisk[], directory: string): string {
  const each = disks.map(
    ({ target, file }) =>
      `<disk name='${target}' backup='yes' type='file' backupmode='full'><driver type='qcow2'/>` +
      `<target file='${attributeText(`${directory}/${file}`)}'/></disk>`,
  );
  return `<domainbackup mode='push'><disks>${each.join('')}</disks></domainbackup>\n`;
}

/** Text for an attribute in single or double quotes, every sign of XML's own as its number. */
export function attributeText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>'"\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
