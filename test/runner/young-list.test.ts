import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MachineRef } from '../../src/hypervisor.ts';
import { createInventory } from '../../src/inventory.ts';
import { type OperationKind, takesNothingDown } from '../../src/operation.ts';
import { machine, site } from '../fixtures/machines.ts';
import { leave, type Replica, replica } from '../fixtures/replicas.ts';
import { type World, world } from '../fixtures/stores.ts';

const { signal } = new AbortController();
const e1 = machine({ site: 'kvm', name: 'e1' });
const kvm = site('kvm', [e1]);
const fleet = createInventory([kvm], { freshMs: 60_000, deadlineMs: 60_000 });
let asked: number[] = [];

/** Looks at the machine twice, as every operation does before its work and behind it. */
function kind(name: string, takesDown: (input: unknown) => MachineRef | undefined): OperationKind {
  return {
    kind: name,
    deadlineMs: 60_000,
    parse: (input) => input,
    takesDown,
    async run(_, context) {
      const before = kvm.asked();
      await context.machine(e1);
      const between = kvm.asked();
      await context.machine(e1);
      asked = [between - before, kvm.asked() - between];
      return { state: 'done', card: { title: 'looked' } };
    },
  };
}

let db: World;
let one: Replica;
beforeAll(async () => {
  db = await world();
  one = await replica(db, {
    kinds: [kind('harmless', takesNothingDown), kind('stops', () => e1)],
    fleet,
  });
});
afterAll(async () => {
  await leave([one]);
  await db.dispose();
});

async function run(name: string): Promise<readonly number[]> {
  await fleet.machines(signal);
  expect((await one.ended(await one.submit(name, name))).state).toBe('done');
  return asked;
}

test('what takes nothing down begins with a young list, and looks anew after its work', async () => {
  expect(await run('harmless')).toEqual([0, 1]);
});

test('what takes a machine down looks anew each time', async () => {
  expect(await run('stops')).toEqual([1, 1]);
});

test('where the list is not young any more it is asked for', async () => {
  fleet.forget('kvm');
  const id = await one.submit('harmless', 'later');
  expect((await one.ended(id)).state).toBe('done');
  expect(asked).toEqual([1, 1]);
});
