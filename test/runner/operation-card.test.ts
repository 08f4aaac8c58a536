import { expect, test } from 'vitest';
import { endedCard, progressCard, undecidedCard } from '../../src/runner/operation-card.ts';
import { anna } from '../fixtures/stores.ts';

const asked = (agoMs = 0, epoch = 1) => ({
  id: 7,
  title: 'Roll back e1',
  actor: anna,
  accepted_at: new Date(Date.now() - agoMs),
  epoch,
});

test('a running one says how far it is and how to stop it', () => {
  expect(progressCard(asked(), { fraction: 0.5, note: 'Copying' })).toEqual({
    title: 'Roll back e1',
    blocks: [{ type: 'progress', fraction: 0.5, note: 'Copying' }],
    actions: [{ label: 'Cancel', command: 'task cancel 7' }],
    footer: 'task 7 · asked by anna',
  });
});

test.each([
  [1_200, '1.2 s'],
  [59_000, '59.0 s'],
  [61_000, '1 min 1 s'],
  [3_600_000, '60 min 0 s'],
])('an ended one says how long it took: %d ms', (ms, words) => {
  const { footer } = endedCard(asked(ms), { title: 'Done', footer: 'warnings: 2' });
  expect(footer).toBe(`warnings: 2 · task 7 · asked by anna · took ${words}`);
});

test('a resumed one says so', () => {
  expect(endedCard(asked(0, 2), { title: 'Done' }).footer).toMatch(
    /resumed after an interruption$/,
  );
});

test('an unknown outcome is said to be one, with the two ways to end it', () => {
  const card = undecidedCard(asked(), 'the log was cleared');
  expect(card).toMatchObject({ title: 'Outcome unknown: Roll back e1', tone: 'warning' });
  expect(card.blocks?.[0]).toEqual({ type: 'text', text: 'the log was cleared' });
  expect(card.actions?.map(({ command }) => command)).toEqual([
    'task settle 7 done',
    'task settle 7 failed',
  ]);
});
