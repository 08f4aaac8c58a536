import { expect, it } from 'vitest';
import type { Hypervisor } from '../../../src/hypervisor.ts';
import { openBench, textOf } from '../../commands/bench.ts';
import { guest, machine, pretend } from '../../doubles/hypervisor.ts';

it('a machine without an agent is a column all the same, at the address its host has met it with', async () => {
  const site = pretend({
    guest: guest({
      probe: async ({ name }) =>
        name === 'mute' ? { answers: false, why: 'it has no agent' } : { answers: true },
      addresses: async () => [{ name: 'eth0', addresses: ['10.0.0.1/24'] }],
      start: async () => ({ pid: 1 }),
      wait: async () => ({
        exitCode: 0,
        stdout:
          '\n--nakhoda:toaa--\n3 packets transmitted, 3 packets received, 0% packet loss\n--nakhoda:end--\n',
        stderr: '',
        truncated: false,
      }),
    }),
  });
  site.machines = [machine('e1'), machine('mute')];
  const none = () => Promise.reject(new Error('nobody asked'));
  const network: Hypervisor['network'] = {
    cards: async () => [{ id: 'a', mode: 'bridge', mac: '52:54:00:00:00:02' }],
    segments: async () => [],
    connect: none,
    link: none,
  };
  const onHost: Hypervisor['onHost'] = async () => ({
    exitCode: 0,
    stdout: '10.0.0.2 dev br0 lladdr 52:54:00:00:00:02 STALE',
    stderr: '',
  });
  const bench = openBench([{ ...site.hypervisor, network, onHost }]);
  const { card } = await bench.carryOut('net matrix e1 mute');
  expect(card.title).toBe('Matrix of 2 machines: 1 of 1 way answer, 1 unknown');
  expect(textOf(card)).toMatch(/^e1 \| 1 of 1 /m);
  expect(textOf(card)).toContain('mute | unknown |  |  | it has no agent');
});
