import { type ActiveAlert, activeAlerts } from '../alerts/active.ts';
import type { CommandContext, ResolvedHost } from '../command.ts';
import { BotError } from '../errors.ts';
import { type HostSummary, readHost } from '../host/summary.ts';
import type { HostFact } from '../hypervisor/details.ts';
import type { Pool } from '../hypervisor/storage.ts';
import type { Host, Hypervisor, Machine } from '../hypervisor.ts';
import type { SiteAnswer } from '../inventory.ts';
import { hostThing } from '../metrics/read.ts';
import type { TaskInfo } from '../tasks.ts';
import { type Attempt, attempt, type Limits } from './attempt.ts';
import { type Hour, lastHour, type PlatformPast } from './history.ts';
import { openTasksOn } from './open-tasks.ts';
import { sameAs, sharedHosts } from './shared-hosts.ts';

/** Milliseconds for each part that the card could go without. */
const LIMIT = 8_000;

export interface HostFacts {
  /** As its site has it now. */
  readonly host: Host;
  readonly answers: readonly SiteAnswer<unknown>[];
  /** Hosts of other sites that are the same physical host. */
  readonly sameAs: string | undefined;
  readonly machines: readonly Machine[];
  /** What its own system says through a shell; absent where the bot has none there. */
  readonly inside: Attempt<HostSummary | undefined> | undefined;
  readonly platform: Attempt<readonly HostFact[]>;
  /** Of this host; absent where the platform does not tell its storages. */
  readonly pools: Attempt<readonly Pool[]> | undefined;
  readonly hour: Attempt<Hour>;
  readonly alerts: readonly ActiveAlert[];
  readonly tasks: readonly TaskInfo[];
}

/** Everything that can be learnt of one host now; what cannot says why, and spoils nothing else. */
export async function hostFacts(
  { host: asked, hypervisor }: ResolvedHost,
  context: CommandContext,
): Promise<HostFacts> {
  const { fleet, signal } = context;
  const [hosts, machines] = await Promise.all([fleet.hosts(signal), fleet.machines(signal)]);
  const answers = [...hosts, ...machines].filter(({ site }) => site === asked.site);
  const host = hosts.flatMap(({ items }) => items).find((one) => isSame(one, asked)) ?? asked;
  const here = machines
    .flatMap(({ items }) => items)
    .filter((one) => one.site === host.site && one.host === host.name);
  const limits = { signal, limit: AbortSignal.timeout(LIMIT) };
  const there = host.problem === undefined && answers.every(({ problem }) => problem === undefined);
  const [inside, platform, pools, hour, alerts, tasks, shared] = await Promise.all([
    there ? insideOf(host, hypervisor, limits) : undefined,
    there ? attempt((either) => platformFacts(host, hypervisor, either), limits) : { value: [] },
    there ? poolsOf(host, hypervisor, limits) : undefined,
    hourOf(host, there ? hypervisor : {}, context, limits),
    activeAlerts(context).then((active) => active?.host(host) ?? []),
    openTasksOn(here, context),
    sharedHosts(
      context,
      hosts.flatMap(({ items }) => items),
    ),
  ]);
  const known = { host, answers, machines: here, sameAs: sameAs(shared, host) };
  return { ...known, inside, platform, pools, hour, alerts, tasks };
}

function isSame(one: Host, { site, name }: Host): boolean {
  return one.site === site && one.name === name;
}

/** Nothing of a system that has no shell of this kind: Windows. */
function insideOf(
  { name }: Host,
  { onHost }: Hypervisor,
  limits: Limits,
): Promise<Attempt<HostSummary | undefined>> | undefined {
  return (
    onHost &&
    attempt(async (signal) => {
      try {
        return await readHost(onHost, name, signal);
      } catch (error) {
        if (error instanceof BotError && error.code === 'unsupported') return undefined;
        throw error;
      }
    }, limits)
  );
}

async function platformFacts(
  host: Host,
  hypervisor: Hypervisor,
  signal: AbortSignal,
): Promise<readonly HostFact[]> {
  const [facts = [], vitals = []] = await Promise.all([
    hypervisor.hostFacts?.(host, signal),
    hypervisor.checks?.vitals?.(signal, host.name),
  ]);
  const type = vitals.find(({ host: name }) => name === host.name)?.type;
  return [
    // Type 1 runs on the hardware, type 2 as a program of a system.
    ...(type ? [{ label: 'Hypervisor', value: `type ${type.number}: ${type.why}` }] : []),
    ...facts,
  ];
}

function poolsOf(
  { name }: Host,
  { storage }: Hypervisor,
  limits: Limits,
): Promise<Attempt<readonly Pool[]>> | undefined {
  return (
    storage &&
    attempt(async (signal) => {
      const pools = await storage.pools(signal);
      return pools.filter(({ host }) => host === name);
    }, limits)
  );
}

/** Of a site that does not answer, what the bot measured itself before. */
function hourOf(
  host: Host,
  { history }: Pick<Hypervisor, 'history'>,
  context: CommandContext,
  limits: Limits,
): Promise<Attempt<Hour>> {
  const platform: PlatformPast | undefined =
    history && ((span, signal) => history.host(host, span, signal));
  const asked = { thing: hostThing(host), platform, memoryBytes: host.memoryBytes };
  return lastHour(asked, context, { ...limits, now: context.now() });
}
