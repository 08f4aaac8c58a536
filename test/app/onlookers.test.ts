import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createAlerting } from '../../src/alerts/alerting.ts';
import { alertDesk } from '../../src/app/alert-desk.ts';
import { tellOnlookers } from '../../src/app/onlookers.ts';
import type { Chat } from '../../src/chat.ts';
import { createInventory } from '../../src/inventory.ts';
import { silent } from '../../src/log.ts';
import { takeSeat } from '../adapters/chat/terminal/seat.ts';
import { createBotDouble } from '../doubles/bot.ts';
import { sitDown, writerOf } from '../fixtures/alert-writer.ts';
import { closedPolicy } from '../fixtures/closed-policy.ts';
import { site } from '../fixtures/machines.ts';
import { type Member, type World, world } from '../fixtures/stores.ts';

const PATIENCE = { timeout: 20_000, interval: 10 };

let db: World;
let one: Member;
let ends: (() => Promise<void>)[] = [];
beforeAll(async () => {
  db = await world();
  one = await db.join();
  await sitDown(one);
});
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
  ends = [];
  await one.database.pool.query('truncate incidents restart identity cascade');
});
afterAll(() => db.dispose());

function tells(chat: Chat, policy: typeof closedPolicy = closedPolicy) {
  const alerts = alertDesk({ store: one.store, alerting: createAlerting() });
  const fleet = createInventory([site('kvm', [])]);
  ends.push(tellOnlookers({ chats: [chat], alerts, policy, fleet, log: silent, everyMs: 5 }));
}

/** A person at a prompt, who has begun to type. */
async function sits() {
  const seat = takeSeat(80);
  void seat.terminal.run(createBotDouble(async () => ({ outcome: 'answered' })));
  ends.push(() => seat.terminal.stop());
  await expect.poll(seat.seen, PATIENCE).toMatch(/nakhoda> $/);
  seat.keys('vm sh');
  await expect.poll(seat.seen, PATIENCE).toMatch(/nakhoda> vm sh$/);
  return seat;
}

describe('whoever sits at a prompt', () => {
  test('is told in a line when one fires, gets critical and is over, above what they type', async () => {
    const seat = await sits();
    tells(seat.terminal);
    const writer = writerOf(one);
    await writer.says(0.9);
    await expect.poll(seat.seen, PATIENCE).toMatch(/Alert 1: CPU of web-1.*\nnakhoda> vm sh$/);
    await writer.says(0.99);
    await expect.poll(seat.seen, PATIENCE).toMatch(/Alert 1: Critical now: .*\nnakhoda> vm sh$/);
    await writer.says(0.1);
    await expect.poll(seat.seen, PATIENCE).toMatch(/Alert 1: Resolved after .*\nnakhoda> vm sh$/);
    expect(seat.seen().match(/Alert 1: /g)).toHaveLength(3);
  });

  test('hears at once how many there are, and nothing of each', async () => {
    await writerOf(one).says(0.9);
    const seat = await sits();
    tells(seat.terminal);
    await expect.poll(seat.seen, PATIENCE).toMatch(/1 alert now: alert list.*\nnakhoda> vm sh$/);
    expect(seat.seen()).not.toContain('Alert 1:');
  });

  test('hears nothing of what they may not see', async () => {
    await writerOf(one).says(0.9);
    const seat = await sits();
    let asked = 0;
    const nobody = {
      ...closedPolicy,
      may() {
        asked += 1;
        return false;
      },
    };
    tells(seat.terminal, nobody);
    await expect.poll(() => asked, PATIENCE).toBeGreaterThan(3);
    expect(seat.seen()).not.toContain('lert');
  });
});

test('a pipe and a single line have nobody who looks on', async () => {
  for (const options of [{ interactive: false }, { line: 'vm list' }, { json: true }]) {
    const { terminal } = takeSeat(80, options);
    void terminal.run(createBotDouble(async () => ({ outcome: 'answered' })));
    ends.push(() => terminal.stop());
    expect(terminal.attended?.()).toBeUndefined();
  }
});
