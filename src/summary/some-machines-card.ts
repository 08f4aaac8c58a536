import type { Card, Cell } from '../card.ts';
import { stateCell } from '../cards/machine-state.ts';
import type { CommandContext, ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import { someAtOnce } from '../flow/some-at-once.ts';
import { bytesOf, count, cpu, unknown } from '../format.ts';
import { reachable } from '../guest/addresses.ts';
import type { Attempt } from './attempt.ts';
import { machineCard } from './machine-card.ts';
import { type MachineFacts, machineFacts } from './machine-facts.ts';
import type { Top } from './top-processes.ts';

/** As many as one card can set side by side; each guest is asked too. */
const MOST = 12;

/** All about one machine, or several side by side, whichever hypervisors they live on. */
export function machinesCard(
  asked: readonly ResolvedMachine[],
  context: CommandContext,
  top?: Top,
): Promise<Card> {
  const [only, ...others] = asked;
  if (only && others.length === 0) return machineCard(only, context, top);
  if (top !== undefined) throw onlyOfOne();
  if (asked.length > MOST) throw tooMany(asked.length);
  return sideBySide(asked, context);
}

async function sideBySide(
  asked: readonly ResolvedMachine[],
  context: CommandContext,
): Promise<Card> {
  const all = await someAtOnce(asked, (one) => machineFacts(one, context));
  const gaps = all.flatMap(gapsOf);
  return {
    title: count(all.length, 'machine'),
    tone: gaps.length > 0 ? 'warning' : undefined,
    blocks: [
      {
        type: 'table',
        columns: [
          { label: 'Name' },
          { label: 'State' },
          { label: 'Host' },
          { label: 'CPU', align: 'right' },
          { label: 'Memory', align: 'right' },
          { label: 'Snapshots', align: 'right' },
          { label: 'Addresses' },
        ],
        rows: all.map(rowOf),
      },
      ...gaps.map((text) => ({ type: 'text', text }) as const),
    ],
  };
}

function rowOf({ resolved, usage, guest, snapshots }: MachineFacts): readonly Cell[] {
  const { machine, label } = resolved;
  const on = machine.state === 'running' || machine.state === 'paused';
  const inside = guest?.summary.value;
  const figures = usage.value;
  const cpuFraction = figures?.cpuFraction ?? inside?.cpuFraction;
  const whole = figures?.memoryBytes ?? machine.memoryBytes;
  const used = figures?.memoryUsedBytes ?? inside?.memory?.used;
  return [
    label,
    stateCell(machine),
    machine.host,
    on ? cpu(cpuFraction, machine.cpus ?? inside?.cpus) : '',
    on ? bytesOf(used, whole) : '',
    snapshots === undefined ? '' : countOf(snapshots),
    on ? addressesOf(guest) : '',
  ];
}

function countOf({ value }: Attempt<readonly unknown[]>): string {
  return value === undefined ? unknown : String(value.length);
}

function addressesOf(guest: MachineFacts['guest']): string {
  const told = guest?.addresses.value;
  return told === undefined ? unknown : reachable(told).join(', ') || 'none';
}

/** Why something of a machine is unknown; what its guest could tell is left to its own card. */
function gapsOf({ resolved: { label, machine }, problem, usage, snapshots }: MachineFacts) {
  const whys = [
    problem &&
      `${machine.site} did not answer just now (${problem}): ${label} is as it was read last.`,
    usage.why && `The figures of ${label} are unknown: ${usage.why}.`,
    snapshots?.why && `The snapshots of ${label} are unknown: ${snapshots.why}.`,
  ];
  return whys.flatMap((why) => why || []);
}

function onlyOfOne(): BotError {
  return new BotError('invalid', 'Processes are shown of one machine alone', {
    hint: 'Leave out --top, or name one machine.',
  });
}

function tooMany(many: number): BotError {
  return new BotError('invalid', `${many} machines are too many to show side by side`, {
    hint: `At most ${MOST} fit. vm list shows them all, with their figures.`,
  });
}
