import { expect, it } from 'vitest';
import { windowsFiles } from '../../../../../adapters/hypervisor/virtualbox/windows/files.ts';

const { signal } = new AbortController();
const paths = ['C:\\VMs\\a.vbox', '\\\\nas\\vms\\gone.vbox', 'D:\\b\\b.vbox'];

/** Made up after .NET's own words: DateTime.Ticks of 2026-11-26T21:00:00Z, and a second before. */
const now = '639313236000000000';
const before = '639313235990000000';

it('times are those of the host, by its own clock, and what is not there is left out', async () => {
  const asked: (readonly string[])[] = [];
  const files = windowsFiles(async (_, words) => {
    asked.push(words);
    return [now, `${before} 120`, '-', `${now} 7`, ''].join('\r\n');
  });
  const stamps = await files.stamps(paths, signal);
  expect(asked).toEqual([paths]);
  expect(new Date(stamps.now).toISOString()).toBe('2026-11-26T21:00:00.000Z');
  expect(stamps.now - (stamps.changedAt.get('C:\\VMs\\a.vbox') ?? 0)).toBe(1_000);
  expect([...stamps.bytes]).toEqual([
    ['C:\\VMs\\a.vbox', 120],
    ['D:\\b\\b.vbox', 7],
  ]);
  expect(stamps.lateWhileOpen).toBe(true);
});

it('texts are whole, an empty one too, without the mark some programs begin them with', async () => {
  const lines = [`=${Buffer.from('\uFEFF<a>ü</a>\r\n').toString('base64')}`, '-', '='];
  const files = windowsFiles(async () => `${lines.join('\r\n')}\r\n`);
  expect([...(await files.read(paths, signal))]).toEqual([
    ['C:\\VMs\\a.vbox', '<a>ü</a>\r\n'],
    ['D:\\b\\b.vbox', ''],
  ]);
});
