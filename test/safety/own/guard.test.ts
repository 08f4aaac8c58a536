import { expect, it } from 'vitest';
import { type CommandContext, defineCommand } from '../../../src/command.ts';
import type { OperationKind } from '../../../src/operation.ts';
import { sparingOwn } from '../../../src/router/own.ts';
import { createOwnGuard } from '../../../src/safety/own/guard.ts';
import type { Own } from '../../../src/safety/own/own.ts';
import { couldNotSee } from '../../../src/safety/own/words.ts';
import { machine } from '../../fixtures/machines.ts';

const { signal } = new AbortController();
const kinds = [
  { kind: 'stop', parse: String, takesDown: (name: string) => machine({ name, id: name }) },
] as unknown as readonly OperationKind[];
const command = defineCommand({
  name: 'vm stop',
  description: 'Cuts the power',
  needs: 'vm.power',
  audience: 'caller',
  options: {},
  examples: [],
  run: () => ({ title: 'never' }),
});
const stops = (names: readonly string[]) =>
  names.map((name) => ({ kind: 'stop', title: name, input: name, sites: ['kvm'], claims: [] }));

/** Guests of which only this many tell where they are before the time is over; the bot may be on one. */
function guests(tell: number, bot?: string) {
  const over = new AbortController();
  const asked: string[] = [];
  const told = new Set<string>();
  let atOnce = 0;
  let most = 0;
  const own: Pick<Own, 'find' | 'isOpen'> = {
    isOpen: ({ id }) => !told.has(id),
    async find({ id }, until) {
      if (until.aborted) return [];
      asked.push(id);
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise(setImmediate);
      atOnce -= 1;
      if (asked.indexOf(id) < tell) told.add(id);
      else over.abort();
      return told.has(id) && id === bot ? ['bot'] : [];
    },
  };
  const guard = createOwnGuard(own as Own, kinds, () => over.signal);
  return { guard, asked, most: () => most };
}

const hundreds = Array.from({ length: 300 }, (_, at) => `vm-${at}`);

it('hundreds of guests are asked a few at a time, and all told when there is time', async () => {
  const { guard, asked, most } = guests(300, 'vm-222');
  const { found, open } = await guard.threats(stops(hundreds), signal);
  expect(found).toMatchObject([{ machine: { id: 'vm-222' }, parts: ['bot'] }]);
  expect(open).toEqual([]);
  expect(asked).toHaveLength(300);
  expect(most()).toBeLessThanOrEqual(6);
});

it('when the time is over nobody else is asked, and whoever has not told is named as open', async () => {
  const { guard, asked } = guests(20);
  const { found, open } = await guard.threats(stops(hundreds), signal);
  expect(found).toEqual([]);
  expect(asked.length).toBeLessThan(40);
  expect(open.map(({ id }) => id)).toEqual(hundreds.slice(20));
});

it('the plan says so, and is looked at before it is done', async () => {
  const { guard } = guests(20);
  const plan = { title: 'Stop 300 machines', operations: stops(hundreds) };
  const asked = { command, values: {}, context: { signal } as CommandContext, even: false };
  const shown = await sparingOwn(plan, asked, guard);
  expect(shown).toMatchObject({ danger: 'confirm', confirmLabel: 'Stop 300 machines' });
  expect(JSON.stringify(shown.preview)).toContain('one of 280 machines could not be seen in time');
});

it('before it begins each is asked alone, with time of its own', async () => {
  const { guard, asked } = guests(1, 'vm-7');
  const check = guard.check({ kind: 'stop', input: 'vm-7', line: 'vm stop vm-7' }, signal);
  await expect(check).rejects.toMatchObject({ code: 'conflict' });
  expect(asked).toEqual(['vm-7']);
});

it('the words name some, count all, and say what makes it sure', () => {
  const text = couldNotSee(hundreds.map((name) => machine({ name })));
  expect(text).toContain(
    'one of 300 machines could not be seen in time (vm-0, vm-1, vm-2, vm-3, vm-4, 295 more)',
  );
  expect(text).toContain('asked again before its turn');
  expect(text).toContain('under self in the configuration');
});
