import { describe, expect, it } from 'vitest';
import { parseLongList } from '../../../../adapters/hypervisor/virtualbox/long-list.ts';
import { recorded } from './recorded.ts';

const text = recorded('list-long-vms').stdout;
const first = { id: 'bdcbfc32-b82c-4994-86e3-4bbd357da1df', name: 'fleet01' };
const second = { id: 'a5be9158-1509-4669-a9ff-a5e29e4b1a40', name: 'fleet02' };

describe('list --long vms', () => {
  it('tells of machines that rest what showvminfo would', () => {
    expect(parseLongList(text, [first, second]).get(first.id)).toMatchObject({
      ...first,
      birth: first.id,
      state: 'stopped',
      active: false,
      cpus: 1,
      memoryBytes: 1024 * 1024 ** 2,
      groups: ['fleet'],
      settingsFile: '/root/VirtualBox VMs/fleet/fleet01/fleet01.vbox',
      logFile: '/root/VirtualBox VMs/fleet/fleet01/Logs/VBox.log',
      changedAt: '2026-11-22T20:53:54.000000000',
    });
  });

  it('is not believed where two lines have the UUID of a machine', () => {
    const fake = text.replace('Configured memory balloon:', `UUID:    ${second.id}\nConfigured`);
    expect([...parseLongList(fake, [first, second]).keys()]).toEqual([first.id]);
  });

  it('is not believed of a machine that is on, or whose lines are not all there', () => {
    const on = text.replace(/powered off \(since/, 'running (since');
    expect(parseLongList(on, [first]).size).toBe(0);
    expect(parseLongList(text.replace(/^Log folder.*$/m, ''), [first]).size).toBe(0);
    expect(parseLongList(text, [{ id: first.id }]).size).toBe(0);
  });
});
