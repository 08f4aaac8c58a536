import type { Block, Card } from '../card.ts';
import { allowed, type Offer } from '../cards/allowed.ts';
import { processTable } from '../cards/processes.ts';
import { typed } from '../cards/typed.ts';
import type { CommandContext, ResolvedMachine } from '../command.ts';
import { ago } from '../format.ts';
import { topProcesses } from '../guest/processes.ts';
import { setupLine } from '../guest/setup/line.ts';
import type { Machine } from '../hypervisor.ts';
import { cpuChart } from './history.ts';
import { type MachineFacts, machineFacts } from './machine-facts.ts';
import { machineFields } from './machine-fields.ts';

/** As many as fit under the figures on one screen. */
const PROCESSES = 5;

export async function machineCard(asked: ResolvedMachine, context: CommandContext): Promise<Card> {
  const facts = await machineFacts(asked, context);
  const { machine, label } = facts.resolved;
  const now = context.now();
  const missing = missingWords(facts, now);
  return {
    title: `${label} on ${machine.host}`,
    tone: missing.length > 0 ? 'warning' : undefined,
    blocks: [
      { type: 'fields', fields: machineFields(facts, now) },
      ...missing.map((text): Block => ({ type: 'text', text })),
      ...cpuChart(facts.history),
      // Command lines can hold secrets: they need the right to look into guests.
      ...(context.may('guest.inspect') ? processes(facts) : []),
    ],
    actions: allowed([...offers(machine, label), ...setup(facts)], context),
    footer: facts.usage.value && `Figures read ${ago(facts.usage.value.at, now)}`,
  };
}

/** A sentence for each part that could not be known: which, and why. */
function missingWords(
  { problem, at, usage, snapshots, backups, guest, details, resolved }: MachineFacts,
  now: number,
) {
  const { label, machine } = resolved;
  const hint = guest?.hint === undefined ? '' : ` ${guest.hint}`;
  const inside = guest?.summary.why;
  const addresses = guest?.addresses.why;
  const lines = [
    problem &&
      `${machine.site} did not answer just now (${problem}): this was read ${ago(at, now)}.`,
    usage.why && `Its figures are unknown: ${usage.why}.`,
    snapshots?.why && `Its snapshots are unknown: ${snapshots.why}.`,
    details?.why && `Its state of this moment and its pressure are unknown: ${details.why}.`,
    backups?.why && `Its backups are unknown: ${backups.why}.`,
    inside && `What ${label} says of itself (load, uptime, tasks) is unknown: ${inside}.${hint}`,
    addresses !== inside && addresses && `Its addresses are unknown: ${addresses}.`,
  ];
  return lines.flatMap((line) => line || []);
}

/** Where the guest does not answer, and nothing else keeps it from that. */
function setup({ guest, resolved: { label } }: MachineFacts): readonly Offer[] {
  if (guest?.silent !== true) return [];
  return [{ label: 'Set up the guest', command: setupLine(label), needs: 'guest.setup' }];
}

function processes({ guest }: MachineFacts): readonly Block[] {
  const all = guest?.summary.value?.processes;
  return all === undefined ? [] : [processTable(topProcesses(all, 'cpu', PROCESSES))];
}

function offers({ state, template }: Machine, label: string) {
  const offer = (name: string, verb: string) =>
    ({ label: name, command: typed(`vm ${verb}`, label), needs: 'vm.power' }) as const;
  const snapshots = {
    label: 'Snapshots',
    command: typed('snapshot list', label),
    needs: 'snapshot.read',
  } as const;
  switch (state) {
    case 'running':
      return [offer('Shut down', 'shutdown'), offer('Reboot', 'reboot'), snapshots];
    case 'paused':
      return [offer('Resume', 'resume'), snapshots];
    case 'stopped':
    case 'hibernated':
      return template === true ? [snapshots] : [offer('Start', 'start'), snapshots];
    case 'crashed':
    case 'stopping':
      return [offer('Stop', 'stop'), snapshots];
    case 'unknown':
      return [snapshots];
    default:
      return state satisfies never;
  }
}
