import { labelsOf } from '../capability.ts';
import type { CommandContext, Plan, ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import { changed, type TagChange } from '../hypervisor/labels.ts';
import { listed } from '../line/usage.ts';
import { tagOperation } from '../operations/vm-tag.ts';
import { planSeveral } from '../several.ts';

/** One machine at once; several after a look, without those where nothing would change. */
export async function planTags(
  machines: readonly ResolvedMachine[],
  change: TagChange,
  { fleet, signal }: Pick<CommandContext, 'fleet' | 'signal'>,
): Promise<Plan> {
  for (const { hypervisor } of machines) labelsOf(hypervisor);
  const [first, ...others] = machines;
  if (first === undefined) throw new BotError('not-found', 'No machine fits');
  if (others.length === 0) {
    const current = await fleet.current(first.machine, signal);
    return { operations: [tagOperation({ ...current, label: first.label }, change)] };
  }
  const { able = [], left = [] } = Object.groupBy(machines, (one) =>
    differs(one, change) ? 'able' : 'left',
  );
  return planSeveral({
    verb: tagVerb(change),
    able: able.map((machine) => ({
      machine,
      operation: tagOperation(machine, change),
      cells: [`${words(machine.machine.tags)} → ${words(changed(machine.machine.tags, change))}`],
    })),
    left: left.map((machine) => ({
      machine,
      why: change.remove.length > 0 ? 'has none of them' : 'has them already',
    })),
    columns: [{ label: 'Tags' }],
    seen: able.map(({ machine: { tags } }) => tags),
  });
}

/** `Tag kelas-a on`, `Take kelas-a from`: the machines follow. */
function tagVerb({ add, remove }: TagChange): string {
  return remove.length > 0 ? `Take ${listed(remove)} from` : `Tag ${listed(add)} on`;
}

function differs({ machine: { tags } }: ResolvedMachine, change: TagChange): boolean {
  return words(changed(tags, change)) !== words(changed(tags, { add: [], remove: [] }));
}

function words(tags: readonly string[]): string {
  return tags.length === 0 ? 'none' : tags.join(', ');
}
