import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BotError } from '../../src/errors.ts';
import { clean, toJson } from '../../src/store/json.ts';
import type { Store } from '../../src/store/store.ts';
import { acceptance, anna, begin, holdOf, type World, world } from '../fixtures/stores.ts';

let db: World;
let store: Store;
beforeAll(async () => {
  db = await world();
  ({ store } = await db.join());
});
afterAll(() => db.dispose());

const nasty = 'a\0b \ud800 \udfff \u202e ";drop table operations;--';
const tame = 'a\ufffdb \ufffd \ufffd \u202e ";drop table operations;--';

test('text of a guest is stored, what PostgreSQL cannot hold of it marked', async () => {
  const hold = await begin(store);
  await store.beginStep(hold, 'run');
  const result = { stdout: nasty, [nasty]: [nasty, { deep: nasty }], at: 1, none: null };
  expect(await store.endStep(hold, { name: 'run', result })).toBe(true);
  expect(await store.saveProgress(hold, { note: nasty })).toBe(true);
  expect((await store.steps(hold.id))[0]?.result).toEqual({
    stdout: tame,
    [tame]: [tame, { deep: tame }],
    at: 1,
    none: null,
  });
  await store.beginStep(hold, 'fail');
  const error = new BotError('failed', nasty, { hint: nasty });
  expect(await store.endStep(hold, { name: 'fail', error })).toBe(true);
  const card = { title: nasty };
  expect(await store.end(hold, { state: 'undecided', card, reason: nasty })).toBe(true);
  expect(await store.operation(hold.id)).toMatchObject({ reason: tame, result: { title: tame } });
  await store.settle({ id: hold.id, as: 'done', actor: { ...anna, name: nasty }, note: nasty });
});

test('an operation full of hostile text is accepted and read back', async () => {
  const one = acceptance({ title: nasty, input: { name: nasty } });
  const [accepted] = await store.accept({
    operations: [{ ...one, line: nasty, actor: { ...anna, name: nasty } }],
    run: true,
  });
  const taken = accepted?.taken;
  expect(taken?.row).toMatchObject({ title: tame, input: { name: tame }, line: tame });
  if (taken) await store.end(holdOf(store, taken), { state: 'done', card: { title: 'x' } });
});

test('a result of nothing is a result', async () => {
  const hold = await begin(store);
  await store.beginStep(hold, 'quiet');
  expect(await store.endStep(hold, { name: 'quiet', result: undefined })).toBe(true);
  const [step] = await store.steps(hold.id);
  expect(step).toMatchObject({ result: null, error: null, ended_at: expect.any(Date) });
});

test('a confirmation’s id from outside finds nothing and breaks nothing', async () => {
  for (const id of ['', '\0', "' or true --", 'x'.repeat(10_000)]) {
    expect(await store.confirmation(id)).toBeUndefined();
    expect(await store.decline(id)).toBe(false);
  }
});

test('tidied JSON reads as what was put in, but for what cannot be stored', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(toJson(value))).toEqual(JSON.parse(JSON.stringify(value), tidied));
    }),
  );
});

function tidied(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return clean(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [clean(key), held]));
}
