import { expect, it } from 'vitest';
import { renderMessage } from '../../adapters/chat/discord/render/render.ts';
import { render } from '../../adapters/chat/slack/render/render.ts';
import type { ActiveAlert } from '../../src/alerts/active.ts';
import type { Card } from '../../src/card.ts';
import type { CommandContext } from '../../src/command.ts';
import { createInventory } from '../../src/inventory.ts';
import { drawFleet } from '../../src/summary/fleet-card.ts';
import { type FleetFacts, fleetFacts, newsOf } from '../../src/summary/fleet-facts.ts';
import { noTasks } from '../commands/bench.ts';
import { machine, site } from '../fixtures/machines.ts';
import { anna } from '../fixtures/stores.ts';

const GiB = 1024 ** 3;

async function fleetOf(hosts: number, machines: number, alerts: number) {
  const names = Array.from({ length: hosts }, (_, at) => `rack-${at}-node-${at % 7}`);
  const all = Array.from({ length: machines }, (_, at) =>
    machine({ name: `customer-${at}`, host: names[at % hosts] ?? '' }),
  );
  const nodes = names.map((name, at) => ({
    ...{ site: 'kvm', name, cpus: 64, cpuFraction: 0.5, memoryBytes: 512 * GiB },
    ...{ memoryUsedBytes: 200 * GiB, load: [9, at === 30 ? 99 : 9, 9] as const },
    ...(at === 31 && { problem: 'is offline' }),
  }));
  const context: CommandContext = {
    ...{ actor: anna, commands: [], may: () => true, now: Date.now, brief: true },
    fleet: createInventory([site('kvm', all, nodes)]),
    tasks: {
      ...noTasks,
      list: async () =>
        Array.from({ length: 20 }, (_, id) => ({
          ...{ id, title: `Snapshot of customer-${id}`, actor: anna, createdAt: Date.now() },
          state: id === 13 ? ('undecided' as const) : ('running' as const),
        })),
    },
    signal: AbortSignal.timeout(60_000),
  };
  const lines = Array.from(
    { length: alerts },
    (_, number): ActiveAlert => ({
      ...{ number, words: `CPU of customer-${number} over 80 %`, tone: 'warning' },
      ...{ since: Date.now() - 60_000, acknowledged: false },
    }),
  );
  const none = () => [];
  const facts: FleetFacts = {
    ...(await fleetFacts(context)),
    alerts: { all: lines, machine: none, host: none, site: none },
  };
  return { facts, context };
}

const texts = (card: Card) => JSON.stringify(card);

it.each([
  { hosts: 3, machines: 20, alerts: 1 },
  { hosts: 40, machines: 4_000, alerts: 200 },
])('$hosts hosts with $machines machines are one message, whole, on both chats', async (size) => {
  const { facts, context } = await fleetOf(size.hosts, size.machines, size.alerts);
  const card = drawFleet(facts, context);
  expect(render(card).files).toEqual([]);
  expect(renderMessage(card, { ids: (card.actions ?? []).map((_, at) => `a${at}`) }).files).toEqual(
    [],
  );
});

it('of many hosts those that need a look are named first, and the rest are counted', async () => {
  const { facts, context } = await fleetOf(40, 4_000, 200);
  const text = texts(drawFleet(facts, context));
  expect(text.indexOf('rack-31-node-3 is offline')).toBeLessThan(text.indexOf('rack-30-node-2'));
  expect(text.indexOf('rack-30-node-2')).toBeLessThan(text.indexOf('rack-0-node-0'));
  expect(text).toContain('And 28 more hosts with 2800 of 2800 machines running: host list.');
  expect(text).toContain('And 192 more alerts: alert list.');
  expect(text).toContain('And 15 more tasks: task list.');
  expect(text.indexOf('Snapshot of customer-13')).toBeLessThan(
    text.indexOf('Snapshot of customer-0'),
  );
});

it('figures, ages and progress are no news; a state, a task and an alert are', async () => {
  const { facts, context } = await fleetOf(3, 20, 1);
  const news = (more: Partial<FleetFacts>) =>
    JSON.stringify(newsOf({ ...facts, ...more }, context.fleet));
  const hosts = (more: object) =>
    facts.hosts.map((one) => ({ ...one, items: one.items.map((host) => ({ ...host, ...more })) }));
  const jittered = hosts({ cpuFraction: 0.1, memoryUsedBytes: 3, load: [1, 1, 1], uptimeMs: 5 });
  expect(news({ hosts: jittered.map((one) => ({ ...one, at: 1 })) })).toBe(news({}));
  const progress = { fraction: 0.4, note: 'copying' };
  expect(news({ tasks: facts.tasks.map((task) => ({ ...task, progress })) })).toBe(news({}));
  expect(news({ hosts: hosts({ problem: 'is offline' }) })).not.toBe(news({}));
  expect(news({ tasks: facts.tasks.slice(1) })).not.toBe(news({}));
  expect(news({ alerts: undefined })).not.toBe(news({}));
  const off = facts.machines.map((one) => ({
    ...one,
    items: one.items.map((each, at) => (at === 0 ? { ...each, state: 'stopped' as const } : each)),
  }));
  expect(news({ machines: off })).not.toBe(news({}));
});
