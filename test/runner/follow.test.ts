import { describe, expect, test } from 'vitest';
import type { Card } from '../../src/card.ts';
import { BotError } from '../../src/errors.ts';
import { follow } from '../../src/runner/follow.ts';
import type { OperationRow } from '../../src/store/operations/operations.ts';
import type { Change } from '../../src/store/store.ts';
import { anna } from '../fixtures/stores.ts';

const never = new AbortController().signal;
const down = new BotError('unreachable', 'The bot’s database does not answer');

/** A store of one operation, which the test changes. */
function storeOf(row: Partial<OperationRow>) {
  const state = { row, failure: undefined as Error | undefined, asked: 0, listeners: 0 };
  let heard: ((change: Change) => void) | undefined;
  const store = {
    async operation() {
      state.asked += 1;
      if (state.failure) throw state.failure;
      const fixed = { id: 7, title: 'Work', actor: anna, accepted_at: new Date(), epoch: 1 };
      return { ...fixed, result: null, reason: null, progress: null, ...state.row } as OperationRow;
    },
    showTask: async () => ({ reason: 'behind task 6' }) as never,
    async changes(listener: (change: Change) => void) {
      heard = listener;
      state.listeners += 1;
      return async () => {
        state.listeners -= 1;
      };
    },
  };
  const ring = (change: Change) => heard?.(change);
  return { state, store, ring };
}

test('an ended operation gives its card at once, and listens no longer', async () => {
  const { state, store } = storeOf({ state: 'done', result: { title: 'made' } });
  expect(await follow({ store }, 7, { signal: never })).toEqual({
    state: 'done',
    card: { title: 'made' },
  });
  expect(state.listeners).toBe(0);
});

test('one that ended without a card says how', async () => {
  const { store } = storeOf({ state: 'cancelled' });
  expect((await follow({ store }, 7, { signal: never })).card.title).toBe('Work: cancelled');
});

test('every change is told, down to the end', async () => {
  const { state, store, ring } = storeOf({ state: 'waiting' });
  const cards: Card[] = [];
  const ending = follow({ store }, 7, { signal: never, progress: (card) => cards.push(card) });
  await expect.poll(() => cards.length).toBe(1);
  state.row = { state: 'running', progress: { note: 'Copying', fraction: 0.5 } };
  ring({ id: 7, what: 'changed' });
  await expect.poll(() => cards.length).toBe(2);
  ring({ id: 8, what: 'changed' });
  state.row = { state: 'undecided', result: { title: 'Outcome unknown' } };
  ring({ id: 8, what: 'free' });
  expect((await ending).state).toBe('undecided');
  expect(cards.map(({ blocks }) => blocks)).toEqual([
    [{ type: 'progress', note: 'Waiting behind task 6' }],
    [{ type: 'progress', note: 'Copying', fraction: 0.5 }],
  ]);
});

test('a notice that never came is made up for', async () => {
  const { state, store } = storeOf({ state: 'running' });
  const ending = follow({ store }, 7, { signal: never });
  await expect.poll(() => state.asked).toBe(1);
  state.row = { state: 'done', result: { title: 'made' } };
  expect((await ending).state).toBe('done');
});

test('who aborts is let go with their own reason, also while nothing happens', async () => {
  const { state, store } = storeOf({ state: 'running' });
  const control = new AbortController();
  const ending = expect(follow({ store }, 7, { signal: control.signal })).rejects.toThrow('enough');
  await expect.poll(() => state.asked).toBe(1);
  control.abort(new Error('enough'));
  await ending;
  expect(state.listeners).toBe(0);
});

describe('a database that does not answer', () => {
  test('for a while is waited for: the work goes on without it', async () => {
    const { state, store, ring } = storeOf({ state: 'running' });
    state.failure = down;
    const ending = follow({ store }, 7, { signal: never });
    await expect.poll(() => state.asked).toBe(1);
    state.failure = undefined;
    state.row = { state: 'done', result: { title: 'made' } };
    ring({ id: 7, what: 'changed' });
    expect((await ending).state).toBe('done');
  });

  test('for too long ends the following; any other failure does so at once', async () => {
    const { state, store } = storeOf({ state: 'running' });
    state.failure = down;
    await expect(follow({ store, patienceMs: -1 }, 7, { signal: never })).rejects.toMatchObject({
      code: 'unreachable',
      hint: expect.stringContaining('Task 7 was accepted and may go on'),
    });
    state.failure = new BotError('not-found', 'There is no task 7');
    await expect(follow({ store }, 7, { signal: never })).rejects.toBe(state.failure);
    expect(state.listeners).toBe(0);
  });
});
