import { expect, it } from 'vitest';
import { END, NEIGHBOUR } from '../../src/connectivity/ping-scripts.ts';
import { openBench, textOf } from '../commands/bench.ts';
import { guest, machine, pretend } from '../doubles/hypervisor.ts';

/** A guest whose ping says this of each size. */
function saying(of: (size: number) => string) {
  const sizes: number[] = [];
  const site = pretend({
    guest: guest({
      addresses: async () => [],
      start: async (_machine, argv) => ({ pid: sizes.push(Number(argv[5])) }),
      wait: async (_machine, { pid }) => {
        const stdout = of(sizes[pid - 1] ?? 0);
        return { exitCode: 0, stdout, stderr: '', truncated: false };
      },
    }),
  });
  site.machines = [machine('e1')];
  return openBench([site.hypervisor]);
}

it('a ping that tells of more than was sent is no figure', async () => {
  const all =
    '900 packets transmitted, 900 received, 0% packet loss\nrtt min/avg/max/mdev = 1/1/1/0 ms';
  const { state, card } = await saying(() => all).carryOut('net ping e1 10.0.0.9 4');
  expect(state).toBe('failed');
  expect(textOf(card)).not.toMatch(/900|1\.00/);
  expect(textOf(card)).toContain('ping said nothing that could be understood');
});

it('where what does not fit into one packet is lost, fragments are a suspect too', async () => {
  const answer = (got: number) =>
    `1 packets transmitted, ${got} received, ${100 - got * 100}% loss`;
  const upTo = (most: number) => saying((size) => answer(size <= most ? 1 : 0));
  const { card } = await upTo(1472).carryOut('net ping e1 10.0.0.9 1 2000');
  expect(textOf(card)).toContain(
    'is 1500, or the fragments that larger ones are sent in are dropped',
  );
  const narrow = await upTo(1372).carryOut('net ping e1 10.0.0.9 1 2000');
  expect(textOf(narrow.card)).toContain('packets of 1400 bytes (size 1372) get through');
  expect(textOf(narrow.card)).not.toContain('fragments');
});

it('of an address that nobody on its network answers for no firewall is blamed, and no port is tried', async () => {
  const asked: number[] = [];
  const bench = saying((size) => {
    asked.push(size);
    const met = '10.0.0.9 dev eth0  ref 1 used 0/0/0 probes 6 INCOMPLETE';
    return `1 packets transmitted, 0 packets received, 100% packet loss\n\n${NEIGHBOUR}\n${met}\n\n${END}\n`;
  });
  const { card } = await bench.carryOut('net ping e1 10.0.0.9 1 1400');
  expect(textOf(card)).toContain('nobody on its network answers for that address');
  expect(textOf(card)).not.toContain('firewall');
  expect(asked).toEqual([1400]);
});
