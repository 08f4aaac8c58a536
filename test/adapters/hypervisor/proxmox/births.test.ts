import { describe, expect, it } from 'vitest';
import { birthOf, createBirths } from '../../../../adapters/hypervisor/proxmox/births.ts';
import { BotError } from '../../../../src/errors.ts';
import type { Machine } from '../../../../src/hypervisor.ts';
import { recorded, toldClient } from './recorded.ts';

const { signal } = new AbortController();
const uuid = 'ec1bc15b-98a3-467a-9413-8574aa4c7fc4';
const web01: Machine = {
  ...{ site: 'pve', host: 'pve1', id: '100', birth: uuid, name: 'web01' },
  ...{ kind: 'vm', state: 'running', tags: [] },
};

describe('the birth mark', () => {
  it('of a VM is its SMBIOS UUID, and of a container its first network card', async () => {
    const births = createBirths(
      toldClient((path) => recorded(path.includes('/lxc/') ? 'lxc_config_get' : 'qemu_config_get')),
    );
    expect(await births.of(web01, signal)).toBe(uuid);
    const dns = { ...web01, id: '200', kind: 'container', name: 'ct-dns' } as const;
    expect(await births.of(dns, signal)).toBe('bc:24:11:f3:1b:f8');
  });

  it.each([
    ['vm', { smbios1: 'manufacturer=YQ==,base64=1,uuid=AB-1' }, 'ab-1'],
    ['vm', { meta: 'creation-qemu=7.1.0,ctime=1700000000' }, 'made:1700000000'],
    [
      'vm',
      { net10: 'e1000=BC:24:11:00:00:0A', net2: 'virtio=BC:24:11:00:00:02,bridge=vmbr0' },
      'bc:24:11:00:00:02',
    ],
    ['vm', { scsi1: 'tank:vm-1-disk-1', scsi0: 'tank:vm-1-disk-0,size=8G' }, 'tank:vm-1-disk-0'],
    ['container', { rootfs: 'tank:subvol-200-disk-0,size=8G' }, 'tank:subvol-200-disk-0'],
    ['container', { smbios1: 'uuid=not-of-a-container' }, 'unmarked'],
  ] as const)('of a %s with %j is %s', (kind, config, mark) => {
    expect(birthOf(kind, config)).toBe(mark);
  });

  it('is asked for once, and again where the name has changed or the machine was gone', async () => {
    const client = toldClient(() => recorded('qemu_config_get'));
    const births = createBirths(client);
    expect(births.known(web01)).toBe('');
    await births.of(web01, signal);
    await births.of(web01, signal);
    expect(births.known(web01)).toBe(uuid);
    expect(client.asked).toEqual(['/nodes/pve1/qemu/100/config']);
    await births.of({ ...web01, name: 'other' }, signal);
    expect(client.asked).toHaveLength(2);
    births.keepOnly(new Set(['101']));
    await births.of({ ...web01, name: 'other' }, signal);
    expect(client.asked).toHaveLength(3);
  });

  it('of one that was deleted is not that of the next with its id and name', async () => {
    const configs = [{ smbios1: `uuid=${uuid}` }, { smbios1: 'uuid=the-next' }];
    const births = createBirths(toldClient(() => configs.shift()));
    expect(await births.of(web01, signal)).toBe(uuid);
    births.forget(web01.id);
    expect(await births.of(web01, signal)).toBe('the-next');
  });

  it('is read anew before what destroys, and another machine there is refused', async () => {
    const configs = [
      { smbios1: `uuid=${uuid}` },
      { smbios1: `uuid=${uuid}` },
      { smbios1: 'uuid=other' },
    ];
    const births = createBirths(toldClient(() => configs.shift()));
    await births.of(web01, signal);
    await births.check(web01, signal);
    await expect(births.check(web01, signal)).rejects.toMatchObject({
      code: 'conflict',
      message: 'Another machine has taken the place of web01',
    });
    expect(births.known(web01)).toBe('other');
  });

  it('of a machine that is gone is said to be not there', async () => {
    const births = createBirths(toldClient(() => new BotError('not-found', 'web01 is not there')));
    await expect(births.of(web01, signal)).rejects.toMatchObject({ code: 'not-found' });
    await expect(births.check(web01, signal)).rejects.toMatchObject({ code: 'not-found' });
  });
});
