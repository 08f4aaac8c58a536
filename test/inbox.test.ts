import { expect, test } from 'vitest';
import type { Handled, Incoming } from '../src/chat.ts';
import { handleArrival } from '../src/inbox.ts';
import { silent } from '../src/log.ts';
import { anna, place } from './fixtures/stores.ts';

const handled: Handled = { outcome: 'answered' };

/** A line that arrived, dealt with to its end; gives what happened in order. */
async function arrived(settle: () => Promise<void>, dealtWith = async () => {}) {
  const happened: string[] = [];
  const incoming: Incoming = {
    ...{ actor: anna, place, line: 'vm list', arrival: 'test:1' },
    reply: {
      defer: async () => {},
      answer: async () => {},
      ask: async () => {},
      async settle({ outcome }) {
        await settle();
        happened.push(outcome);
      },
    },
  };
  const store = {
    async dealtWith(key: string) {
      await dealtWith();
      happened.push(key);
    },
  };
  const router = { handle: async () => handled };
  const end = await handleArrival(router, store, incoming, silent).catch(String);
  return { happened, end };
}

test('a line is marked while its answer goes out: neither waits for the other', async () => {
  const [answers, marks] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  // Each would wait for ever if the other came after it.
  const { happened, end } = await arrived(
    () => Promise.all([answers.resolve(), marks.promise]).then(() => {}),
    () => Promise.all([marks.resolve(), answers.promise]).then(() => {}),
  );
  expect(new Set(happened)).toEqual(new Set(['answered', 'test:1']));
  expect(end).toBe(handled);
});

test('a line whose answer nobody takes is marked all the same', async () => {
  const { happened, end } = await arrived(() => Promise.reject(new Error('shut')));
  expect(happened).toEqual(['test:1']);
  expect(end).toBe('Error: shut');
});

test('an answer stands that could not be marked', async () => {
  const down = () => Promise.reject(new Error('the store is down'));
  expect(await arrived(async () => {}, down)).toEqual({ happened: ['answered'], end: handled });
});
