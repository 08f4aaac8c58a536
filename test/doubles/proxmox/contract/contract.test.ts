import { describe, expect, it } from 'vitest';
import { opened } from '../opened.ts';
import { readContract } from './contract.ts';

const create = ['POST', '/nodes/{node}/qemu'] as const;

describe('parameters without the schema', () => {
  const contract = readContract('/nowhere');

  it('are checked for the least, and it says which checks are off', () => {
    expect(contract.off).toHaveLength(1);
    expect(contract.check(...create, {})).toEqual({
      vmid: 'property is missing and it is not optional',
    });
    expect(contract.check(...create, { vmid: '100', bogus: '1' })).toEqual({});
  });

  it.each(['a', '1x', '2024-01-01'])('do not name a snapshot "%s"', (snapname) => {
    const path = '/nodes/{node}/qemu/{vmid}/snapshot';
    expect(contract.check('POST', path, { vmid: '100', snapname })).toEqual({
      snapname: `invalid format - invalid configuration ID '${snapname}'\n`,
    });
  });
});

describe.skipIf(!process.env['NAKHODA_CONTRACTS'])('parameters with the schema', () => {
  const contract = readContract();
  const check = (params: Record<string, string>) =>
    contract.check(...create, { node: 'pve1', vmid: '150', ...params });

  it.each([
    [{ memory: 'lots' }, "memory.current: type check ('integer') failed - got 'lots'"],
    [{ memory: '8' }, 'memory.current: value must have a minimum value of 16'],
    [{ net0: 'virtio,bridge=vmbr0' }, undefined],
    [{ net0: 'virtio=BC:24:11:00:00:01,bridge=vmbr0,tag=12,firewall=1,link_down=0' }, undefined],
    [{ net0: 'virtio,bridge=vmbr0,vlan=3' }, 'net0.vlan: property is not defined in schema'],
    [{ net0: 'bridge=vmbr0' }, 'net0.model: property is missing and it is not optional'],
    [{ scsi0: 'local-lvm:8' }, undefined],
    [{ ide2: 'local:iso/debian.iso,media=cdrom' }, undefined],
    [{ bogus: '1' }, 'property is not defined in schema'],
    [{ cores: '0' }, 'value must have a minimum value of 1'],
    [{ onboot: 'maybe' }, "type check ('boolean') failed - got 'maybe'"],
    [{ name: 'no spaces' }, 'invalid format - value does not look like a valid DNS name'],
    [{ bios: 'uboot' }, "value 'uboot' does not have a value in the enumeration 'seabios, ovmf'"],
    [{ tags: 'prod;web' }, undefined],
  ])('%j: %s', (params, wrong) => {
    const said = Object.values(check(params)).join();
    if (wrong === undefined) expect(said).toBe('');
    else expect(said).toContain(wrong);
  });

  it('are refused as a whole, before anything is done', async () => {
    const { double, client } = await opened();
    const reply = await client.ask('POST', '/nodes/pve1/qemu/101/status/shutdown', {
      timeout: -1,
      bogus: 1,
    });
    expect(reply).toMatchObject({ status: 400, reason: 'Parameter verification failed.' });
    expect(Object.keys(Object(reply.body['errors']))).toEqual(['timeout', 'bogus']);
    expect(double.world.tasks.all).toEqual([]);
  });
});
