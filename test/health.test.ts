import { afterEach, expect, it } from 'vitest';
import { createHealth, type Health } from '../src/health.ts';
import { createInventory } from '../src/inventory.ts';
import type { Load } from '../src/store/load.ts';
import { pretend } from './doubles/hypervisor.ts';

const unsaid = { count: 0, oldestMs: 0, givenUp: 0 };
const idle: Load = { waiting: 0, running: 0, undecided: 0, unsaid };
const site = pretend();
const fleet = createInventory([site.hypervisor], { freshMs: 0, deadlineMs: 1_000 });
let health: Health;
afterEach(() => health.leave());

function watched(load: () => Promise<Load>): Health {
  health = createHealth({ storeMs: 20, sitesMs: 20, stallMs: 50 });
  expect(health.readiness()).toMatchObject({ ready: false, reasons: ['The bot is starting'] });
  health.watch({ store: { load }, fleet });
  return health;
}
const reasons = () => health.readiness().reasons;

it('a bot is ready when its store has answered, whatever its sites say', async () => {
  site.silence = 'kvm-a does not answer';
  watched(async () => ({ ...idle, running: 2 }));
  await expect
    .poll(() => health.readiness())
    .toEqual({
      ready: true,
      reasons: [],
      sites: [{ name: 'lab', answers: false, at: undefined, problem: 'kvm-a does not answer' }],
      chats: [],
    });
  site.silence = undefined;
  await expect
    .poll(() => health.readiness().sites[0])
    .toMatchObject({
      answers: true,
      at: expect.any(Number),
    });
  expect(health.figures()).toMatchObject({ load: { running: 2 }, storeMs: expect.any(Number) });
});

it('a store that refuses, or never answers, is a reason, and its figures are forgotten', async () => {
  let answer: () => Promise<Load> = async () => idle;
  watched(() => answer());
  await expect.poll(reasons).toEqual([]);
  answer = () => Promise.reject(new Error('gone'));
  await expect.poll(reasons).toEqual(['The bot’s database does not answer']);
  expect(health.figures()).toMatchObject({
    ...{ load: undefined, storeMs: undefined },
    storeAwayMs: expect.any(Number),
  });
  answer = async () => idle;
  await expect.poll(reasons).toEqual([]);
  expect(health.figures().storeAwayMs).toBeUndefined();
  answer = () => new Promise(() => {});
  await expect.poll(reasons).toEqual(['The bot’s database does not answer']);
  expect(health.live()).toBe(true);
});

it('a bot that leaves is ready for nothing, and lives', async () => {
  watched(async () => idle);
  await expect.poll(reasons).toEqual([]);
  health.leave();
  expect(health.readiness()).toMatchObject({ ready: false, reasons: ['The bot is leaving'] });
  expect(health.live()).toBe(true);
});

it('a bot with chats is ready while one of them is connected', async () => {
  health = createHealth({ storeMs: 20, sitesMs: 20, stallMs: 50 });
  const up = new Set(['pigeon']);
  const chats = () =>
    ['pigeon', 'telegraph'].map((platform) => ({ platform, connected: up.has(platform) }));
  health.watch({ store: { load: async () => idle }, fleet, chats });
  await expect.poll(reasons).toEqual([]);
  expect(health.readiness().chats).toEqual(chats());
  up.clear();
  expect(health.readiness()).toMatchObject({ ready: false, reasons: ['No chat is connected'] });
});

it('work that keeps all other from its turn is counted as that', async () => {
  health = createHealth({ storeMs: 1_000, sitesMs: 1_000, stallMs: 500 });
  health.watch({ store: { load: async () => idle }, fleet });
  const work = () => {
    for (const until = performance.now() + 100; performance.now() < until; ) Math.sqrt(2);
    return health.figures().stallMs ?? 0;
  };
  await expect.poll(work, { timeout: 20_000, interval: 20 }).toBeGreaterThan(50);
});
