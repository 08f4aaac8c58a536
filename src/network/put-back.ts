import type { Network, NetworkCard, Plug } from '../hypervisor/network.ts';
import type { TaskControl } from '../operation.ts';

/** What the card is plugged into now, as something it can be plugged into again; undefined where it is not. */
export function plugOf(
  card: NetworkCard,
  { abilities = [] }: Pick<Network, 'abilities'>,
): Plug | undefined {
  const kind = card.kind ?? card.mode;
  if (card.segment === undefined || (kind !== 'bridge' && kind !== 'network')) return undefined;
  return {
    card: card.id,
    segment: { name: card.segment, kind },
    ...(abilities.includes('vlan') && { vlan: card.vlan ?? 0 }),
    ...(abilities.includes('firewall') && { firewall: card.firewall ?? false }),
  };
}

/** The same operation where it does the same thing once more: its acts are neither named nor marked like the first. */
export function putBackTask(task: TaskControl): TaskControl {
  return {
    ...task,
    tag: `${task.tag}b`,
    step: (name, step) => task.step(`put back: ${name}`, step),
  };
}
