import { describe, expect, it } from 'vitest';
import { BotError } from '../../src/errors.ts';
import type { MachineDetails } from '../../src/hypervisor/details.ts';
import type { HistoryPoint } from '../../src/hypervisor/history.ts';
import { openBench, textOf } from '../commands/bench.ts';
import { guest, machine, type Pretend, pretend } from '../doubles/hypervisor.ts';

const GiB = 1024 ** 3;
const minute = 60_000;

const details: MachineDetails = {
  ...{ state: 'running', bootDiskBytes: 8 * GiB, version: 'QEMU 10.0.13', agent: true },
  pressure: { cpu: { some: 0.17, full: 0.08 }, io: { some: 0 }, memory: { some: 0, full: 0 } },
  usage: { at: Date.now(), hostMemoryBytes: GiB },
};

interface More {
  readonly details?: MachineDetails | BotError;
  readonly points?: readonly HistoryPoint[] | BotError;
  readonly channel?: ReturnType<typeof guest>;
}

async function given<T>(answer: T | BotError): Promise<T> {
  if (answer instanceof BotError) throw answer;
  return answer;
}

function site({ details: told = {}, points = [], channel = guest() }: More): Pretend {
  const made = pretend({
    guest: channel,
    more: {
      details: () => given(told),
      history: { machine: () => given(points), host: () => given(points) },
    },
  });
  made.machines = [machine('e1')];
  made.hosts = [{ site: 'lab', name: 'kvm-a', cpus: 4 }];
  return made;
}

const shown = async (made: Pretend, line = 'vm show e1') => openBench([made.hypervisor]).card(line);

describe('a card of a machine whose platform tells more of it alone', () => {
  it('has its pressure, boot disk, what runs it, and newer figures', async () => {
    const made = site({ details });
    const at = Date.now() - 20_000;
    made.usage = [{ id: 'id-e1', at, cpuFraction: 0.5, hostMemoryBytes: 5, disks: [], nics: [] }];
    const text = textOf(await shown(made));
    expect(text).toContain('Pressure: CPU 17 % (all of it 8 %), I/O 0 %, memory 0 %');
    expect(text).toContain('Boot disk: 8.0 GiB');
    expect(text).toContain('Runs in: QEMU 10.0.13');
    expect(text).toContain('CPU: 50 % of 2');
    expect(text).toContain('Host memory: 1.0 GiB');
  });

  it('has the state of this moment where the list is behind, with the lock', async () => {
    const now: MachineDetails = { state: 'paused', lock: 'backup' };
    const card = await shown(site({ details: now }));
    expect(textOf(card)).toContain('Status: paused (locked: backup)');
    expect(card.actions?.map(({ label }) => label)).toContain('Resume');
  });

  it('names what HA says, and the list’s word where nothing newer is known', async () => {
    const made = site({});
    made.machines = [machine('e1', { ha: 'started' })];
    expect(textOf(await shown(made))).toContain('HA: started');
  });

  it('says that no agent is configured, and offers to set one up', async () => {
    const channel = guest({ probe: async () => ({ answers: false, why: 'it has no agent' }) });
    const card = await shown(site({ details: { ...details, agent: false }, channel }));
    expect(textOf(card)).toContain('Addresses: No Guest Agent configured');
    expect(card.actions?.map(({ command }) => command)).toContain('guest setup e1');
  });

  it('says what could not be asked, and shows the rest', async () => {
    const refused = new BotError('forbidden', 'it needs VM.Audit');
    const text = textOf(await shown(site({ details: refused, points: refused })));
    expect(text).toContain('state of this moment and its pressure are unknown: it needs VM.Audit.');
    expect(text).toContain('The last hour is unknown: it needs VM.Audit.');
    expect(text).toContain('Status: running');
  });
});

it('processes need the right on this very machine, not on some other', async () => {
  const made = site({});
  const elsewhere = openBench([made.hypervisor], {
    may: (permission, on) => permission !== 'guest.inspect' || on === undefined,
  });
  expect(textOf(await elsewhere.card('vm show e1 --top cpu'))).toContain('the right guest.inspect');
});

describe('the last hour', () => {
  const points = [0, 1, 2].map((at): HistoryPoint => ({ at: at * minute, cpuFraction: at / 10 }));

  it.each(['vm show e1', 'host show kvm-a'])(
    '%s draws the CPU over it, gaps as gaps',
    async (line) => {
      const card = await shown(site({ points: [...points, { at: 3 * minute }] }), line);
      expect(card.blocks?.filter(({ type }) => type === 'chart')).toEqual([
        {
          ...{ type: 'chart', title: 'CPU', unit: 'fraction' },
          span: { from: expect.any(Number), to: expect.any(Number) },
          series: [
            {
              name: 'CPU',
              points: [
                [0, 0],
                [minute, 0.1],
                [2 * minute, 0.2],
                [3 * minute, null],
              ],
            },
          ],
        },
      ]);
    },
  );

  it('is left out where there is no line to draw', async () => {
    for (const line of ['vm show e1', 'host show kvm-a']) {
      const { blocks } = await shown(site({ points: points.slice(0, 1) }), line);
      expect(blocks?.some(({ type }) => type === 'chart')).toBe(false);
    }
  });
});

it('a list tells templates from machines that are off, and what holds a locked one', async () => {
  const made = site({});
  made.machines = [
    machine('debian-13', { state: 'stopped', template: true }),
    machine('web', { lock: 'backup' }),
    machine('db', { state: 'stopped' }),
  ];
  const text = textOf(await shown(made, 'vm list'));
  expect(text).toContain('debian-13 | template |');
  expect(text).toContain('web | running (locked: backup) |');
  expect(text).toContain('db | off |');
  const card = await shown(made, 'vm show debian-13');
  expect(card.actions?.map(({ label }) => label)).not.toContain('Start');
});

it('a host that is down says so instead of figures', async () => {
  const made = site({});
  made.hosts = [{ site: 'lab', name: 'kvm-a', problem: 'is offline' }];
  expect(textOf(await shown(made, 'host list'))).toContain('kvm-a is offline | unknown');
  const card = await shown(made, 'host show kvm-a');
  expect(card.tone).toBe('warning');
  expect(textOf(card)).toContain('Status: is offline');
});
