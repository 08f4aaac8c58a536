import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Moment } from '../../src/runner/task.ts';
import { ended, openBot, send } from './bot.ts';
import { sharedSite } from './site.ts';
import { stall } from './strike.ts';

interface Row {
  readonly why: string;
  readonly call: keyof typeof lines;
  readonly moment: Moment;
  /** How often the hypervisor accepts the call, all in all. */
  readonly accepted: number;
  /** Whether a person is told that it happened twice. */
  readonly told: boolean;
}

const rows: readonly Row[] = [
  {
    why: 'before its intent, it finds its epoch gone and writes none',
    call: 'snapshot.rollback',
    moment: 'before-intent',
    accepted: 1,
    told: false,
  },
  {
    why: 'with its intent written, its own clock keeps it from acting',
    call: 'snapshot.rollback',
    moment: 'after-intent',
    accepted: 1,
    told: false,
  },
  {
    why: 'past its check, its late create is refused by the hypervisor',
    call: 'snapshot.create',
    moment: 'before-do',
    accepted: 1,
    told: false,
  },
  {
    why: 'past its check, its late rollback happens again and is told',
    call: 'snapshot.rollback',
    moment: 'before-do',
    accepted: 2,
    told: true,
  },
  {
    why: 'with its call made, the other finds it by look',
    call: 'snapshot.rollback',
    moment: 'after-do',
    accepted: 1,
    told: false,
  },
  {
    why: 'past its check, its late backup is a second one and is told',
    call: 'backup.create',
    moment: 'before-do',
    accepted: 2,
    told: true,
  },
  {
    why: 'past its check, its late restore finds the name taken',
    call: 'backup.restore',
    moment: 'before-do',
    accepted: 1,
    told: false,
  },
];

/** Longer than the lease, so that another may take over. */
const STILL_MS = 20_000;

const lines = {
  'snapshot.create': 'snapshot create web-1 before',
  'snapshot.rollback': 'snapshot rollback web-1 before --yes',
  'backup.create': 'backup create web-2',
  'backup.restore': 'backup restore web-1@latest --as web-9',
} as const;

describe.concurrent('a bot that stood still for 20 s while another took its operation', () => {
  it.each(rows)('$why', { timeout: 90_000 }, async ({ call, moment, accepted, told }) => {
    await using site = await sharedSite();
    const other = await openBot(site);
    try {
      if (call === 'snapshot.rollback') {
        await ended(other, await send(other, lines['snapshot.create']));
      }
      const stalled = await stall({ ...site, line: lines[call], step: call, moment });
      const [task] = await other.store.listTasks({ ended: true, limit: 1 });
      const [end] = await Promise.all([ended(other, task?.id ?? 0), sleep(STILL_MS)]);
      expect(end.state).toBe('done');
      const before = await written(other, task?.id ?? 0);

      const said = await stalled.wake();
      expect(said).toContain('survived done');
      expect(said.includes('Happened twice')).toBe(told);
      expect(await written(other, task?.id ?? 0)).toEqual(before);
      expect(site.accepted(call)).toBe(accepted);
    } finally {
      await other.close();
    }
  });
});

/** Everything that a process with an old epoch must not touch. */
async function written({ store }: Awaited<ReturnType<typeof openBot>>, id: number) {
  return { operation: await store.operation(id), steps: await store.steps(id) };
}
