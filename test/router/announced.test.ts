import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Permission } from '../../src/access/permission.ts';
import type { Reply } from '../../src/chat.ts';
import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import { desk } from '../fixtures/desk.ts';
import { leave, type Replica, replica, workshop } from '../fixtures/replicas.ts';
import { type World, world } from '../fixtures/stores.ts';

let db: World;
let one: Replica;

beforeAll(async () => {
  db = await world();
  one = await replica(db, { kinds: workshop().kinds, sites: ['kvm'] });
});
afterAll(async () => {
  await leave([one]);
  await db.dispose();
});

/** A command with this right, typed on a platform that hears late, or not at all; gives what happened in order. */
async function typed(needs: Permission, hear: () => Promise<void> = turn) {
  const happened: string[] = [];
  const command = defineCommand({
    name: 'vm show',
    description: 'Shows a machine',
    needs,
    audience: 'channel',
    options: {},
    examples: [],
    run() {
      happened.push('run');
      return { title: 'e1' };
    },
  });
  const reply: Reply = {
    async defer() {
      await hear();
      happened.push('heard');
    },
    answer: async () => void happened.push('answered'),
    ask: async () => {},
  };
  const { handled } = await desk(one, [command])('vm show', { reply });
  return { happened, outcome: handled.outcome };
}

test('what only looks does so while the platform hears of it, and is answered afterwards', async () => {
  expect(await typed('vm.read')).toEqual({
    happened: ['run', 'heard', 'answered'],
    outcome: 'answered',
  });
});

test('what may change something begins when the platform has heard of it', async () => {
  expect(await typed('alert.ack')).toEqual({
    happened: ['heard', 'run', 'answered'],
    outcome: 'answered',
  });
});

test.each([
  ['vm.read', ['run', 'answered']],
  ['alert.ack', ['answered']],
] as const)('on a platform that hears nothing, %s is refused', async (needs, happened) => {
  const deaf = () => Promise.reject(new BotError('unreachable', 'The chat does not answer'));
  expect(await typed(needs, deaf)).toEqual({ happened, outcome: 'refused' });
});
