import type { Place } from '../chat.ts';
import type { Command, Plan, ResolvedHost, ResolvedMachine, Values } from '../command.ts';
import { BotError } from '../errors.ts';
import type { Machine } from '../hypervisor.ts';
import { matcher } from '../inventory/selector.ts';
import type { Fleet } from '../inventory.ts';
import { machinesIn } from '../safety/seen-plan.ts';
import type { ApprovalRule } from './rules.ts';

/** What a plan is about. */
export interface Touched {
  readonly machines: readonly ResolvedMachine[];
  readonly hosts: readonly ResolvedHost[];
  readonly sites: readonly string[];
}

export interface Wanted {
  readonly command: Pick<Command, 'name' | 'needs'>;
  readonly plan: Plan;
  readonly touched: Touched;
  readonly place: Pick<Place, 'platform' | 'channel'>;
}

/**
 * The machines that the line names and those that its operations hold: a backup is restored over a machine that no word
 * of the line means.
 */
export async function touchedBy(
  plan: Plan,
  values: Values<Command['options']>,
  { fleet, signal }: { readonly fleet: Pick<Fleet, 'machine'>; readonly signal: AbortSignal },
): Promise<Touched> {
  const named = machinesIn(values);
  const known = new Set(named.map(({ machine }) => `${machine.site}/${machine.id}`));
  const held = plan.operations
    .flatMap(({ claims }) => claims)
    .flatMap(({ target }) => (target.startsWith('machine:') ? [target.slice(8)] : []))
    .filter((word) => !known.has(word));
  const found = await Promise.all(
    [...new Set(held)].map(async (word) => {
      try {
        return [await fleet.machine(word, signal, { onlyShown: true })];
      } catch (error) {
        // One that is to be made has no tags and no pool yet.
        if (error instanceof BotError && error.code === 'not-found') return [];
        throw error;
      }
    }),
  );
  return {
    machines: [...named, ...found.flat()],
    hosts: Object.values(values).flatMap((value) => [value].flat().filter(isHost)),
    sites: [...new Set(plan.operations.flatMap(({ sites }) => sites))],
  };
}

function isHost(value: unknown): value is ResolvedHost {
  return typeof value === 'object' && value !== null && 'host' in value && 'hypervisor' in value;
}

/** The sites that claims are on. */
export function sitesIn(targets: readonly string[]): readonly string[] {
  return [...new Set(targets.flatMap((one) => /^[a-z]+:([^/]+)\//.exec(one)?.[1] ?? []))];
}

/** The first rule that fits. */
export function ruleFor(
  rules: readonly ApprovalRule[],
  { command, touched, place }: Wanted,
): ApprovalRule | undefined {
  return rules.find(
    (rule) =>
      rule.for.some((word) => [command.name, command.needs, '*'].includes(word)) &&
      isFrom(rule.from, place) &&
      isOn(rule.machines, touched),
  );
}

function isFrom(from: ApprovalRule['from'], { platform, channel }: Wanted['place']): boolean {
  return from?.some((one) => one === platform || one === `${platform}:${channel}`) ?? true;
}

/** One machine that fits is enough. Where there is none yet, what cannot be judged fits. */
function isOn(selector: string | undefined, { machines, hosts, sites }: Touched): boolean {
  if (selector === undefined) return true;
  if (machines.length > 0) return machines.some(({ machine }) => matcher(selector)(machine));
  return selector.split(',').every((part) => {
    if (part.startsWith('site:')) return sites.some((site) => matcher(part)({ ...nothing, site }));
    if (part.startsWith('host:') && hosts.length > 0) {
      return hosts.some(({ host }) => matcher(part)({ ...nothing, host: host.name }));
    }
    return true;
  });
}

const nothing: Machine = {
  site: '',
  host: '',
  id: '',
  birth: '',
  name: '',
  kind: 'vm',
  state: 'unknown',
  tags: [],
};
