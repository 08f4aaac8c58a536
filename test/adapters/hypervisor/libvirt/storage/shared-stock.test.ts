import { describe, expect, it } from 'vitest';
import { createProvision } from '../../../../../adapters/hypervisor/libvirt/provision/provision.ts';
import { createShapes } from '../../../../../adapters/hypervisor/libvirt/shapes.ts';
import {
  shareStock,
  type Wanted,
} from '../../../../../adapters/hypervisor/libvirt/storage/shared-stock.ts';
import { toldClient } from '../told-client.ts';

const { signal } = new AbortController();
const id = (number: number) => `${number}1111111-2222-4333-8444-555555555555`;
const all = [1, 2, 3, 4, 5, 6, 7, 8];

function world() {
  const readings: string[] = [];
  const says = (line: string) => {
    if (line === 'pool-list --all --uuid') readings.push(line);
    if (line === 'list --all --uuid --name') return all.map((n) => `${id(n)} vm${n}\n`).join('');
    const [, digit] = /^dumpxml (\d)/.exec(line) ?? [];
    return digit === undefined
      ? ''
      : `<domain><devices><disk type='file' device='disk'><driver type='raw'/><source file='/d/vm${digit}.img'/><target dev='vda'/></disk></devices></domain>`;
  };
  return { client: toldClient({ says }), readings };
}

const wanted = (part: Partial<Wanted>): Wanted => ({
  id: id(1),
  disks: ['/d/vm1.img'],
  also: [],
  ...part,
});

describe('the storage of a host', () => {
  it('is read once for the plans of a whole group', async () => {
    const { client, readings } = world();
    const provision = createProvision({
      site: 's',
      client,
      shapes: createShapes(client),
      settings: {},
    });
    const plans = await Promise.all(
      all.map((n) =>
        provision.deletion(
          {
            site: 's',
            host: 'h',
            id: id(n),
            birth: id(n),
            name: `vm${n}`,
            kind: 'vm',
            state: 'stopped',
            tags: [],
          },
          signal,
        ),
      ),
    );
    expect(plans.map(({ files }) => files.map(({ path }) => path))).toEqual(
      all.map((n) => [`/d/vm${n}.img`]),
    );
    expect(readings).toHaveLength(1);
  });

  it('is read anew for a file in a folder that the shared reading does not know', async () => {
    const { client, readings } = world();
    const shared = shareStock(client);
    await shared.read(wanted({ also: ['/d/gone.qcow2'] }), signal);
    await shared.read(wanted({ also: ['/d/./gone.qcow2'] }), signal);
    expect(readings).toHaveLength(1);
    await shared.read(wanted({ also: ['/elsewhere/gone.qcow2'] }), signal);
    expect(readings).toHaveLength(2);
  });

  it('is read anew for a machine that was made or changed since, and after an act', async () => {
    const { client, readings } = world();
    const shared = shareStock(client);
    await shared.read(wanted({}), signal);
    await shared.read(wanted({ id: id(9), disks: ['/d/vm9.img'] }), signal);
    expect(readings).toHaveLength(2);
    await shared.read(wanted({ disks: ['/d/vm1.img', '/d/added.img'] }), signal);
    expect(readings).toHaveLength(3);
    await shared.read(wanted({}), signal);
    expect(readings).toHaveLength(3);
    shared.forget();
    await shared.read(wanted({}), signal);
    expect(readings).toHaveLength(4);
  });

  it('is read on for the others when the one who asked first is gone', async () => {
    const { client, readings } = world();
    const shared = shareStock(client);
    const first = new AbortController();
    const left = shared.read(wanted({}), first.signal);
    const stays = shared.read(wanted({}), signal);
    first.abort(new Error('nobody waits'));
    await expect(left).rejects.toThrow('nobody waits');
    expect((await stays).domains).toHaveLength(all.length);
    expect(readings).toHaveLength(1);
  });

  it('is asked for again after a reading that failed', async () => {
    const refusals = ['error: access denied by acl policy'];
    const says = () => refusals.pop() ?? '';
    const shared = shareStock(toldClient({ says }));
    const any = wanted({ disks: [] });
    await expect(shared.read(any, signal)).rejects.toMatchObject({ name: 'BotError' });
    expect((await shared.read(any, signal)).domains).toEqual([]);
  });
});
