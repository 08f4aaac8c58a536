import { z } from 'zod';
import type { CommandContext, ResolvedTarget } from '../command.ts';
import { BotError } from '../errors.ts';
import { notRunning } from '../guest/running.ts';
import { TargetMachine, targetOf } from '../operations/machine-ref.ts';
import { noShell } from './ping-sender.ts';

/** Where a ping begins, as an operation remembers it. */
const Near = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('machine'),
    target: TargetMachine,
    /** Why nothing inside it can be asked. */
    silent: z.string().optional(),
  }),
  z.object({
    type: z.literal('host'),
    site: z.string(),
    name: z.string(),
    addresses: z.array(z.string()),
  }),
  z.object({ type: z.literal('bot') }),
]);
export type NearEnd = z.infer<typeof Near>;
/** Operations of an older version hold the machine alone. */
export const NearEnd = Near.or(
  TargetMachine.transform((target): NearEnd => ({ type: 'machine', target })),
);

/** Throws `conflict` for a machine that is off, `unsupported` for a host without a shell, `invalid` for an address. */
export async function nearEndOf(from: ResolvedTarget, context: CommandContext): Promise<NearEnd> {
  switch (from.type) {
    case 'machine':
      return nearMachine(from.machine, context);
    case 'host': {
      const { hypervisor, host } = from.host;
      if (!hypervisor.onHost) throw noShell(host.name, host.site);
      const { site, name, addresses = [] } = host;
      return { type: 'host', site, name, addresses: [...addresses] };
    }
    case 'bot':
      return { type: 'bot' };
    case 'address':
      throw new BotError('invalid', `${from.address} is an address: nothing can be sent from it`, {
        hint: 'Begin with a machine, with a host as host:NAME, or with `bot`.',
      });
    default:
      return from satisfies never;
  }
}

async function nearMachine(
  asked: Extract<ResolvedTarget, { type: 'machine' }>['machine'],
  { fleet, signal }: CommandContext,
): Promise<NearEnd> {
  const { label } = asked;
  const current = await fleet.current(asked.machine, signal);
  const { machine, hypervisor } = current;
  if (machine.state !== 'running') throw notRunning({ ...current, label });
  const target = targetOf({ ...current, label });
  if (!hypervisor.guest) {
    return { type: 'machine', target, silent: `${machine.site} has no way into its guests` };
  }
  const probe = await hypervisor.guest.probe(machine, signal);
  return { type: 'machine', target, ...(!probe.answers && { silent: probe.why }) };
}

export function nearWords(from: NearEnd): string {
  switch (from.type) {
    case 'machine':
      return `${from.target.label} on ${from.target.ref.host}`;
    case 'host':
      return `host ${from.name}`;
    case 'bot':
      return 'the bot';
    default:
      return from satisfies never;
  }
}

export function nearSites(from: NearEnd): readonly string[] {
  if (from.type === 'bot') return [];
  return [from.type === 'machine' ? from.target.ref.site : from.site];
}
