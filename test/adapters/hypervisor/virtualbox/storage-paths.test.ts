import { expect, it } from 'vitest';
import {
  folderName,
  isBelow,
  joined,
  pathKey,
} from '../../../../adapters/hypervisor/virtualbox/storage/paths.ts';

it('on Windows a path is the same in any case and with either separator, elsewhere it is not', () => {
  expect(pathKey('c:/ISO/Debian.iso')).toBe(pathKey('C:\\iso\\debian.ISO'));
  expect(pathKey('\\\\NAS\\VMs')).toBe(pathKey('\\\\nas\\vms'));
  expect(pathKey('/iso/A')).not.toBe(pathKey('/iso/a'));
});

it.each([
  ['d:/', 'D:\\debian.iso', true],
  ['C:\\VMs', 'c:/vms/a/a.vdi', true],
  ['C:\\VMs', 'C:\\VMs 2\\a.vdi', false],
  ['\\\\nas\\vms', '\\\\NAS\\vms\\a.vdi', true],
  ['/vms', '/VMs/a', false],
])('what is below %s: %s is %s', (folder, path, is) => {
  expect(isBelow(folder, path)).toBe(is);
});

it('the folder of a file in the root of a drive is that root', () => {
  expect(folderName('D:\\debian.iso')).toBe('D:\\');
  expect(joined(folderName('D:\\debian.iso'), 'a.iso')).toBe('D:\\a.iso');
  expect(folderName('/a')).toBe('/');
});
