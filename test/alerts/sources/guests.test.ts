import { expect, test } from 'vitest';
import { defaultRules } from '../../../src/alerts/rules/default-rules.ts';
import type { Rule } from '../../../src/alerts/rules/rule.ts';
import { guestSource } from '../../../src/alerts/sources/guests.ts';
import { BotError } from '../../../src/errors.ts';
import type { GuestChannel } from '../../../src/hypervisor/guest.ts';
import { guest, machine, pretend } from '../../doubles/hypervisor.ts';
import { ask, fleetOf, told } from './asked.ts';

const web = machine('web-1');

const section = (name: string, ...lines: string[]) =>
  `\n--nakhoda:${name}--\n${lines.join('\n')}\n`;

interface Inside {
  readonly mounts?: readonly string[];
  readonly df: readonly string[];
  readonly clock?: string;
}

function says({ mounts, df, clock }: Inside): string {
  return [
    clock === undefined ? '' : section('clock', clock),
    mounts === undefined ? '' : section('mounts', ...mounts),
    section('df', 'Filesystem 1024-blocks Used Available Capacity Mounted on', ...df),
    section('end'),
  ].join('');
}

function sourceOf(works: Partial<GuestChannel>, rules: readonly Rule[] = defaultRules) {
  return guestSource(fleetOf(pretend({ guest: guest(works) }).hypervisor), () => rules);
}

const answering = (stdout: string): Partial<GuestChannel> => ({
  start: async () => ({ pid: 1 }),
  wait: async () => ({ exitCode: 0, stdout, stderr: '', truncated: false }),
});

test.each<[string, Inside, string[]]>([
  [
    'the fullest file system counts',
    { df: ['/dev/sda1 100 50 50 50% /', '/dev/sdb1 100 90 10 90% /srv'] },
    ['web-1 0.9'],
  ],
  ['what is kept for root is not free', { df: ['/dev/sda1 100 72 18 80% /'] }, ['web-1 0.8']],
  [
    'disks over a network and media are not its own',
    {
      mounts: ['/ ext4', '/mnt/a nfs4', '/media/cdrom iso9660', '/shared virtiofs'],
      df: [
        '/dev/vda1 100 40 60 40% /',
        'nas:/export 100 99 1 99% /mnt/a',
        '/dev/sr0 100 100 0 100% /media/cdrom',
        'share 100 95 5 95% /shared',
      ],
    },
    ['web-1 0.4'],
  ],
  [
    'nor where the guest does not tell kinds',
    { df: ['/dev/sr0 9 9 0 100% /cd', 'nas:/x 9 8 1 89% /n', '/dev/sda1 10 1 9 10% /'] },
    ['web-1 0.1'],
  ],
  ['one without a disk of its own has no figure', { df: ['tmpfs 10 9 1 90% /run'] }, []],
])('%s', async (_, inside, words) => {
  expect(await told(sourceOf(answering(says(inside))), ask({ machines: [web] }))).toEqual(words);
});

test.each<[string, (now: number) => string, number]>([
  ['in nanoseconds', (now) => `${now - 60_000}000000`, 60],
  ['in seconds, of busybox', (now) => `${Math.floor(now / 1_000) + 60}%N`, 60],
  ['right', (now) => `${now}000000`, 0],
])('a clock that tells its time %s', async (_, clock, seconds) => {
  const source = sourceOf({
    ...answering(''),
    wait: async () => {
      const stdout = says({ df: ['/dev/sda1 10 1 9 10% /'], clock: clock(Date.now()) });
      return { exitCode: 0, stdout, stderr: '', truncated: false };
    },
  });
  const readings = await source.read(ask({ machines: [web] }));
  const skew = readings.find(({ signal }) => signal === 'guest-clock')?.value ?? Number.NaN;
  expect(Math.round(skew / 10_000) * 10).toBe(seconds);
});

test('a guest that does not answer, or makes things up, has no figures and keeps none of the others from theirs', async () => {
  const machines = ['silent', 'liar', 'web-1'].map((name) => machine(name));
  const source = sourceOf({
    async start({ name }) {
      if (name === 'silent') throw new BotError('timeout', 'nothing answers');
      return { pid: 1 };
    },
    async wait({ name }) {
      const honest = says({ df: ['/dev/sda1 10 5 5 50% /'], clock: 'tomorrow' });
      const stdout = name === 'liar' ? '\0'.repeat(9_000) : honest;
      return { exitCode: 0, stdout, stderr: '', truncated: false };
    },
  });
  expect(await told(source, ask({ machines }))).toEqual(['web-1 0.5']);
});

test('what is off, and what no rule wants, is not asked', async () => {
  const asked: string[] = [];
  const source = sourceOf(
    {
      async start({ name }) {
        asked.push(name);
        throw new BotError('timeout', 'nothing answers');
      },
    },
    defaultRules.map((rule) => ({ ...rule, overrides: [{ on: 'tag:quiet', off: true }] })),
  );
  const machines = [
    machine('off', { state: 'stopped' }),
    machine('quiet', { tags: ['quiet'] }),
    web,
  ];
  await source.read(ask({ machines }));
  expect(asked).toEqual(['web-1']);
});
