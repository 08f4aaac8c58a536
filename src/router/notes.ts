import { withoutCode } from '../access/code.ts';
import type { Incoming } from '../chat.ts';
import type { Command, Plan, ResolvedHost, Values } from '../command.ts';
import { claimMachine } from '../operation.ts';
import { machinesIn } from '../safety/seen-plan.ts';
import type { AuditEntry } from '../store/audit/audit.ts';
import type { Store } from '../store/store.ts';

/** What the router writes down of a line, whatever became of it. */
export function note(
  { ledger }: { readonly ledger: Pick<Store, 'audit'> },
  { actor, place, line }: Incoming,
  entry: Omit<AuditEntry, 'actor' | 'place' | 'line'>,
): Promise<void> {
  return ledger.audit({ actor, place, line: withoutCode(line), ...entry });
}

export function since(began: number): number {
  return performance.now() - began;
}

/** What a plan would hold. */
export function claimedBy(plan: Plan): readonly string[] {
  return [...new Set(plan.operations.flatMap((one) => one.claims.map(({ target }) => target)))];
}

/** What a line names, in the same words as claims. */
export function namedBy(values: Values<Command['options']>): readonly string[] {
  const machines = machinesIn(values).map(({ machine }) => claimMachine(machine, 'shared').target);
  const hosts = Object.values(values).flatMap((value) => [value].flat().flatMap(hostOf));
  return [...new Set([...machines, ...hosts.map(hostTarget)])];
}

function hostOf(value: unknown): readonly ResolvedHost[] {
  if (typeof value !== 'object' || value === null || !('host' in value)) return [];
  return isHost(value) ? [value] : hostOf(value.host);
}

function isHost(value: object): value is ResolvedHost {
  return 'host' in value && 'hypervisor' in value;
}

function hostTarget({ host, hypervisor }: ResolvedHost): string {
  return `host:${hypervisor.site.name}/${host.name}`;
}
