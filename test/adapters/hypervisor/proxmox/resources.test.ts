import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import {
  createResources,
  isGuest,
  resourcesOf,
} from '../../../../adapters/hypervisor/proxmox/resources.ts';
import { BotError } from '../../../../src/errors.ts';
import { recorded, toldClient } from './recorded.ts';

const { signal } = new AbortController();

it('a recorded cluster is read: guests, nodes and storages', async () => {
  const resources = createResources(toldClient(() => recorded('cluster_resources')));
  const rows = await resources.read(signal);
  expect(rows.map(({ id }) => id)).toEqual([
    '/pool/prod',
    'qemu/100',
    'qemu/101',
    'lxc/200',
    'lxc/202',
    'node/pve1',
    'storage/pve1/local',
    'network/pve1/zone/localnetwork',
  ]);
  expect(rows.filter(isGuest).map(({ vmid }) => vmid)).toEqual([100, 101, 200, 202]);
  expect(resources.peek()).toBe(rows);
});

it('those who ask at once share one call, and a later one asks anew', async () => {
  const client = toldClient(() => []);
  const resources = createResources(client);
  await Promise.all([resources.read(signal), resources.within(0, signal), resources.read(signal)]);
  expect(client.asked).toHaveLength(1);
  await resources.read(signal);
  expect(client.asked).toHaveLength(2);
});

it('one who comes while a call is under way sees what is so after he asked', async () => {
  const gates: PromiseWithResolvers<readonly unknown[]>[] = [];
  const client = toldClient(() => []);
  const resources = createResources({
    ...client,
    async rows() {
      const gate = Promise.withResolvers<readonly unknown[]>();
      gates.push(gate);
      return gate.promise;
    },
  });
  const first = resources.read(signal);
  while (gates.length === 0) await turn();
  const second = resources.read(signal);
  gates[0]?.resolve([{ id: 'qemu/100', type: 'qemu' }]);
  expect(await first).toHaveLength(1);
  while (gates.length === 1) await turn();
  gates[1]?.resolve([]);
  expect(await second).toEqual([]);
});

it('an answer that is young enough costs no call', async () => {
  const client = toldClient(() => []);
  const resources = createResources(client);
  await resources.within(60_000, signal);
  await resources.within(60_000, signal);
  expect(client.asked).toHaveLength(1);
});

it('one who goes away does not take the answer from the others', async () => {
  const resources = createResources(toldClient(() => [{ id: 'qemu/1', type: 'qemu' }]));
  const gone = new AbortController();
  const left = resources.read(gone.signal);
  const stays = resources.read(signal);
  gone.abort(new Error('went away'));
  await expect(left).rejects.toThrow('went away');
  expect(await stays).toHaveLength(1);
});

it('a failure is told to those who asked, and the next question is asked', async () => {
  const answers = [new BotError('unreachable', 'is not there'), []];
  const resources = createResources(toldClient(() => answers.shift()));
  await expect(resources.read(signal)).rejects.toMatchObject({ code: 'unreachable' });
  expect(await resources.read(signal)).toEqual([]);
});

it('an odd row spoils no other, and an odd figure not its row', async () => {
  const rows = await resourcesOf([
    null,
    'qemu/1',
    { type: 'qemu', vmid: 1 },
    { id: 'qemu/2', type: 'qemu', node: 'pve1', vmid: '2', cpu: '0.5', mem: null, name: 7 },
    { id: 'qemu/3', type: 'qemu', node: 'pve1', vmid: 3, template: true, cpu: {}, uptime: 'NaN' },
  ]);
  expect(rows).toEqual([
    { id: 'qemu/2', type: 'qemu', node: 'pve1', vmid: 2, cpu: 0.5 },
    { id: 'qemu/3', type: 'qemu', node: 'pve1', vmid: 3, template: 1 },
  ]);
});

it('ten thousand rows leave the event loop its turns', async () => {
  const rows = Array.from({ length: 10_000 }, (_, at) => ({ id: `qemu/${at}`, type: 'qemu' }));
  let turns = 0;
  const counting = setInterval(() => {
    turns += 1;
  });
  expect(await resourcesOf(rows)).toHaveLength(10_000);
  clearInterval(counting);
  expect(turns).toBeGreaterThan(2);
});
