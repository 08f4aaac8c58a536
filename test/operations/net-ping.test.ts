import { expect, it } from 'vitest';
import { BotError } from '../../src/errors.ts';
import type { GuestChannel, GuestInterface } from '../../src/hypervisor/guest.ts';
import type { Network } from '../../src/hypervisor/network.ts';
import type { Hypervisor } from '../../src/hypervisor.ts';
import { openBench, textOf } from '../commands/bench.ts';
import { guest, machine, pretend } from '../doubles/hypervisor.ts';

type Addresses = Readonly<Record<string, readonly string[]>>;

/** What the bot's script was told: how many, how large, where to. */
function addressIn(argv: readonly string[] = []): string {
  return argv.at(-1) ?? '';
}

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
        const to = addressIn(argvs[pid - 1]);
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

it('between two machines that is not whole offers the line that looks why, and a whole one none', async () => {
  const whole = lab({ e1: ['10.0.0.1'], e2: ['10.0.0.2'] }, ['10.0.0.2']);
  expect((await whole.bench.carryOut('net ping e1 e2')).card.actions).toEqual([]);
  const { bench } = lab({ e1: ['10.0.0.1'], e2: ['10.0.0.2'] }, []);
  const why = [{ label: 'Why', command: 'net why e1 e2' }];
  expect((await bench.carryOut('net ping e1 e2')).card.actions).toEqual(why);
  expect((await bench.carryOut('net ping e1 10.0.0.9')).card.actions).toEqual([]);
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
  // Nothing was sent, so that nothing could be answered.
  expect(card.title).toBe('e1 on kvm-a → nosuch.invalid: the name is not known there');
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
  expect(argvs[0]?.slice(3)).toEqual(['sh', '7', '1400', '10.0.0.9']);
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

/** A site whose guest e1 has no ping, and whose host has a shell that answers this. */
function lame(said: string, e2: Partial<GuestChannel> = {}) {
  const site = pretend({
    guest: guest({
      start: async (target, argv, signal) => {
        if (target.name === 'e2' && e2.start) return e2.start(target, argv, signal);
        throw new BotError('not-found', 'no such file');
      },
      probe: async ({ name }) =>
        name === 'e2' && !e2.start ? { answers: false, why: 'no agent' } : { answers: true },
      addresses: async ({ name }) => [
        { name: 'eth0', addresses: [name === 'e1' ? '10.0.0.1' : '10.0.0.2'] },
      ],
      ...(e2.wait && { wait: e2.wait }),
    }),
  });
  site.machines = [machine('e1'), machine('e2', { host: 'kvm-b' })];
  const onHost: Hypervisor['onHost'] = async () => ({ exitCode: 0, stdout: said, stderr: '' });
  return openBench([{ ...site.hypervisor, onHost }]);
}

const twoOfTwo = '2 packets transmitted, 2 packets received, 0% packet loss\n';

it('where a guest has no ping, the far guest sends back: that says as much', async () => {
  const bench = lame('', {
    start: async () => ({ pid: 7 }),
    wait: async () => ({ exitCode: 0, stdout: twoOfTwo, stderr: '', truncated: false }),
  });
  const { state, card } = await bench.carryOut('net ping e1 e2 2');
  expect(state).toBe('done');
  expect(card.title).toBe('e1 on kvm-a → e2 on kvm-b: 2 of 2 answered, asked from e2 on kvm-b');
  expect(textOf(card)).toContain('e1 on kvm-a has no ping program');
});

it('where neither guest can send, the host pings, which is no answer about the guest', async () => {
  const { state, card } = await lame(twoOfTwo).carryOut('net ping e1 e2 2');
  expect(state).toBe('failed');
  expect(card.title).toBe('e1 on kvm-a → e2 on kvm-b: unknown; from host kvm-a: 2 of 2 answered');
  expect(textOf(card)).toContain('not what e1 does');
});

it('a far machine whose addresses nobody knows asks for one', async () => {
  const site = pretend({
    guest: guest({ addresses: () => Promise.reject(new BotError('unsupported', 'no agent')) }),
  });
  site.machines = [machine('e1'), machine('e2')];
  const bench = openBench([site.hypervisor]);
  await expect(bench.carryOut('net ping e1 e2')).rejects.toMatchObject({
    message: 'The addresses of e2 are unknown: no agent',
    hint: 'Give its address in place of its name, or see what it lacks: guest setup e2',
  });
});

it('a far machine without an agent is tried at the addresses its host has met', async () => {
  const { site, argvs } = lab({ e1: ['10.0.0.1'] }, ['10.0.0.2']);
  const network: Network = {
    cards: async () => [{ id: 'a', mode: 'bridge', mac: '52:54:00:00:00:02' }],
    segments: async () => [],
    connect: () => Promise.reject(new Error('nobody asked')),
    link: () => Promise.reject(new Error('nobody asked')),
  };
  const stdout = [
    '10.0.0.2 dev br0 lladdr 52:54:00:00:00:02 STALE',
    '10.0.0.3 dev br0 lladdr 52:54:00:00:00:03 STALE',
    '10.0.0.4 dev br0 lladdr 52:54:00:00:00:02 FAILED',
  ].join('\n');
  const onHost: Hypervisor['onHost'] = async () => ({ exitCode: 0, stdout, stderr: '' });
  const silent = guest({
    ...site.hypervisor.guest,
    addresses: async ({ name }) => {
      if (name === 'e2') throw new BotError('unsupported', 'no agent');
      return [{ name: 'eth0', addresses: ['10.0.0.1'] }];
    },
  });
  const hypervisor = { ...site.hypervisor, network, onHost, guest: silent };
  await openBench([hypervisor]).carryOut('net ping e1 e2');
  expect(argvs.map(addressIn)).toEqual(['10.0.0.2']);
});

it('machines with nothing but link-local addresses are tried through each card', async () => {
  const { bench, argvs } = lab({ e1: ['fe80::1/64'], e2: ['fe80::2/64'] }, ['fe80::2%eth0']);
  const { card } = await bench.carryOut('net ping e1 e2');
  expect(argvs.map(addressIn)).toEqual(['fe80::2%eth0']);
  expect(card.title).toContain('4 of 4');
});

it('an address of the sender itself is no test', async () => {
  const { bench } = lab({ e1: ['10.0.0.1'] }, []);
  await expect(bench.carryOut('net ping e1 10.0.0.1')).rejects.toMatchObject({
    message: '10.0.0.1 is an address of e1 on kvm-a itself',
  });
});

it.each([
  ['net ping host:kvm-a kvm-a', 'invalid', 'host kvm-a always reaches itself'],
  ['net ping 10.0.0.1 e1', 'invalid', '10.0.0.1 is an address: nothing can be sent from it'],
  ['net ping kvm-a e1', 'unsupported', 'The bot has no shell on host kvm-a'],
  ['net ping e1 bot', 'invalid', 'The bot can be where a test begins, not where it goes'],
  ['net ping host:kvm-z e1', 'not-found', 'There is no host kvm-z'],
])('%s is refused', async (line, code, message) => {
  const { site, bench } = lab({}, []);
  site.hosts = [{ site: 'lab', name: 'kvm-a', addresses: ['10.0.0.254'] }];
  await expect(bench.type(line)).rejects.toMatchObject({ code, message });
});

it('an operation of an older version still knows where it begins', async () => {
  const { bench, argvs } = lab({}, ['10.0.0.9']);
  const { operations } = await bench.plan('net ping e1 10.0.0.9');
  const [operation = expect.unreachable()] = operations;
  const { from, ...rest } = operation.input as { from: { target: unknown } };
  await bench.perform({ ...operation, input: { ...rest, from: from.target } });
  expect(argvs.map(addressIn)).toEqual(['10.0.0.9']);
});

it('an operation between two sites runs where both are reached', async () => {
  const a = pretend({ name: 'a', guest: guest() });
  const b = pretend({ name: 'b', guest: guest() });
  a.machines = [machine('e1', { site: 'a' })];
  b.machines = [machine('e2', { site: 'b' })];
  const { operations } = await openBench([a.hypervisor, b.hypervisor]).plan('net ping e1 e2');
  expect(operations[0]?.sites).toEqual(['a', 'b']);
});
