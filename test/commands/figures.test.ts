import { expect, it } from 'vitest';
import { BotError } from '../../src/errors.ts';
import type { Hypervisor } from '../../src/hypervisor.ts';
import { guest, machine, type Pretend, pretend, snapshot } from '../doubles/hypervisor.ts';
import { openBench, textOf } from './bench.ts';

const GiB = 1024 ** 3;
const minute = 60_000;

/** Two sites, of which the second falls silent after it was read once. */
async function halfSilent() {
  const a = pretend({ name: 'kvm-a' });
  a.machines = [machine('e1', { site: 'kvm-a', host: 'kvm-a' })];
  a.hosts = [{ site: 'kvm-a', name: 'kvm-a', cpus: 4, load: [5, 5, 5] }];
  const b = pretend({ name: 'kvm-b' });
  b.machines = [machine('e2', { site: 'kvm-b', host: 'kvm-b' })];
  b.hosts = [{ site: 'kvm-b', name: 'kvm-b' }];
  let now = Date.now();
  const bench = openBench([a.hypervisor, b.hypervisor], { now: () => now });
  await bench.card('fleet');
  b.silence = 'connection refused';
  now += 3 * minute + 1_000;
  return { bench, b };
}

function one(more: Partial<Pretend> = {}, channel = guest()) {
  const site = pretend({ guest: channel });
  site.machines = [machine('e1')];
  Object.assign(site, more);
  return { site, bench: openBench([site.hypervisor]) };
}

it('a silent site is named with its reason and the age of what is shown of it', async () => {
  const { bench } = await halfSilent();
  const { title } = await bench.card('fleet');
  expect(title).toBe('1 of 2 machines running, 1 unknown, on 2 hosts');
  for (const line of ['fleet', 'vm list', 'host list']) {
    const card = await bench.card(line);
    expect(card.tone, line).toBe('warning');
    expect(textOf(card), line).toContain(
      'kvm-b: connection refused; what is shown of it was read 3 min ago.',
    );
  }
});

it('a machine on a silent site keeps its state with its age, and its figures are unknown', async () => {
  const { bench } = await halfSilent();
  const text = textOf(await bench.card('vm list'));
  expect(text).toContain(
    'e2 | running, 3 min ago | kvm-b | unknown of 2 | unknown of 2.0 GiB | kvm-b',
  );
  expect(text).toContain('e1 | running | kvm-a');
  expect(text).toMatch(/^2 machines, 1 running, 1 unknown\n/);
  const shown = textOf(await bench.card('vm show e2'));
  expect(shown).toContain('Status: running (read 3 min ago)');
  expect(shown).toContain('kvm-b did not answer just now');
});

it('a list of only one site’s machines says nothing of the others', async () => {
  const { bench } = await halfSilent();
  expect(textOf(await bench.card('vm list site:kvm-a'))).not.toContain('kvm-b');
});

it('a site that never answered is said to be unknown', async () => {
  const site = pretend();
  site.silence = 'no such socket';
  const { title, blocks } = await openBench([site.hypervisor]).card('vm list');
  expect(title).toBe('No machines');
  expect(blocks).toEqual([{ type: 'text', text: 'lab: no such socket; nothing is known of it.' }]);
});

it('machines that share a name are told apart by their site', async () => {
  const a = pretend({ name: 'a' });
  const b = pretend({ name: 'b' });
  a.machines = [machine('web', { site: 'a' })];
  b.machines = [machine('web', { site: 'b' }), machine('db', { site: 'b' })];
  const text = textOf(await openBench([a.hypervisor, b.hypervisor]).card('vm list'));
  expect(text).toMatch(/^db \|/m);
  expect(text).toMatch(/^a\/web \|/m);
  expect(text).toMatch(/^b\/web \|/m);
});

it('what needs a look stands first, and web-2 before web-10', async () => {
  const { bench } = one({
    machines: [
      machine('web-10'),
      machine('off', { state: 'stopped' }),
      machine('web-2'),
      machine('bad', { state: 'crashed' }),
    ],
  });
  const rows = (await bench.card('vm list')).blocks?.flatMap((block) =>
    block.type === 'table' ? block.rows.map(([name]) => name) : [],
  );
  expect(rows).toEqual(['bad', 'web-2', 'web-10', 'off']);
  expect(textOf(await bench.card('fleet'))).toContain('bad on kvm-a is crashed.');
});

it('a machine whose QEMU hangs is named in the list', async () => {
  const usage = [
    { id: 'id-e1', at: Date.now(), disks: [], nics: [], problem: 'its QEMU does not answer' },
  ];
  const { bench } = one({ usage });
  expect(textOf(await bench.card('vm list'))).toContain('e1: its QEMU does not answer.');
  expect(textOf(await bench.card('vm show e1'))).toContain(
    'Its figures are unknown: its QEMU does not answer.',
  );
});

it('a summary without a guest agent says which part is missing and why, and shows the rest', async () => {
  const usage = [
    {
      id: 'id-e1',
      at: Date.now(),
      cpuFraction: 0.12,
      memoryUsedBytes: 1.2 * GiB,
      memoryBytes: 2 * GiB,
      hostMemoryBytes: 1.5 * GiB,
      disks: [{ name: 'vda', allocatedBytes: 3 * GiB, capacityBytes: 10 * GiB }],
      nics: [],
    },
  ];
  const { bench } = one(
    { usage, snapshots: [snapshot('before')] },
    guest({ probe: async () => ({ answers: false, why: 'no agent', hint: 'Install it.' }) }),
  );
  const card = await bench.card('vm show e1');
  const text = textOf(card);
  expect(card.tone).toBe('warning');
  expect(text).toContain('CPU: 12 % of 2');
  expect(text).toContain('Memory: 1.2 of 2.0 GiB');
  expect(text).toContain('Host memory: 1.5 GiB');
  expect(text).toContain('Disk vda: 3.0 of 10.0 GiB');
  expect(text).toContain('Addresses: unknown');
  expect(text).toContain('Snapshots: 1, the last before');
  expect(text).toContain('(load, uptime, tasks) is unknown: no agent. Install it.');
});

it('a figure that is not fresh says its age', async () => {
  const at = Date.now() - 3 * minute;
  const usage = [{ id: 'id-e1', at, cpuFraction: 0.5, disks: [], nics: [] }];
  const { bench } = one({ usage });
  expect(textOf(await bench.card('vm show e1'))).toContain('CPU: 50 % of 2 (3 min ago)');
});

it('a part that fails spoils no other part', async () => {
  const site = pretend({
    snapshots: { list: () => Promise.reject(new BotError('timeout', 'no answer within 5 s')) },
  });
  site.machines = [machine('e1', { state: 'stopped' })];
  const text = textOf(await openBench([site.hypervisor]).card('vm show e1'));
  expect(text).toContain('Status: off');
  expect(text).toContain('Snapshots: unknown');
  expect(text).toContain('Its snapshots are unknown: no answer within 5 s.');
});

it('actions are those of the machine’s state, and only what the person may do', async () => {
  const actions = async (state: 'running' | 'stopped' | 'paused', power: boolean) => {
    const site = pretend({ guest: guest() });
    site.machines = [machine('--all', { state })];
    const bench = openBench([site.hypervisor], {
      may: (permission) => power || permission !== 'vm.power',
    });
    return (await bench.card('vm show "--all"')).actions?.map(({ command }) => command);
  };
  expect(await actions('running', true)).toEqual([
    'vm shutdown "--all"',
    'vm reboot "--all"',
    'snapshot list "--all"',
  ]);
  expect((await actions('stopped', true))?.[0]).toBe('vm start "--all"');
  expect((await actions('paused', true))?.[0]).toBe('vm resume "--all"');
  expect(await actions('running', false)).toEqual(['snapshot list "--all"']);
});

it('a site without an answer leaves a plan undone', async () => {
  const { site, bench } = one();
  await bench.card('vm list');
  site.silence = 'connection refused';
  await expect(bench.type('vm stop e1')).rejects.toBeInstanceOf(BotError);
  expect(site.acts).toEqual([]);
});

it('a host shows its figures and its machines, what needs a look first', async () => {
  const { site, bench } = one({
    machines: [
      machine('e1'),
      machine('e2', { state: 'crashed' }),
      machine('e3', { host: 'kvm-z' }),
    ],
    hosts: [{ site: 'lab', name: 'kvm-a', cpus: 8, cpuFraction: 0.5, uptimeMs: 90 * minute }],
  });
  const text = textOf(await bench.card('host show kvm-a'));
  expect(text).toContain('Machines: 1 of 2 running');
  expect(text).toContain('CPU: 50 % of 8');
  expect(text).toContain('Uptime: 1 h 30 min');
  expect(text).toContain('Version: unknown');
  expect(text).toContain('e2 | crashed\ne1 | running');
  expect(text).not.toContain('e3');
  site.silence = 'connection refused';
  expect(textOf(await bench.card('host show kvm-a'))).toContain('lab: connection refused;');
});

it('a host shows what only its platform tells, and goes without where that does not answer', async () => {
  const { site } = one({ hosts: [{ site: 'lab', name: 'kvm-a' }] });
  const shown = async (hostFacts: NonNullable<Hypervisor['hostFacts']>) =>
    textOf(await openBench([{ ...site.hypervisor, hostFacts }]).card('host show kvm-a'));
  const facts = async () => [{ label: 'Kernel driver', value: 'is not loaded', warns: true }];
  expect(await shown(facts)).toContain('Kernel driver: is not loaded');
  const silence = () => Promise.reject(new BotError('unreachable', 'nobody there'));
  expect(await shown(silence)).toContain('Machines: 1 of 1 running');
});
