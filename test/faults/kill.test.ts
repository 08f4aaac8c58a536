import { describe, expect, it } from 'vitest';
import type { Moment } from '../../src/runner/task.ts';
import { ended, openBot, send } from './bot.ts';
import { type SharedSite, sharedSite } from './site.ts';
import { kill } from './strike.ts';

const moments: readonly Moment[] = [
  'before-intent',
  'after-intent',
  'before-do',
  'after-do',
  'after-record',
];

/** Every step of each operation, by the beginning of its name. */
const operations = [
  {
    line: 'snapshot create web-1 before',
    call: 'snapshot.create',
    steps: ['find the machine', 'snapshot.create'],
    prepare: [],
  },
  {
    line: 'snapshot rollback web-1 before --yes',
    call: 'snapshot.rollback',
    steps: [
      'find the machine',
      'find the snapshot',
      'ask whether',
      'snapshot.rollback',
      'set the clock',
    ],
    prepare: ['snapshot create web-1 before'],
  },
  {
    line: 'snapshot delete web-1 before --yes',
    call: 'snapshot.delete',
    steps: ['find the machine', 'find the snapshot', 'snapshot.delete'],
    prepare: ['snapshot create web-1 before'],
  },
  {
    line: 'vm create new-1 --image debian-13.qcow2',
    call: 'machine.create',
    steps: ['choose where it is made', 'machine.create', 'start'],
    prepare: [],
  },
  {
    line: 'vm clone lab-03 lab-13',
    call: 'machine.clone',
    steps: ['find the machine', 'machine.clone'],
    prepare: [],
  },
  {
    line: 'vm delete lab-03 --yes',
    call: 'machine.delete',
    steps: ['find the machine', 'machine.delete', 'forget its way'],
    prepare: [],
  },
  {
    line: 'backup create web-2',
    call: 'backup.create',
    steps: ['find the machine', 'backup.create'],
    prepare: [],
  },
  {
    line: 'backup restore web-2@latest --start --yes',
    call: 'backup.restore',
    steps: ['find the backup', 'look at what', 'stop', 'backup.restore'],
    prepare: ['backup create web-2'],
  },
  {
    line: 'backup restore web-2@latest --as web-9',
    call: 'backup.restore',
    steps: ['find the backup', 'backup.restore'],
    prepare: ['backup create web-2'],
  },
] as const;

const table = operations.flatMap(({ steps, ...operation }) =>
  steps.flatMap((step) => moments.map((moment) => ({ ...operation, step, moment }))),
);

const patience = { timeout: 120_000 };

describe.concurrent('a bot killed with kill -9 is resumed to the true end, and each side effect happens once', () => {
  it.each(operations)(
    'the table has every step of $call',
    patience,
    async ({ line, steps, prepare }) => {
      await using site = await sharedSite();
      await prepared(site, prepare);
      const seen = new Set<string>();
      const app = await openBot({ ...site, observe: (_moment, step) => seen.add(step) });
      await ended(app, await send(app, line));
      await app.close();
      expect([...seen].map((name) => steps.find((step) => name.startsWith(step)))).toEqual(steps);
    },
  );

  it.each(table)(
    '$call, killed $moment of "$step"',
    patience,
    async ({ line, call, step, moment, prepare }) => {
      await using site = await sharedSite();
      await prepared(site, prepare);
      await kill({ ...site, line, step, moment });
      const next = await openBot(site);
      try {
        const [task] = await next.store.listTasks({ ended: true, limit: 1 });
        const end = await ended(next, task?.id ?? 0);
        expect(end).toMatchObject({ state: 'done', card: { tone: 'success' } });
        expect(end.card.footer).toContain('resumed after an interruption');
        expect(site.accepted(call)).toBe(1);
      } finally {
        await next.close();
      }
    },
  );
});

async function prepared(site: SharedSite, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  const app = await openBot(site);
  for (const line of lines) await ended(app, await send(app, line));
  await app.close();
}
