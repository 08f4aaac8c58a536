import { expect, it } from 'vitest';
import type { TaskDetail, Tasks } from '../../src/tasks.ts';
import { noTasks, openBench, textOf } from './bench.ts';

const created = Date.UTC(2026, 10, 3, 12);
const detail: TaskDetail = {
  id: 12,
  title: 'Roll back e1 to before',
  state: 'undecided',
  actor: { platform: 'test', id: 'anna', name: 'anna' },
  createdAt: created,
  reason: 'the hypervisor was reinstalled meanwhile',
  members: [],
  steps: [
    { name: 'find the machine', startedAt: created, endedAt: created + 12, failed: false },
    { name: 'revert', startedAt: created + 20, failed: false },
  ],
  targets: ['machine:lab/e1'],
  epoch: 3,
};

function bench(tasks: Partial<Tasks>, may: (permission: string) => boolean = () => true) {
  return openBench([], { tasks: { ...noTasks, ...tasks }, may, now: () => created + 180_000 });
}

it('a task shows its steps, why it is undecided, and the two ways to end it', async () => {
  const card = await bench({ show: async () => detail }).card('task show 12');
  const text = textOf(card);
  expect(card).toMatchObject({ title: 'Task 12: Roll back e1 to before', tone: 'warning' });
  expect(text).toContain('State: outcome unknown');
  expect(text).toContain('Note: the hypervisor was reinstalled meanwhile');
  expect(text).toContain('Holds: machine lab/e1');
  expect(text).toContain('Resumed: 2 times');
  expect(text).toContain('find the machine | done | 3 min ago | 12 ms');
  expect(text).toContain('revert | begun, not ended | 2 min ago | ');
  expect(card.actions?.map(({ command }) => command)).toEqual([
    'task settle 12 done',
    'task settle 12 failed',
  ]);
});

it('who may not settle is offered no way to', async () => {
  const card = await bench({ show: async () => detail }, (one) => one !== 'task.settle').card(
    'task show 12',
  );
  expect(card.actions).toEqual([]);
});

it('an ended task shows what came of it', async () => {
  const result = {
    title: 'e1 was rolled back',
    blocks: [{ type: 'text', text: 'all well' }],
  } as const;
  const ended: TaskDetail = { ...detail, state: 'done', endedAt: created + 65_000, result };
  const text = textOf(await bench({ show: async () => ended }).card('task show 12'));
  expect(text).toContain('after 1 min');
  expect(text).not.toContain('lab/e1');
  expect(text).toContain('e1 was rolled back\nall well');
});

it('a list asks for open tasks, or with --all for ended ones too', async () => {
  const asked: unknown[] = [];
  const here = bench({
    async list(filter) {
      asked.push(filter);
      return [
        {
          ...detail,
          state: 'running',
          reason: undefined,
          progress: { fraction: 0.45, note: 'reverting' },
        },
      ];
    },
  });
  expect(textOf(await here.card('task list'))).toContain(
    '12 | Roll back e1 to before | running | anna | 3 min ago | 45 %, reverting',
  );
  await here.card('task list 5 --all');
  expect(asked).toEqual([
    { ended: false, limit: 20 },
    { ended: true, limit: 5 },
  ]);
});

it('a cancel says whether it has ended or was only asked to', async () => {
  const title = async (state: 'running' | 'cancelled') =>
    (await bench({ cancel: async () => ({ ...detail, state }) }).card('task cancel 12')).title;
  expect(await title('running')).toBe('Task 12 was asked to stop');
  expect(await title('cancelled')).toBe('Task 12 is cancelled');
});

it('a settlement passes on what the person found out', async () => {
  const settled: unknown[] = [];
  const here = bench({
    async settle(id, as, actor, note) {
      settled.push([id, as, actor.name, note]);
      return { ...detail, state: 'failed' };
    },
  });
  const card = await here.card('task settle 12 failed "it is not there"');
  expect(card.title).toBe('Task 12 was settled as failed');
  expect(settled).toEqual([[12, 'failed', 'anna', 'it is not there']]);
});
