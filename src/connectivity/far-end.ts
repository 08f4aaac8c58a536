import { z } from 'zod';
import { stateWords } from '../cards/machine-state.ts';
import { typed } from '../cards/typed.ts';
import type { ResolvedTarget } from '../command.ts';
import { BotError } from '../errors.ts';
import { reachable } from '../guest/addresses.ts';
import { setupLine } from '../guest/setup/line.ts';
import type { OperationContext } from '../operation.ts';
import { TargetMachine, targetOf } from '../operations/machine-ref.ts';

/** Where a test goes, as an operation remembers it. */
export const FarEnd = z.discriminatedUnion('type', [
  z.object({ type: z.literal('machine'), target: TargetMachine }),
  z.object({
    type: z.literal('host'),
    site: z.string(),
    name: z.string(),
    addresses: z.array(z.string()),
  }),
  z.object({ type: z.literal('address'), address: z.string() }),
]);
export type FarEnd = z.infer<typeof FarEnd>;

export function farEndOf(to: ResolvedTarget): FarEnd {
  switch (to.type) {
    case 'machine':
      return { type: 'machine', target: targetOf(to.machine) };
    case 'host': {
      const { site, name, addresses = [] } = to.host.host;
      return { type: 'host', site, name, addresses: [...addresses] };
    }
    case 'address':
      return { type: 'address', address: to.address };
    default:
      return to satisfies never;
  }
}

/** `e2 on kvm-b`, `host kvm-b`, `10.0.0.1`. */
export function farEndWords(to: FarEnd): string {
  switch (to.type) {
    case 'machine':
      return `${to.target.label} on ${to.target.ref.host}`;
    case 'host':
      return `host ${to.name}`;
    case 'address':
      return to.address;
    default:
      return to satisfies never;
  }
}

export function sitesOf(to: FarEnd): readonly string[] {
  return to.type === 'machine' ? [to.target.ref.site] : [];
}

/** The addresses to try, never empty. Throws `conflict` and `unsupported` where they cannot be known. */
export async function farAddresses(
  to: FarEnd,
  context: OperationContext,
): Promise<readonly string[]> {
  if (to.type === 'address') return [to.address];
  const addresses = to.type === 'host' ? to.addresses : await guestAddresses(to.target, context);
  if (addresses.length > 0) return addresses;
  throw new BotError('unsupported', `The address of ${farEndWords(to)} is unknown`, {
    hint: 'Give the address itself in its place.',
  });
}

/** A machine's own guest says where it can be reached. */
async function guestAddresses({ ref, label }: TargetMachine, context: OperationContext) {
  const { machine, hypervisor } = await context.machine(ref);
  const { signal } = context.task;
  if (machine.state !== 'running') {
    throw new BotError('conflict', `${label} is ${stateWords(machine)}, so it cannot answer`, {
      hint: `Look at it: ${typed('vm show', label)}`,
    });
  }
  const probe = await hypervisor.guest?.probe(machine, signal);
  if (probe?.answers && hypervisor.guest) {
    return reachable(await hypervisor.guest.addresses(machine, signal));
  }
  const why = probe?.answers === false ? probe.why : `${ref.site} has no way into its guests`;
  throw new BotError('conflict', `The addresses of ${label} are unknown: ${why}`, {
    hint: `Give its address in place of its name, or see what it lacks: ${setupLine(label)}`,
    choices: [setupLine(label)],
  });
}
