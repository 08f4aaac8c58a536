import { expect, it } from 'vitest';
import { BotError } from '../../src/errors.ts';
import type { HostSaid } from '../../src/hypervisor/on-host.ts';
import type { Pool } from '../../src/hypervisor/storage.ts';
import type { Host, Hypervisor } from '../../src/hypervisor.ts';
import type { Tasks } from '../../src/tasks.ts';
import { noTasks, openBench, textOf } from '../commands/bench.ts';
import { machine, pretend } from '../doubles/hypervisor.ts';

const GiB = 1024 ** 3;

const said = `
--nakhoda:root--
Filesystem 1024-blocks Used Available Capacity Mounted on
/dev/sda1 104857600 52428800 52428800 50% /

--nakhoda:ksm--
262144
4096

--nakhoda:loadavg--
1.00 2.00 3.00 1/205 16104

--nakhoda:meminfo--
MemTotal: 8388608 kB
SwapTotal: 2097152 kB
SwapFree: 1048576 kB

--nakhoda:uptime1--
100.00 1.00

--nakhoda:stat1--
7 (kvm) S 1 100 0 4 5
8 (sshd) S 1 100 0 1 5

--nakhoda:uptime2--
101.00 1.00

--nakhoda:stat2--
7 (kvm) S 1 150 0 4 5
8 (sshd) S 1 101 0 1 5

--nakhoda:status--
Pid:\t7
VmRSS:\t1024 kB
Pid:\t8
VmRSS:\t4096 kB

--nakhoda:commands--
==> /proc/7/cmdline <==
/usr/bin/kvm --secret
==> /proc/8/cmdline <==
sshd

--nakhoda:end--
`;

const answers = async (): Promise<HostSaid> => ({ exitCode: 0, stdout: said, stderr: '' });
const pool = (name: string, used: number): Pool => ({
  ...{ host: 'kvm-a', name, type: 'dir', active: true },
  ...{ capacityBytes: 100 * GiB, usedBytes: used * GiB },
});

interface Given {
  readonly host?: Partial<Host>;
  readonly more?: Partial<Hypervisor>;
  readonly tasks?: Tasks;
  readonly may?: (permission: string) => boolean;
}

function shown({ host, more, tasks, may }: Given, line = 'host show kvm-a') {
  const site = pretend();
  site.hosts = [{ site: 'lab', name: 'kvm-a', cpus: 4, ...host }];
  site.machines = [machine('e1'), machine('e2', { state: 'stopped' })];
  return openBench([{ ...site.hypervisor, ...more }], { tasks, may }).card(line);
}

it.each<{ name: string; given: Given; says: readonly string[]; not?: readonly string[] }>([
  {
    name: 'what its system says through a shell',
    given: { more: { onHost: answers } },
    says: ['Swap: 1.0 of 2.0 GiB', 'Root disk: 50.0 of 100.0 GiB', 'Saved by KSM: 1.0 GiB'],
  },
  {
    name: 'load, uptime and tasks of the same',
    given: { more: { onHost: answers } },
    says: ['Load average: 1.00 2.00 3.00', 'Uptime: 1 min', 'Tasks: 2, 5 threads, 0 running'],
  },
  {
    name: 'what its platform tells, rather than what the system says',
    given: {
      host: { swapBytes: 0, rootBytes: 10 * GiB, rootUsedBytes: GiB, ioWaitFraction: 0.25 },
      more: { onHost: answers },
    },
    says: ['Swap: none', 'Root disk: 1.0 of 10.0 GiB', 'Waits for disks: 25 %'],
  },
  {
    name: 'unknown where nobody tells',
    given: {},
    says: ['Swap: unknown', 'Root disk: unknown', 'Load average: unknown'],
    not: ['Tasks:', 'KSM', 'Waits for disks'],
  },
  {
    name: 'why its system says nothing',
    given: { more: { onHost: () => Promise.reject(new BotError('timeout', 'no answer in 8 s')) } },
    says: [
      'What kvm-a says of itself (swap, tasks) is unknown: no answer in 8 s.',
      'Swap: unknown',
    ],
  },
  {
    name: 'nothing of a system without such a shell',
    given: { more: { onHost: () => Promise.reject(new BotError('unsupported', 'no sh')) } },
    says: ['Swap: unknown'],
    not: ['is unknown:'],
  },
  {
    name: 'its storages, the fullest first',
    given: {
      more: {
        storage: {
          pools: async () => [pool('a', 10), { ...pool('x', 99), host: 'kvm-z' }, pool('b', 90)],
          volumes: async () => [],
        },
      },
    },
    says: ['Storage b: 90.0 of 100.0 GiB, 90 %\nStorage a: 10.0 of 100.0 GiB, 10 %'],
    not: ['Storage x'],
  },
])('a host shows $name', async ({ given, says, not = [] }) => {
  const text = textOf(await shown(given));
  for (const one of says) expect(text).toContain(one);
  for (const one of not) expect(text).not.toContain(one);
});

it('a storage that is nearly full stands out', async () => {
  const storage = { pools: async () => [pool('b', 96)], volumes: async () => [] };
  const { blocks } = await shown({ more: { storage } });
  const fields = blocks?.flatMap((block) => (block.type === 'fields' ? block.fields : []));
  expect(fields?.find(({ label }) => label === 'Storage b')?.tone).toBe('danger');
});

it('the processes of a host are shown where they are asked for, to whoever may look into it', async () => {
  const given = { more: { onHost: answers } };
  expect(textOf(await shown(given))).not.toContain('--secret');
  const byCpu = textOf(await shown(given, 'host show kvm-a --top cpu'));
  expect(byCpu.indexOf('/usr/bin/kvm')).toBeLessThan(byCpu.indexOf('| sshd'));
  const byMemory = textOf(await shown(given, 'host show kvm-a --top memory'));
  expect(byMemory.indexOf('| sshd')).toBeLessThan(byMemory.indexOf('/usr/bin/kvm'));
  const may = (permission: string) => permission !== 'guest.inspect';
  const refused = textOf(await shown({ ...given, may }, 'host show kvm-a --top cpu'));
  expect(refused).toContain('guest.inspect');
  expect(refused).not.toContain('--secret');
  expect(textOf(await shown({}, 'host show kvm-a --top cpu'))).toContain('has no shell on kvm-a');
});

it('processes of several machines side by side are refused', async () => {
  await expect(shown({}, 'vm show e1 e2 --top cpu')).rejects.toThrow('one machine alone');
});

it.each(['host show kvm-a', 'vm show e1'])('%s shows what is being done there', async (line) => {
  const actor = { platform: 'test', id: 'ben', name: 'ben' };
  const task = { title: 'Back up', state: 'running', actor, createdAt: 0 } as const;
  const tasks: Tasks = {
    ...noTasks,
    list: async () => [
      { ...task, id: 7, title: 'Back up e1' },
      { ...task, id: 8, title: 'Back up e9' },
    ],
    targets: async () =>
      new Map([
        [7, ['machine:lab/id-e1']],
        [8, ['machine:lab/id-e9']],
      ]),
  };
  const text = textOf(await shown({ tasks }, line));
  expect(text).toContain('7 | Back up e1 | running');
  expect(text).not.toContain('Back up e9');
});
