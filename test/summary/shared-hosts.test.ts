import { expect, it } from 'vitest';
import type { CommandContext } from '../../src/command.ts';
import { createDoctor } from '../../src/doctor/doctor.ts';
import { createInventory } from '../../src/inventory.ts';
import { silent } from '../../src/log.ts';
import { fleetCard } from '../../src/summary/fleet-card.ts';
import { sameAs, sharedHosts } from '../../src/summary/shared-hosts.ts';
import { noTasks, textOf } from '../commands/bench.ts';
import { healthy, hostOf } from '../doctor/healthy.ts';
import { machine, site } from '../fixtures/machines.ts';
import { anna } from '../fixtures/stores.ts';

const names = ['kvm', 'desk', 'far'];

/** KVM and VirtualBox on one computer, and a third site elsewhere. */
function contextOf(seen: readonly string[] = names): CommandContext {
  const sites = names.map((name) =>
    site(name, [machine({ site: name, name: `${name}-1`, host: name })], [hostOf(name)]),
  );
  const facts = names.map((name) =>
    healthy(name, { hosts: [hostOf(name, { machineId: name === 'far' ? 'm-2' : 'm-1' })] }),
  );
  const doctor = createDoctor({
    fleet: createInventory(sites),
    records: {
      list: async () => facts,
      looks: async () => [],
      save: async () => undefined,
      clocks: async () => [],
    },
    log: silent,
  });
  return {
    ...{ actor: anna, commands: [], may: () => true, now: Date.now, tasks: noTasks, doctor },
    fleet: createInventory(sites.filter((one) => seen.includes(one.site.name))),
    signal: AbortSignal.timeout(60_000),
  };
}

it('the fleet says which of its hosts are one physical host', async () => {
  const text = textOf(await fleetCard(contextOf()));
  expect(text).toContain('kvm and desk are one physical host');
  expect(text).not.toContain('far are');
});

it('whoever sees one of them alone hears of no other', async () => {
  expect(textOf(await fleetCard(contextOf(['kvm', 'far'])))).not.toContain('physical');
});

it('a host names what else it is, and one that is alone names nothing', async () => {
  const shared = await sharedHosts(
    contextOf(),
    names.map((name) => hostOf(name)),
  );
  expect(sameAs(shared, hostOf('kvm'))).toBe('desk');
  expect(sameAs(shared, hostOf('far'))).toBeUndefined();
});
