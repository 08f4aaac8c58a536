import type { Card } from '../card.ts';
import type { CommandContext, Plan } from '../command.ts';
import { bytes } from '../format.ts';
import type { NewMachine, NewMachineEffect } from '../hypervisor/provision.ts';
import { createOperation } from '../operations/vm-create.ts';
import { guardStart } from '../power/start-guard.ts';
import { fingerprint } from '../safety/fingerprint.ts';
import type { Workplace } from './choose-site.ts';
import { newMachineName } from './new-name.ts';

export interface Wish {
  readonly place: Workplace;
  readonly wanted: NewMachine;
  /** The whole line, with another name in it, and what was typed kept in its description. */
  line(name: string, typed?: string): string;
  /** Even where the checks say that it cannot start. */
  readonly anyway: boolean;
}

/**
 * What the site would refuse is refused here, before anything is accepted. It goes ahead at once, for making loses
 * nothing; what the site warns of is looked at first.
 */
export async function planCreate(
  { place, wanted, line, anyway }: Wish,
  context: CommandContext,
): Promise<Plan> {
  const { fleet, signal } = context;
  const { hypervisor, provision } = place;
  const label = await newMachineName(wanted.name, { hypervisor, fleet, signal, line });
  const effect = await provision.check(wanted, signal);
  const operations = [createOperation(hypervisor.site.name, label, wanted)];
  const { host, segment, warnings } = effect;
  const guarded = (plan: Plan) => {
    if (!wanted.start) return plan;
    const { memoryBytes } = wanted;
    const start = { site: hypervisor.site.name, host, memoryBytes, name: label };
    return guardStart(plan, { machine: start, line: `${line(label)} --anyway`, anyway }, context);
  };
  if (warnings.length === 0) return guarded({ operations });
  return guarded({
    preview: preview(label, wanted, effect),
    fingerprint: fingerprint(['create', wanted, { host, segment, warnings }]),
    danger: 'confirm',
    confirmLabel: `Make ${label} on ${host}`,
    operations,
  });
}

function preview(label: string, wanted: NewMachine, effect: NewMachineEffect): Card {
  const { source } = wanted;
  const { needsBytes, freeBytes, segment } = effect;
  return {
    title: `Make ${label} on ${effect.host}?`,
    tone: 'warning',
    blocks: [
      {
        type: 'text',
        text: effect.warnings.map((warning) => `Look first: ${warning}.`).join('\n'),
      },
      {
        type: 'fields',
        fields: [
          { label: 'Made of', value: 'image' in source ? source.image : source.iso },
          { label: 'CPUs', value: String(wanted.cpus) },
          { label: 'Memory', value: bytes(wanted.memoryBytes) },
          { label: 'Needs', value: `${bytes(needsBytes)} of ${bytes(freeBytes)} that are free` },
          ...(segment === undefined ? [] : [{ label: 'Network', value: segment }]),
        ],
      },
    ],
  };
}
