import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { BotError } from '../../src/errors.ts';
import { createFresh, type FreshOptions } from '../../src/inventory/fresh.ts';

const { signal } = new AbortController();

/** A question whose answers the test gives one by one. */
function questions(timing: Partial<FreshOptions<string>> = {}) {
  const asked: PromiseWithResolvers<readonly string[]>[] = [];
  const fresh = createFresh<string>({
    freshMs: 60_000,
    retryMs: 60_000,
    deadlineMs: 60_000,
    ...timing,
    read() {
      const answer = Promise.withResolvers<readonly string[]>();
      asked.push(answer);
      return answer.promise;
    },
  });
  return { asked, fresh };
}

test('many who ask at the same time share one question', async () => {
  const { asked, fresh } = questions();
  const answers = Promise.all(Array.from({ length: 20 }, () => fresh.get(signal)));
  asked[0]?.resolve(['e1']);
  for (const { items } of await answers) expect(items).toEqual(['e1']);
  expect(asked).toHaveLength(1);
});

test('a fresh answer is given again without asking; an old one is not', async () => {
  const { asked, fresh } = questions();
  const first = fresh.get(signal);
  asked[0]?.resolve(['old']);
  expect((await first).items).toEqual(['old']);
  expect((await fresh.get(signal)).items).toEqual(['old']);
  expect(asked).toHaveLength(1);

  const aging = questions({ freshMs: 30 });
  const second = aging.fresh.get(signal);
  aging.asked[0]?.resolve(['old']);
  expect((await second).items).toEqual(['old']);
  await sleep(40);
  const third = aging.fresh.get(signal);
  aging.asked[1]?.resolve(['new']);
  expect((await third).items).toEqual(['new']);
});

test('an answer’s age is that of the question', async () => {
  const { asked, fresh } = questions();
  const before = Date.now();
  const answer = fresh.get(signal);
  const sent = Date.now();
  await sleep(30);
  asked[0]?.resolve([]);
  const { at } = await answer;
  expect(at).toBeGreaterThanOrEqual(before);
  expect(at).toBeLessThanOrEqual(sent);
});

test('a problem keeps the older items and their age, and is not asked again at once', async () => {
  const { asked, fresh } = questions({ freshMs: 0 });
  const first = fresh.get(signal);
  asked[0]?.resolve(['e1']);
  const { at } = await first;
  const second = fresh.get(signal);
  asked[1]?.reject(new BotError('unreachable', 'is not there'));
  const older = { items: ['e1'], at, problem: 'is not there' };
  expect(await second).toEqual(older);
  expect(await fresh.get(signal)).toEqual(older);
  expect(asked).toHaveLength(2);
});

test('after a while a problem is asked again', async () => {
  const { asked, fresh } = questions({ retryMs: 40 });
  const first = fresh.get(signal);
  asked[0]?.reject(new BotError('unreachable', 'is not there'));
  expect((await first).problem).toBe('is not there');
  await sleep(50);
  const second = fresh.get(signal);
  asked[1]?.resolve(['e2']);
  expect((await second).problem).toBeUndefined();
});

test('a read that never answers is given up', async () => {
  const { fresh } = questions({ deadlineMs: 30 });
  expect(await fresh.get(signal)).toEqual({
    items: [],
    problem: 'did not answer within 0.03 s',
  });
});

test('a read that throws before it asks is a problem too, never a rejection', async () => {
  const fresh = createFresh<string>({
    freshMs: 0,
    retryMs: 0,
    deadlineMs: 1_000,
    read() {
      throw new TypeError('bug');
    },
  });
  expect((await fresh.get(signal)).problem).toBe('failed: TypeError: bug');
});

test('who gives up waiting leaves the others their answer', async () => {
  const { asked, fresh } = questions();
  const control = new AbortController();
  const [impatient, patient] = [fresh.get(control.signal), fresh.get(signal)];
  control.abort(new Error('enough'));
  await expect(impatient).rejects.toThrow('enough');
  await expect(fresh.get(control.signal)).rejects.toThrow('enough');
  asked[0]?.resolve(['e1']);
  expect((await patient).items).toEqual(['e1']);
});

describe('forgetting during a read', () => {
  test('what was read before is remembered, but not taken for fresh', async () => {
    const { asked, fresh } = questions();
    const before = fresh.get(signal);
    fresh.forget();
    asked[0]?.resolve(['before']);
    expect((await before).items).toEqual(['before']);
    expect(fresh.peek().items).toEqual(['before']);
    const after = fresh.get(signal);
    asked[1]?.resolve(['after']);
    expect((await after).items).toEqual(['after']);
  });

  test('an older answer that comes last replaces no newer one', async () => {
    const { asked, fresh } = questions();
    const before = fresh.get(signal);
    await sleep(5);
    fresh.forget();
    const after = fresh.get(signal);
    asked[1]?.resolve(['after']);
    await after;
    asked[0]?.resolve(['before']);
    await before;
    expect(fresh.peek().items).toEqual(['after']);
    expect((await fresh.get(signal)).items).toEqual(['after']);
    expect(asked).toHaveLength(2);
  });

  test('an older failure spoils no newer answer', async () => {
    const { asked, fresh } = questions();
    const before = fresh.get(signal);
    fresh.forget();
    const after = fresh.get(signal);
    asked[1]?.resolve(['after']);
    await after;
    asked[0]?.reject(new Error('late'));
    expect((await before).problem).toBe('failed: Error: late');
    expect(fresh.peek().problem).toBeUndefined();
  });
});

test('asked anew, a fresh answer is not given again', async () => {
  const { asked, fresh } = questions();
  const first = fresh.get(signal);
  asked[0]?.resolve(['before']);
  await first;
  const anew = fresh.anew(signal);
  asked[1]?.resolve(['after']);
  expect((await anew).items).toEqual(['after']);
  expect(fresh.peek().items).toEqual(['after']);
});

test('many who ask anew while such a question is out share the next one, which begins after them', async () => {
  const { asked, fresh } = questions();
  const first = fresh.anew(signal);
  const others = Array.from({ length: 20 }, () => fresh.anew(signal));
  fresh.forget();
  expect(asked).toHaveLength(1);
  asked[0]?.resolve(['before']);
  expect((await first).items).toEqual(['before']);
  await expect.poll(() => asked.length).toBe(2);
  asked[1]?.resolve(['after']);
  for (const { items } of await Promise.all(others)) expect(items).toEqual(['after']);
  expect(asked).toHaveLength(2);
});
