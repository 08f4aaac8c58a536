import type { Block, Card } from '../card.ts';
import { allowed, type Offer } from '../cards/allowed.ts';
import { typed } from '../cards/typed.ts';
import type { CommandContext, ResolvedMachine } from '../command.ts';
import { ago } from '../format.ts';
import { setupLine } from '../guest/setup/line.ts';
import type { Machine } from '../hypervisor.ts';
import { alertBlocks, alertTone } from './alerts.ts';
import { hourBlocks } from './history.ts';
import { type MachineFacts, machineFacts } from './machine-facts.ts';
import { machineFields } from './machine-fields.ts';
import { taskBlocks } from './open-tasks.ts';
import { notYourProcesses, type Top, topBlocks } from './top-processes.ts';

export async function machineCard(
  asked: ResolvedMachine,
  context: CommandContext,
  top?: Top,
): Promise<Card> {
  const facts = await machineFacts(asked, context);
  const { machine, label } = facts.resolved;
  const now = context.now();
  const missing = missingWords(facts, now);
  return {
    title: `${label} on ${machine.host}`,
    tone: alertTone(facts.alerts) ?? (missing.length > 0 ? 'warning' : undefined),
    blocks: [
      ...alertBlocks(facts.alerts, now),
      { type: 'fields', fields: machineFields(facts, now) },
      ...missing.map((text): Block => ({ type: 'text', text })),
      ...hourBlocks(facts.hour, facts.usage.value ?? {}, now),
      ...processes(facts, top, context),
      ...taskBlocks(facts.tasks, now),
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

/** Command lines can hold secrets: they need the right to look into this guest. */
function processes(
  { guest, resolved: { machine } }: MachineFacts,
  top: Top | undefined,
  { may }: CommandContext,
): readonly Block[] {
  if (may('guest.inspect', { machines: [{ machine }] })) {
    return topBlocks(guest?.summary.value?.processes, top);
  }
  return top === undefined ? [] : [notYourProcesses];
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
