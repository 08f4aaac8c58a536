import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Hypervisor } from '../../../src/hypervisor.ts';
import { openSite } from '../../adapters/hypervisor/libvirt/site.ts';
import { type Bench, openBench, textOf } from '../../commands/bench.ts';
import { memoryTask } from '../../contracts/task.ts';
import { ready } from '../../program/ready.ts';

// Each path is broken for real, in the guest or in the network of its host, and put back whatever comes of the test.

const config = process.env['NAKHODA_LAB'] ?? '';
const undo: (() => Promise<unknown>)[] = [];
let sites: { readonly a: Hypervisor; readonly b: Hypervisor };
let bench: Bench;

beforeAll(async () => {
  await ready(config, ['e1', 'e2']);
  sites = { a: await openSite('kvm-a'), b: await openSite('kvm-b') };
  bench = openBench([sites.a, sites.b]);
}, 300_000);
afterEach(async () => {
  for (const one of undo.splice(0).toReversed()) await one();
});
afterAll(async () => {
  await sites.a.close?.();
  await sites.b.close?.();
});

async function why(line = 'net why e1 e2') {
  const { state, card } = await bench.carryOut(line);
  expect(state).toBe('done');
  return { title: card.title, text: textOf(card), actions: card.actions ?? [] };
}

/** As root on kvm-b, and what undoes it. */
async function onHost(line: string, back: string) {
  undo.push(() => host(back));
  await host(line);
}

async function host(line: string) {
  const { signal } = new AbortController();
  const said = await sites.b.onHost?.('kvm-b', ['/bin/sh', '-c', line], {
    signal,
    timeoutMs: 90_000,
  });
  expect(said).toMatchObject({ exitCode: 0, stderr: '' });
}

/** As root in e2, and what undoes it. */
async function inGuest(line: string, back: string) {
  undo.push(() => guest(back));
  await guest(line);
}

async function guest(line: string) {
  const { state } = await bench.carryOut(`guest run e2 sh -c "${line}"`);
  expect(state).toBe('done');
}

async function e2() {
  const { signal } = new AbortController();
  const machine = (await sites.b.machines(signal)).find(({ name }) => name === 'e2');
  if (!machine || !sites.b.network) throw new Error('e2 is not there');
  const [card] = await sites.b.network.cards(machine, signal);
  if (!card) throw new Error('e2 has no card');
  return { machine, card, network: sites.b.network };
}

it('a path that is whole is named with all its links', async () => {
  const { title, text } = await why();
  expect(title).toBe('e1 and e2 reach each other');
  expect(text).toContain('✓ | e1 → e2 | 10.77.0.32 answers');
  expect(text).toContain('✓ | e2 → e1 | 10.77.0.31 answers');
  expect(text).not.toContain('✗');
});

it('a cable that is pulled', async () => {
  const { machine, card, network } = await e2();
  const plug = (up: boolean) => network.link(machine, { card: card.id, up }, memoryTask());
  undo.push(() => plug(true));
  await plug(false);
  const { text, actions } = await why();
  expect(text).toContain(`the cable of e2 is pulled (bridge br0, card ${card.id})`);
  expect(actions[0]?.command).toBe('net link e2 up');
});

it('a machine on the wrong bridge', async () => {
  const { machine, card, network } = await e2();
  const plug = (name: string) =>
    network.connect(machine, { card: card.id, segment: { name, kind: 'bridge' } }, memoryTask());
  undo.push(() => plug('br0'));
  await plug('br1');
  const { text, actions } = await why();
  expect(text).toContain('br1 of kvm-b has no uplink: its machines reach only each other');
  expect(actions[0]?.command).toBe('net connect e2 br0');
});

it('a prefix that is too short', async () => {
  const change = (from: string, to: string) =>
    `ip addr del ${from} dev eth0; ip addr add ${to} dev eth0`;
  const [right, wrong] = ['10.77.0.32/24', '10.77.0.32/28'];
  await inGuest(change(right, wrong), change(wrong, right));
  const { text } = await why();
  expect(text).toContain('10.77.0.31 is outside of that network');
  expect(text).toContain('e1 has the prefix length /24; give e2 the same: 10.77.0.32/24');
});

it('an address that another network card answers for too', async () => {
  await onHost('ip addr add 10.77.0.31/32 dev br0', 'ip addr del 10.77.0.31/32 dev br0');
  const { text } = await why('net why e2 e1');
  expect(text).toMatch(/host kvm-b \(br0\) answers for 10\.77\.0\.31, the address of e1/i);
});

it('a hole for large packets', { timeout: 240_000 }, async () => {
  await onHost('ip link set to-a mtu 1400', 'ip link set to-a mtu 1500');
  const { text } = await why();
  // The kernel lets a frame be four bytes longer, for the tag of a VLAN: is_skb_forwardable() of net/core/dev.c.
  expect(text).toMatch(
    /packets of up to 140[04] bytes get through, those of 1500 are lost at to-a of kvm-b/,
  );
  expect(text).toContain('On kvm-b, as root: ip link set to-a mtu 1500');
});

it('pings that are dropped where TCP is not', async () => {
  const drop = (on: 0 | 1) => `echo ${on} > /proc/sys/net/ipv4/icmp_echo_ignore_all`;
  await inGuest(drop(1), drop(0));
  const { text } = await why();
  expect(text).toMatch(/10\.77\.0\.32 drops pings and answers TCP \(port 8080 open/);
});

it('ports of a bridge that are isolated from each other', async () => {
  const { card } = await e2();
  const ports = ['to-a', card.device ?? 'none'];
  const line = (word: 'on' | 'off') =>
    ports.map((port) => `bridge link set dev ${port} isolated ${word}`).join('; ');
  await onHost(line('on'), line('off'));
  const { text } = await why();
  expect(text).toContain(`${ports[1]} and to-a of br0 on kvm-b are isolated`);
});

it('an uplink that is switched off', async () => {
  await onHost('ip link set to-a down', 'ip link set to-a up');
  const { text } = await why();
  expect(text).toContain('the uplink to-a of br0 of kvm-b is switched off');
});

it('a guest that loses its network on another bridge is put back', {
  timeout: 240_000,
}, async () => {
  const { machine, card, network } = await e2();
  const segment = { name: 'br0', kind: 'bridge' } as const;
  undo.push(() => network.connect(machine, { card: card.id, segment }, memoryTask()));
  const [operation = expect.fail()] = (await bench.plan('net connect e2 br1')).operations;
  const soon = { ...operation, input: { ...Object(operation.input), watchMs: 1_000 } };
  const { state, card: said } = await bench.perform(soon);
  expect(state, textOf(said)).toBe('failed');
  expect(said.title).toBe('e2 is back on br0: on br1 it had no network');
  expect((await e2()).card.segment).toBe('br0');
});

it('the segment that two hosts share is one, known by whom they have met', async () => {
  const text = textOf(await bench.card('net segments'));
  const rows = text.split('\n').map((row) => row.split(' | '));
  const [names = '', , machines = '', sure] =
    rows.find(([name = '']) => name.includes('br0 on kvm-a')) ?? expect.fail(text);
  expect(names).toContain('br0 on kvm-b');
  expect(machines.split(', ')).toEqual(expect.arrayContaining(['e1', 'e2']));
  expect(sure).toBe('known');
});
