import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Member, place, type World, world } from '../fixtures/stores.ts';

let db: World;
let member: Member;
beforeEach(async () => {
  db = await world();
  member = await db.join();
});
afterEach(() => db.dispose());

const unsaid = async () => (await member.store.load()).unsaid;
const none = { count: 0, oldestMs: 0, givenUp: 0 };

async function say(...nonces: readonly string[]): Promise<void> {
  for (const nonce of nonces) {
    const saying = { place: { ...place, durable: true }, card: { title: 'hello' }, nonce };
    await member.store.say(saying);
  }
}

it('what waits to be said is counted, with how long the oldest of it has waited', async () => {
  expect(await unsaid()).toEqual(none);
  await say('first', 'second');
  await member.database.pool.query(
    "update outbox set added_at = now() - interval '3 minutes' where nonce = 'first'",
  );
  const { count, oldestMs, givenUp } = await unsaid();
  expect({ count, givenUp }).toEqual({ count: 2, givenUp: 0 });
  expect(oldestMs).toBeGreaterThanOrEqual(180_000);
});

it('what was said waits no more, and what was given up is counted apart', async () => {
  await say('heard', 'lost');
  const rows = await member.store.dueSayings({ platforms: [place.platform], saying: [] });
  const id = (nonce: string) => rows.find((row) => row.nonce === nonce)?.id ?? 0;
  const ref = { platform: place.platform, channel: place.channel, id: 'm1' };
  await member.store.said(id('heard'), { ref });
  await member.store.giveUp(id('lost'), 'the channel is shut');
  expect(await unsaid()).toEqual({ ...none, givenUp: 1 });
});
