import { expect, it } from 'vitest';
import { BotError } from '../../src/errors.ts';
import type { GuestInterface } from '../../src/hypervisor/guest.ts';
import { openBench, textOf } from '../commands/bench.ts';
import { guest, machine, pretend } from '../doubles/hypervisor.ts';

type Addresses = Readonly<Record<string, readonly string[]>>;

/** e1 and e2 with these addresses; only the listed ones answer. */
function lab(addresses: Addresses, answering: readonly string[]) {
  const argvs: (readonly string[])[] = [];
  const site = pretend({
    guest: guest({
      addresses: async ({ name }): Promise<readonly GuestInterface[]> => [
        { name: 'eth0', addresses: addresses[name] ?? [] },
      ],
      async start(_machine, argv) {
        argvs.push(argv);
        return { pid: argvs.length };
      },
      async wait(_machine, { pid }) {
        const to = argvs[pid - 1]?.at(-1) ?? '';
        const got = answering.includes(to) ? 4 : 0;
        const times = got ? 'round-trip min/avg/max = 1.0/1.5/2.0 ms\n' : '';
        const stdout = `4 packets transmitted, ${got} packets received, ${100 - got * 25}% packet loss\n${times}`;
        return { exitCode: got ? 0 : 1, stdout, stderr: '', truncated: false };
      },
    }),
  });
  site.machines = [machine('e1'), machine('e2', { host: 'kvm-b' })];
  return { site, bench: openBench([site.hypervisor]), argvs };
}

it('a machine is pinged at each of its own addresses, and one that answers is enough', async () => {
  const { bench } = lab({ e1: ['10.0.0.1'], e2: ['192.168.9.9', '10.0.0.2/24'] }, ['10.0.0.2']);
  const { state, card } = await bench.carryOut('net ping e1 e2');
  expect(state).toBe('done');
  expect(card.title).toBe('e1 on kvm-a → e2 on kvm-b: 4 of 4 answered, 1.50 ms');
  expect(card.tone).toBe('warning');
  expect(textOf(card)).toContain('192.168.9.9 | 0 of 4 | 100 %');
});

it('an address that the sender has itself proves nothing and is left out', async () => {
  const { bench, argvs } = lab({ e1: ['172.17.0.1'], e2: ['172.17.0.1', '10.0.0.2'] }, [
    '10.0.0.2',
  ]);
  const { card } = await bench.carryOut('net ping e1 e2');
  expect(argvs.map((argv) => argv.at(-1))).toEqual(['10.0.0.2']);
  expect(textOf(card)).toContain('Not tried, because e1 on kvm-a has it itself: 172.17.0.1.');
});

it('two machines with nothing but a shared address cannot be told apart', async () => {
  const { bench } = lab({ e1: ['172.17.0.1'], e2: ['172.17.0.1'] }, []);
  await expect(bench.carryOut('net ping e1 e2')).rejects.toMatchObject({ code: 'conflict' });
});

it('a name that is not known there is told, and no firewall is blamed', async () => {
  const site = pretend({
    guest: guest({
      addresses: async () => [],
      start: async () => ({ pid: 1 }),
      wait: async () => ({
        exitCode: 1,
        stdout: '',
        stderr: "ping: bad address 'nosuch.invalid'\n",
        truncated: false,
      }),
    }),
  });
  site.machines = [machine('e1')];
  const { state, card } = await openBench([site.hypervisor]).carryOut('net ping e1 nosuch.invalid');
  expect(state).toBe('failed');
  expect(textOf(card)).toContain('not known');
  expect(textOf(card)).not.toContain('firewall');
});

it('a machine with more addresses than four is tried at the first four', async () => {
  const many = ['10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5', '10.0.0.6'];
  const { bench, argvs } = lab({ e2: many }, many);
  await bench.carryOut('net ping e1 e2');
  expect(argvs).toHaveLength(4);
});

it('count and size reach the ping program', async () => {
  const { bench, argvs } = lab({}, ['10.0.0.9']);
  await bench.carryOut('net ping e1 10.0.0.9 7 1400');
  expect(argvs[0]?.join(' ')).toMatch(/-c 7 -s 1400 .*10\.0\.0\.9$/);
});

it('a host is pinged where its addresses are known, else one is asked for', async () => {
  const { site, bench } = lab({}, ['10.0.0.254']);
  site.hosts = [{ site: 'lab', name: 'kvm-b', addresses: ['10.0.0.254'] }];
  const { card } = await bench.carryOut('net ping e1 kvm-b');
  expect(card.title).toMatch(/^e1 on kvm-a → host kvm-b: 4 of 4/);
  site.hosts = [{ site: 'lab', name: 'kvm-b' }];
  await expect(bench.type('net ping e1 kvm-b')).rejects.toMatchObject({
    message: 'The address of host kvm-b is unknown',
  });
});

it('a guest without a ping program says what to install', async () => {
  const site = pretend({
    guest: guest({ start: () => Promise.reject(new BotError('not-found', 'no such file')) }),
  });
  site.machines = [machine('e1')];
  const bench = openBench([site.hypervisor]);
  await expect(bench.carryOut('net ping e1 10.0.0.2')).rejects.toMatchObject({
    message: 'e1 has no ping program',
  });
});

it('a far machine without an agent asks for an address', async () => {
  const site = pretend({
    guest: guest({
      probe: async ({ name }) =>
        name === 'e1' ? { answers: true } : { answers: false, why: 'no agent' },
    }),
  });
  site.machines = [machine('e1'), machine('e2')];
  const bench = openBench([site.hypervisor]);
  await expect(bench.carryOut('net ping e1 e2')).rejects.toMatchObject({
    message: 'The addresses of e2 are unknown: no agent',
    hint: 'Give its address in place of its name, or see what it lacks: guest setup e2',
  });
});

it('an operation between two sites runs where both are reached', async () => {
  const a = pretend({ name: 'a', guest: guest() });
  const b = pretend({ name: 'b', guest: guest() });
  a.machines = [machine('e1', { site: 'a' })];
  b.machines = [machine('e2', { site: 'b' })];
  const { operations } = await openBench([a.hypervisor, b.hypervisor]).plan('net ping e1 e2');
  expect(operations[0]?.sites).toEqual(['a', 'b']);
});
