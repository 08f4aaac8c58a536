import { expect, it } from 'vitest';
import type { Card, TableBlock } from '../../src/card.ts';
import type { Member, OperationContext, Progress } from '../../src/operation.ts';
import { group } from '../../src/operations/group.ts';
import { memoryTask } from '../contracts/task.ts';

/** How a group of these tells of itself on the way, and at its end, when all of them are done. */
async function told(members: readonly Member[]): Promise<{ on: Progress; ended: Card }> {
  const seen: Progress[] = [];
  const task = { ...memoryTask(), report: (progress: Progress) => void seen.push(progress) };
  const list = async () =>
    seen.length === 0 ? members : members.map((one) => ({ ...one, state: 'done' as const }));
  const context = { task, members: { list, cancel: async () => {} } };
  const input = group.parse({ title: 'Stop them' });
  const { card } = await group.run(input, context as unknown as OperationContext);
  return { on: seen[0] ?? expect.fail('nothing was reported'), ended: card };
}

const rowsOf = (blocks: Card['blocks'] = []) =>
  blocks.find((block): block is TableBlock => block.type === 'table')?.rows ?? [];

function members(size: number): readonly Member[] {
  return Array.from({ length: size }, (_, at): Member => {
    const state = at < 4 ? 'running' : at === 4 ? 'failed' : at < 10 ? 'done' : 'waiting';
    return { id: at + 1, title: `Stop web-${at + 1}`, state };
  });
}

it('a few are all shown while they go on', async () => {
  const { on } = await told(members(12));
  expect(rowsOf(on.blocks)).toHaveLength(12);
  expect(on).toMatchObject({ note: '6 of 12 tasks ended', fraction: 0.5 });
});

it('of a thousand those that run or failed are shown, the others counted, and all at the end', async () => {
  const { on, ended } = await told(members(1_000));
  expect(rowsOf(on.blocks).map(([title]) => title)).toEqual(
    [1, 2, 3, 4, 5].map((number) => `Stop web-${number}`),
  );
  expect(JSON.stringify(on)).toContain('990 tasks waiting, 5 tasks done');
  expect(JSON.stringify(on).length).toBeLessThan(2_000);
  expect(rowsOf(ended.blocks)).toHaveLength(1_000);
});
