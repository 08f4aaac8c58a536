import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { drop, type Member, type World, world } from '../../fixtures/stores.ts';

let db: World;
beforeEach(async () => {
  db = await world();
});
afterEach(() => db.dispose());

const loads = async (member: Member, hash: string, reloaded = false) =>
  (await member.store.replicas.policy(hash, reloaded)).hash;

describe('the policy in force', () => {
  test('is the first one’s, and the others’ that have the same', async () => {
    const [a, b] = [await db.join(), await db.join()];
    expect(await loads(a, 'old')).toBe('old');
    expect(await loads(b, 'old')).toBe('old');
  });

  test('is a new one as soon as any process has it: the newest is right', async () => {
    const [a, b] = [await db.join(), await db.join()];
    await loads(a, 'old');
    expect(await loads(b, 'new')).toBe('new');
    expect((await a.store.replicas.report({ unreached: [] })).policy?.hash).toBe('new');
  });

  test('does not become an old one again by a restart where that was left behind', async () => {
    const [a, b] = [await db.join(), await db.join()];
    await loads(a, 'old');
    await loads(b, 'new');
    expect(await loads(await db.join(), 'old')).toBe('new');
  });

  test('becomes an old one again where it is loaded on purpose', async () => {
    const [a, b] = [await db.join(), await db.join()];
    await loads(a, 'old');
    await loads(b, 'new');
    expect(await loads(a, 'old', true)).toBe('old');
    expect((await b.store.replicas.report({ unreached: [] })).policy?.hash).toBe('old');
  });

  test('becomes an old one again when no running process has the one in force', async () => {
    const [a, b] = [await db.join(), await db.join()];
    await loads(a, 'old');
    await loads(b, 'new');
    await drop(b);
    expect(await loads(await db.join(), 'old')).toBe('old');
  });

  test('is told to everybody when it changes', async () => {
    const [a, b] = [await db.join(), await db.join()];
    let told = 0;
    await a.store.replicas.policyChanges(() => (told += 1));
    await loads(b, 'new');
    await expect.poll(() => told).toBe(1);
  });
});
