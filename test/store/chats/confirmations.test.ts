import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { acceptance, anna, type Member, type World, world } from '../../fixtures/stores.ts';

let db: World;
let one: Member;
let two: Member;
beforeAll(async () => {
  db = await world();
  [one, two] = await Promise.all([db.join(), db.join()]);
});
afterAll(() => db.dispose());

async function asked(): Promise<string> {
  const id = randomUUID();
  await one.store.ask({ id, actor: anna, line: 'vm stop e1', fingerprint: 'f1' });
  return id;
}
const accept = ({ store }: Member, confirmation: string) =>
  store.accept({ operations: [acceptance()], confirmation, run: false });
const expire = (id: string) =>
  one.database.pool.query('update confirmations set expires_at = now() where id = $1', [id]);

test('a confirmation is read back by every process', async () => {
  const id = await asked();
  expect(await two.store.confirmation(id)).toMatchObject({
    actor: anna,
    line: 'vm stop e1',
    fingerprint: 'f1',
    used_at: null,
    expired: false,
  });
});

test('it works once, of many clicks on many processes', async () => {
  const id = await asked();
  const clicks = await Promise.allSettled([one, two, one, two, one].map((on) => accept(on, id)));
  expect(clicks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const click of clicks) {
    if (click.status === 'rejected') expect(click.reason).toMatchObject({ code: 'expired' });
  }
  expect(await one.store.decline(id)).toBe(false);
});

test('it is over in time, and then accepts nothing', async () => {
  const id = await asked();
  await expire(id);
  const before = await one.store.listTasks({ ended: true, limit: 100 });
  expect(await one.store.confirmation(id)).toMatchObject({ expired: true });
  await expect(accept(one, id)).rejects.toMatchObject({ code: 'expired' });
  await expect(accept(one, 'never-asked')).rejects.toMatchObject({ code: 'expired' });
  expect(await one.store.listTasks({ ended: true, limit: 100 })).toEqual(before);
});

test('declining uses it up', async () => {
  const id = await asked();
  expect(await two.store.decline(id)).toBe(true);
  expect(await one.store.decline(id)).toBe(false);
  await expect(accept(one, id)).rejects.toMatchObject({ code: 'expired' });
});

test('operations that cannot be stored leave it unused', async () => {
  const id = await asked();
  const broken = acceptance({ input: { at: 1n } });
  await expect(
    one.store.accept({ operations: [broken], confirmation: id, run: false }),
  ).rejects.toThrow();
  expect(await one.store.confirmation(id)).toMatchObject({ used_at: null });
});
