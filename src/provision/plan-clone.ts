import { provisionOf } from '../capability.ts';
import { stateWords } from '../cards/machine-state.ts';
import { typed } from '../cards/typed.ts';
import type { CommandContext, Plan, ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import type { Clone } from '../hypervisor/provision.ts';
import type { MachineState } from '../hypervisor.ts';
import { cloneOperation } from '../operations/vm-clone.ts';
import { guardStart } from '../power/start-guard.ts';
import { fingerprint } from '../safety/fingerprint.ts';
import { seenMachine } from '../safety/seen.ts';
import { newMachineName } from './new-name.ts';

/**
 * What the site would refuse is refused here, before anything is accepted. A copy loses nothing, so it goes ahead, but
 * for what it does to the original: that is looked at first.
 */
export async function planClone(
  { machine, hypervisor, label }: ResolvedMachine,
  wanted: Clone,
  context: CommandContext,
  anyway = false,
): Promise<Plan> {
  const { fleet, signal } = context;
  const provision = provisionOf(hypervisor);
  const flags = `${wanted.linked ? ' --linked' : ''}${wanted.start ? ' --start' : ''}`;
  const line = (name: string) => `${typed('vm clone', label, name)}${flags}`;
  const copy = await newMachineName(wanted.name, { hypervisor, fleet, signal, line });
  const source = { ...(await fleet.current(machine, signal)), label };
  refuseOn(source);
  const besides = (await provision.checkClone?.(source.machine, wanted, signal)) ?? [];
  const operations = [cloneOperation(source, copy, wanted)];
  const guarded = (plan: Plan) => {
    if (!wanted.start) return plan;
    const { site, host, memoryBytes } = source.machine;
    const start = { site, host, memoryBytes, name: copy };
    return guardStart(plan, { machine: start, line: `${line(copy)} --anyway`, anyway }, context);
  };
  if (besides.length === 0) return guarded({ operations });
  return guarded({
    preview: {
      title: `Clone ${label} as ${copy}?`,
      tone: 'warning',
      blocks: [{ type: 'text', text: besides.map((one) => `Look first: ${one}.`).join('\n') }],
    },
    fingerprint: fingerprint(['clone', seenMachine(source), wanted, besides]),
    danger: 'confirm',
    confirmLabel: `Clone ${label} on ${source.machine.host}`,
    operations,
  });
}

/** What leads to a machine that is off, from where it is now: one after the other, or the power cut at once. */
const ways: Partial<
  Record<MachineState, { readonly by: readonly string[]; readonly cut: boolean }>
> = {
  running: { by: ['vm shutdown'], cut: true },
  paused: { by: ['vm resume', 'vm shutdown'], cut: true },
  stopping: { by: [], cut: true },
  hibernated: { by: ['vm start', 'vm shutdown'], cut: false },
};

/** A disk that is written to while it is read gives a copy of no moment. */
function refuseOn({ machine, label }: ResolvedMachine): void {
  const way = ways[machine.state];
  if (way === undefined) return;
  const lines = way.by.map((verb) => typed(verb, label));
  const cut = way.cut ? [typed('vm stop', label)] : [];
  const first = lines.length > 0 ? `First: ${lines.join(', then ')}` : 'Wait until it is off';
  const hint = [
    `Nothing was changed. ${first}`,
    ...cut.map((stop) => `or to cut the power ${stop}`),
  ];
  throw new BotError('conflict', `${label} is ${stateWords(machine)}: only what is off is cloned`, {
    hint: hint.join(', '),
    choices: [...lines.slice(0, 1), ...cut],
  });
}
