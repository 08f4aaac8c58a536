import { describe, expect, it } from 'vitest';
import { planBackup } from '../../../../../adapters/hypervisor/libvirt/backups/plan.ts';
import type { Machine } from '../../../../../src/hypervisor.ts';
import { toldClient } from '../told-client.ts';

const { signal } = new AbortController();
const id = '11111111-2222-4333-8444-555555555555';
const machine: Machine = {
  site: 's',
  host: 'h',
  id,
  birth: id,
  name: 'web',
  kind: 'vm',
  state: 'running',
  tags: [],
};
const place = { name: 'backups', directory: '/backups' };
const wanted = { note: '' };

/** Asks for a plan on a host of that version; `asked` is each line that went to it. */
function plan(versions: { libvirt: string; qemu: string }, state = 1) {
  const asked: string[] = [];
  const says = (line: string) => {
    asked.push(line);
    return line.startsWith('domstats') ? `Domain: 'web'\n  state.state=${state}\n` : '';
  };
  const work = planBackup(toldClient({ says, versions }), machine, { place, wanted, signal });
  return { asked, work };
}

describe('a plan of a backup', () => {
  it.each([[{ libvirt: '5.10.0', qemu: '4.2.0' }], [{ libvirt: '9.0.0', qemu: '4.1.1' }]])(
    'of a running machine on %j is refused before anything else is asked',
    async (versions) => {
      const { asked, work } = plan(versions);
      await expect(work).rejects.toMatchObject({
        code: 'unsupported',
        message: 'this host cannot back up machines while they run',
        hint: `that needs libvirt 6.0 and QEMU 4.2 or newer (this host has libvirt ${versions.libvirt} and QEMU ${versions.qemu}). A machine that is off can be backed up here. Nothing was changed.`,
      });
      expect(asked.some((line) => line.startsWith('dumpxml'))).toBe(false);
    },
  );

  it('goes on with a machine that is off, and on a host that is new enough', async () => {
    const off = plan({ libvirt: '5.10.0', qemu: '4.1.1' }, 5);
    await expect(off.work).rejects.toMatchObject({ message: expect.stringContaining('no disk') });
    const modern = plan({ libvirt: '6.0.0', qemu: '4.2.0' });
    await expect(modern.work).rejects.toMatchObject({
      message: expect.stringContaining('no disk'),
    });
  });
});
