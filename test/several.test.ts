import { expect, it } from 'vitest';
import { createInventory } from '../src/inventory.ts';
import { planPower } from '../src/power/plan.ts';
import { planSet } from '../src/provision/plan-set.ts';
import { textOf } from './commands/bench.ts';
import { machine, pretend } from './doubles/hypervisor.ts';

const signal = AbortSignal.timeout(60_000);

/** Two sites, each with two machines that run, as they were looked at a moment ago. */
async function fleetOf() {
  const sites = ['lab', 'far'].map((name) => pretend({ name }));
  for (const site of sites) {
    const { name } = site.hypervisor.site;
    site.machines = ['1', '2'].map((number) => machine(`${name}-${number}`, { site: name }));
  }
  const fleet = createInventory(sites.map(({ hypervisor }) => hypervisor));
  const machines = (
    await Promise.all(['lab-*', 'far-*'].map((one) => fleet.select(one, signal)))
  ).flat();
  const [lab, far] = sites;
  if (!lab || !far) throw new Error('no sites');
  return { lab, far, context: { fleet, signal } as Parameters<typeof planPower>[2], machines };
}

it('a plan for several shows them as they are now, not as they were remembered', async () => {
  const { lab, machines, context } = await fleetOf();
  lab.machines = lab.machines.map((one) =>
    one.name === 'lab-1' ? { ...one, state: 'stopped' } : one,
  );
  const plan = await planPower('shutdown', machines, context);
  expect(plan.title).toBe('Shut down 3 machines');
  expect(textOf(plan.preview ?? expect.fail())).toContain('Left out: lab-1 is off.');
});

it('a site that does not answer keeps the machines of others from nothing', async () => {
  const { far, machines, context } = await fleetOf();
  far.silence = 'does not answer';
  for (const plan of [
    await planPower('shutdown', machines, context),
    await planSet(machines, { cpus: 4, memoryBytes: undefined }, context),
  ]) {
    expect(plan.operations.flatMap(({ sites }) => sites)).toEqual(['lab', 'lab']);
    expect(textOf(plan.preview ?? expect.fail())).toMatch(
      /Left out: far-1 is not known now: far .*does not answer; far-2 /,
    );
  }
});

it('what several have is part of what was seen', async () => {
  const { lab, machines, context } = await fleetOf();
  const change = { cpus: 4, memoryBytes: undefined };
  const { fingerprint } = await planSet(machines, change, context);
  expect((await planSet(machines, change, context)).fingerprint).toBe(fingerprint);
  lab.machines = lab.machines.map((one) => ({ ...one, cpus: 3 }));
  expect((await planSet(machines, change, context)).fingerprint).not.toBe(fingerprint);
});

it('a start is planned from a young list, and looked at anew only where it would be refused', async () => {
  const { lab, machines, context } = await fleetOf();
  const [first] = machines;
  if (!first) throw new Error('there is no machine');
  let asked = 0;
  const { current } = context.fleet;
  const counting: typeof current = (ref, until, options) => {
    asked += options?.remembered === true ? 0 : 1;
    return current(ref, until, options);
  };
  const counted = { ...context, fleet: { ...context.fleet, current: counting } };
  lab.machines = lab.machines.map((one) => ({ ...one, state: 'stopped' }));
  // Memory says that it runs: the look that would refuse it is a new one.
  expect((await planPower('start', [first], counted)).operations).toHaveLength(1);
  expect(asked).toBe(1);
  expect((await planPower('start', [first], counted)).operations).toHaveLength(1);
  expect(asked).toBe(1);
});
