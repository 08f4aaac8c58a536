import { expect, it } from 'vitest';
import * as folderScripts from '../../../../../adapters/hypervisor/virtualbox/windows/folder-scripts.ts';
import { windowsFolders } from '../../../../../adapters/hypervisor/virtualbox/windows/folders.ts';
import * as fileScripts from '../../../../../adapters/hypervisor/virtualbox/windows/own-file-scripts.ts';
import { powershellLine } from '../../../../../src/shell/powershell.ts';

const { signal } = new AbortController();
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Made up after what the scripts write: no Windows was at hand. */
function saying(...lines: readonly string[]) {
  const asked: (readonly string[])[] = [];
  const folders = windowsFolders(async (_, words) => {
    asked.push(words);
    return lines.map((line) => `${line}\r\n`).join('');
  });
  return { folders, asked };
}

it('every script fits into a line of cmd', () => {
  const all = [...Object.values(folderScripts), ...Object.values(fileScripts)];
  for (const text of all) expect(() => powershellLine(text, 'powershell')).not.toThrow();
});

it('files are told with any letters, on drives and shares, and nothing else is taken for one', async () => {
  const names = ['C:\\VMs\\a b\\ジ.vdi', '\\\\nas\\vms\\ü.iso'];
  const { folders, asked } = saying(
    ...names.map((name, at) => `${base64(name)} ${at}`),
    'Get-ChildItem : Access denied',
  );
  expect(await folders.list('C:\\VMs', signal)).toEqual(
    names.map((path, bytes) => ({ path, bytes })),
  );
  expect(asked).toEqual([['C:\\VMs']]);
  expect(await saying().folders.list('D:\\gone', signal)).toEqual([]);
});

it('room is known only where Windows tells it', async () => {
  const { folders } = saying('500107862016 1234567');
  expect(await folders.room('\\\\nas\\vms', signal)).toEqual({
    capacityBytes: 500_107_862_016,
    freeBytes: 1_234_567,
  });
  expect(await saying().folders.room('E:\\', signal)).toBeUndefined();
});

it('the beginning of a file is bytes, and none where it cannot be read', async () => {
  const { folders, asked } = saying(base64('KDMV'));
  expect((await folders.head('C:\\a.vmdk', 512, signal)).toString()).toBe('KDMV');
  expect(asked).toEqual([['C:\\a.vmdk', '512']]);
  expect(await saying().folders.head('C:\\a.vmdk', 512, signal)).toEqual(Buffer.alloc(0));
});

it('a file that stays is told in the words of Windows, and nobody is asked about none', async () => {
  const { folders } = saying(base64('Der Zugriff auf den Pfad „C:\\a“ wurde verweigert.'));
  await expect(folders.remove(['C:\\a'], signal)).rejects.toMatchObject({
    code: 'failed',
    message: 'Der Zugriff auf den Pfad „C:\\a“ wurde verweigert.',
  });
  await expect(saying().folders.remove(['C:\\a'], signal)).resolves.toBeUndefined();
  const none = saying();
  await none.folders.remove([], signal);
  expect(none.asked).toEqual([]);
});
