import type { Block, Field } from '../../src/card.ts';
import { stateCell, stateRank } from '../../src/cards/machine-state.ts';
import { agesOf, hasProblem, problemBlocks } from '../../src/cards/site-answers.ts';
import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import { bytesOf, cpu, load, span, unknown } from '../../src/format.ts';
import type { Vitals } from '../../src/hypervisor/checks.ts';
import type { HostFact } from '../../src/hypervisor/details.ts';
import type { Host, Hypervisor, Machine } from '../../src/hypervisor.ts';
import type { Fleet } from '../../src/inventory.ts';
import type { Part } from '../../src/safety/own/own.ts';
import { cpuChart, lastHour } from '../../src/summary/history.ts';
import { runningOf } from '../../src/summary/hosts.ts';
import { runsHere } from '../../src/summary/runs-here.ts';

export const hostShow = defineCommand({
  name: 'host show',
  description: 'Shows one physical host and the machines on it',
  needs: 'host.read',
  audience: 'channel',
  options: { host: { type: 'host', description: 'Which host', required: true } },
  examples: ['host show kvm-a'],
  async run({ host: { host, hypervisor } }, { fleet, signal, now, may, own }) {
    const [hosts, machines, history, facts] = await Promise.all([
      fleet.hosts(signal),
      fleet.machines(signal),
      pastOf(host, hypervisor, { signal, now: now() }),
      factsOf(host, hypervisor, signal),
    ]);
    const ofSite = [...hosts, ...machines].filter(({ site }) => site === host.site);
    const everything = machines.flatMap(({ items }) => items);
    const here = everything.filter(
      ({ site, host: name }) => site === host.site && name === host.name,
    );
    return {
      title: `${host.name} of ${host.site}`,
      tone: hasProblem(ofSite) || host.problem ? 'warning' : undefined,
      blocks: [
        ...problemBlocks(ofSite, now()),
        {
          type: 'fields',
          fields: [...fields(host, here), ...facts, ...ownFields(own?.host(host) ?? [])],
        },
        ...cpuChart(history),
        ...(may('vm.read') && here.length > 0 ? [table(here, fleet)] : []),
      ],
      footer: agesOf(ofSite, now()),
    };
  },
});

/** Milliseconds for what only decorates the card. */
const PAST_LIMIT = 5_000;

function pastOf(
  host: Host,
  { history }: Hypervisor,
  { signal, now }: { readonly signal: AbortSignal; readonly now: number },
) {
  return lastHour(history, (past, span, limit) => past.host(host, span, limit), {
    signal,
    limit: AbortSignal.timeout(PAST_LIMIT),
    now,
  });
}

/** None where it does not answer in time: the card is of use without them. */
async function factsOf(
  host: Host,
  hypervisor: Hypervisor,
  signal: AbortSignal,
): Promise<readonly Field[]> {
  const limit = AbortSignal.timeout(PAST_LIMIT);
  try {
    const either = AbortSignal.any([signal, limit]);
    const [facts, vitals] = await Promise.all([
      hypervisor.hostFacts?.(host, either),
      hypervisor.checks?.vitals?.(either),
    ]);
    return [...typeOf(host, vitals), ...(facts ?? [])].map(({ label, value, warns }) => ({
      label,
      value,
      tone: warns ? 'warning' : undefined,
    }));
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted || error instanceof BotError) return [];
    throw error;
  }
}

/** Type 1 runs on the hardware, type 2 as a program of a system. */
function typeOf({ name }: Host, vitals: readonly Vitals[] | undefined): readonly HostFact[] {
  const type = vitals?.find(({ host }) => host === name)?.type;
  return type ? [{ label: 'Hypervisor', value: `type ${type.number}: ${type.why}` }] : [];
}

function ownFields(parts: readonly Part[]): readonly Field[] {
  return parts.length > 0 ? [runsHere(parts)] : [];
}

function fields(host: Host, here: readonly Machine[]): readonly Field[] {
  return [
    { label: 'Site', value: host.site },
    ...(host.problem ? [{ label: 'Status', value: host.problem, tone: 'warning' } as const] : []),
    { label: 'Machines', value: `${runningOf(here, host)} running` },
    { label: 'CPU', value: cpu(host.cpuFraction, host.cpus) },
    { label: 'Memory', value: bytesOf(host.memoryUsedBytes, host.memoryBytes) },
    { label: 'Load average', value: load(host.load) },
    { label: 'Uptime', value: span(host.uptimeMs) },
    { label: 'Version', value: host.version ?? unknown },
    { label: 'Addresses', value: host.addresses?.join(', ') || unknown },
  ];
}

function table(here: readonly Machine[], { label }: Fleet): Block {
  return {
    type: 'table',
    columns: [{ label: 'Name' }, { label: 'State' }],
    rows: here
      .toSorted((a, b) => stateRank(a.state) - stateRank(b.state))
      .map((machine) => [label(machine), stateCell(machine)]),
  };
}
