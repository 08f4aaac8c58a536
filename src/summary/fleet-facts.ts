import { type ActiveAlerts, activeAlerts } from '../alerts/active.ts';
import { stateWords } from '../cards/machine-state.ts';
import type { CommandContext } from '../command.ts';
import type { Host, Machine } from '../hypervisor.ts';
import type { Fleet, SiteAnswer } from '../inventory.ts';
import type { TaskInfo } from '../tasks.ts';
import { runningOf } from './hosts.ts';
import { openTasks } from './open-tasks.ts';
import { type SharedHosts, sharedHosts } from './shared-hosts.ts';

/** What there is, how it does, what is wrong and what is being done. */
export interface FleetFacts {
  readonly hosts: readonly SiteAnswer<Host>[];
  readonly machines: readonly SiteAnswer<Machine>[];
  readonly tasks: readonly TaskInfo[];
  readonly shared: SharedHosts;
  /** Absent where no alerts are kept, or the person may see none. */
  readonly alerts: ActiveAlerts | undefined;
}

export async function fleetFacts(context: CommandContext): Promise<FleetFacts> {
  const { fleet, signal } = context;
  const [hosts, machines, tasks, alerts] = await Promise.all([
    fleet.hosts(signal),
    fleet.machines(signal),
    openTasks(context),
    activeAlerts(context),
  ]);
  const shared = await sharedHosts(
    context,
    hosts.flatMap(({ items }) => items),
  );
  return { hosts, machines, tasks, shared, alerts };
}

/** Machines in a state that nobody wants and that no alert tells of already. */
export function needLook({ machines, alerts }: FleetFacts): readonly Machine[] {
  return machines
    .filter(({ problem }) => problem === undefined)
    .flatMap(({ items }) => items)
    .filter(({ state }) => state === 'crashed' || state === 'unknown')
    .filter((machine) => (alerts?.machine(machine) ?? []).length === 0);
}

/** What of it is news. Ages, figures and progress are different at every look, and are none. */
export function newsOf(facts: FleetFacts, { label }: Pick<Fleet, 'label'>): unknown {
  const { hosts, machines, tasks, shared, alerts } = facts;
  const everything = machines.flatMap(({ items }) => items);
  return {
    sites: [...hosts, ...machines].map(({ site, problem, gaps }) => [site, problem, gaps]),
    hosts: hosts.flatMap(({ items }) =>
      items.map((host) => [host.site, host.name, host.problem, runningOf(everything, host)]),
    ),
    sick: needLook(facts).map((machine) => [label(machine), stateWords(machine)]),
    tasks: tasks.map(({ id, title, state }) => [id, title, state]),
    shared,
    alerts: alerts?.all.map(({ since: _, ...alert }) => alert),
  };
}
