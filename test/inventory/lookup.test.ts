import { describe, expect, test } from 'vitest';
import { BotError } from '../../src/errors.ts';
import type { Machine } from '../../src/hypervisor.ts';
import { createInventory } from '../../src/inventory.ts';
import { targetOf } from '../../src/operations/machine-ref.ts';
import { machine, site } from '../fixtures/machines.ts';

const { signal } = new AbortController();
const e1 = machine({ site: 'kvm', name: 'e1' });
const quick = { freshMs: 60_000, deadlineMs: 50 };

test('a slip of the finger in a name is named, and what fits better goes before it', async () => {
  const names = ['web-1', 'web-2', 'git'].map((name) => machine({ site: 'kvm', name, id: name }));
  const fleet = createInventory([site('kvm', names)], quick);
  const asked = async (word: string) => fleet.machine(word, signal);
  await expect(asked('wb-1')).rejects.toMatchObject({ choices: ['web-1', 'web-2'] });
  await expect(asked('web')).rejects.toMatchObject({ hint: 'Did you mean web-1 or web-2?' });
  await expect(asked('mail')).rejects.toMatchObject({ hint: 'vm list shows all.', choices: [] });
});

describe('a site whose list brings no birth marks', () => {
  const bare = ['m1', 'm2', 'm3'].map((name) =>
    machine({ site: 'pve', name, id: name, birth: '' }),
  );

  function clustered() {
    const told: string[] = [];
    const marks = new Map(bare.map(({ id }) => [id, `born-${id}`]));
    const double = site('pve', bare);
    const identify = async ({ id, name }: Machine) => {
      told.push(id);
      const mark = marks.get(id);
      if (mark === undefined) throw new BotError('not-found', `${name} is gone`);
      return mark;
    };
    return { told, marks, double, fleet: createInventory([{ ...double, identify }], quick) };
  }

  test('is asked for those that are meant, and for no other', async () => {
    const { fleet, told, double } = clustered();
    await fleet.machines(signal);
    expect(told).toEqual([]);
    expect((await fleet.machine('m2', signal)).machine.birth).toBe('born-m2');
    expect(told).toEqual(['m2']);
    const all = await fleet.select('m*', signal);
    expect(all.map((one) => one.machine.birth)).toEqual(['born-m1', 'born-m2', 'born-m3']);
    expect(double.asked()).toBe(1);
  });

  test('is not asked for what is only shown', async () => {
    const { fleet, told } = clustered();
    expect(await fleet.select('m*', signal, { onlyShown: true })).toHaveLength(3);
    const { machine: shown } = await fleet.machine('m1', signal, { onlyShown: true });
    expect(told).toEqual([]);
    expect((await fleet.current(shown, signal)).machine.birth).toBe('born-m1');
  });

  test('one that cannot be told keeps no other from it, and nothing is done to it', async () => {
    const { fleet, marks } = clustered();
    marks.delete('m2');
    const all = await fleet.select('m*', signal);
    expect(all.map((one) => one.machine.birth)).toEqual(['born-m1', '', 'born-m3']);
    const [, second] = all;
    if (!second) throw new Error('it fits three');
    expect(() => targetOf(second)).toThrow('could not tell m2 from a later machine');
  });

  test('another machine under the same id is found out', async () => {
    const { fleet, marks } = clustered();
    const { machine: first } = await fleet.machine('m1', signal);
    marks.set('m1', 'later');
    for (const remembered of [false, true]) {
      await expect(fleet.current(first, signal, { remembered })).rejects.toMatchObject({
        code: 'conflict',
      });
    }
  });
});

describe('the machine as a young list has it', () => {
  test('costs no question while the list is young, and one where it holds it no longer', async () => {
    const kvm = site('kvm', [e1]);
    const fleet = createInventory([kvm], quick);
    await fleet.machine('e1', signal);
    expect((await fleet.current(e1, signal, { remembered: true })).machine).toBe(e1);
    expect(kvm.asked()).toBe(1);
    const gone = { ...e1, id: 'gone' };
    await expect(fleet.current(gone, signal, { remembered: true })).rejects.toMatchObject({
      code: 'not-found',
    });
    fleet.forget('kvm');
    await fleet.current(e1, signal, { remembered: true });
    expect(kvm.asked()).toBe(3);
  });

  test('is asked for anew where the list has grown old', async () => {
    const kvm = site('kvm', [e1]);
    const fleet = createInventory([kvm], { freshMs: 0, deadlineMs: 50 });
    await fleet.machine('e1', signal);
    await fleet.current(e1, signal, { remembered: true });
    expect(kvm.asked()).toBe(2);
  });
});
