import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Snapshot } from '../../src/hypervisor/snapshots.ts';
import { createInventory } from '../../src/inventory.ts';
import { complete } from '../../src/router/completion.ts';
import { closedPolicy } from '../fixtures/closed-policy.ts';
import { machine, site } from '../fixtures/machines.ts';
import { anna } from '../fixtures/stores.ts';
import { commands } from '../line/fixture.ts';

const snapshot = (name: string): Snapshot => ({
  id: name,
  name,
  description: '',
  createdAt: 0,
  current: false,
  memory: false,
});

const names = ['web-1', 'web-2', 'db 1', '--all'];
const kvm = {
  ...site(
    'kvm',
    names.map((name) => machine({ name })),
    [{ site: 'kvm', name: 'pve1' }],
  ),
  snapshots: { list: async () => [snapshot('before'), snapshot('before it all')] } as never,
};
const fleet = createInventory([kvm]);
await fleet.machines(new AbortController().signal);

const tasks = { list: async () => [{ id: 17 }, { id: 12 }] } as never;
const parts = { commands, fleet, tasks, policy: closedPolicy };
const words = async (line: string, local = true) =>
  (await complete(parts, line, { actor: anna, local })).map(({ value }) => value);

test('machines come from memory, quoted as they need it', async () => {
  expect(await words('vm show we')).toEqual(['web-1', 'web-2']);
  expect(await words('vm show db')).toEqual(['"db 1"']);
  expect(await words('vm show ')).toContain('"--all"');
  expect(await words('vm list ')).toEqual(
    expect.arrayContaining(['web-1', 'tag:', 'state:', 'owner:']),
  );
});

test('where nobody has asked for a list yet, it is asked for once', async () => {
  const young = site('kvm', [machine({ name: 'web-1' })]);
  const caller = { actor: anna, local: true };
  const sought = { ...parts, fleet: createInventory([young], { freshMs: 0, deadlineMs: 60_000 }) };
  const found = async (line: string) =>
    (await complete(sought, line, caller)).map(({ value }) => value);
  expect(await found('vm show we')).toEqual(['web-1']);
  expect(await found('vm show x')).toEqual([]);
  expect(await found('vm stop we')).toContain('web-1');
  expect(young.asked()).toBe(1);
});

test('snapshots, tasks and hosts are asked for', async () => {
  expect(await words('snapshot rollback web-1 be')).toEqual(['before', '"before it all"']);
  expect(await words('task cancel ')).toEqual(['17', '12']);
  expect(await words('host show ')).toEqual(['pve1']);
});

test('what does not answer completes to nothing', async () => {
  const down = { list: () => Promise.reject(new Error('down')) } as never;
  const { length } = await complete({ ...parts, tasks: down }, 'task cancel ', {
    actor: anna,
    local: true,
  });
  expect(length).toBe(0);
  expect(await words('snapshot rollback nosuch be')).toEqual([]);
});

test('a stranger is offered nothing that is not theirs', async () => {
  expect(await words('', false)).toEqual(['help']);
  for (const line of ['vm show ', 'snapshot rollback web-1 ', 'task cancel ', 'host show ']) {
    expect(await words(line, false), line).toEqual([]);
  }
});

test('no line breaks it', async () => {
  const part = fc.oneof(
    fc.constantFrom('vm ', 'show ', 'snapshot rollback web-1 ', '"', '--', '=', '\0', '\u202e'),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 5 }), async (list) => {
      expect(Array.isArray(await words(list.join('')))).toBe(true);
    }),
    { numRuns: 300 },
  );
});
