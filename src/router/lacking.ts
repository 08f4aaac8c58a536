import type { Covers, Judged } from '../access/covers.ts';
import type { Permission } from '../access/permission.ts';
import { forbidden, type Missing, type Policy, type Scope } from '../access/policy.ts';
import type { Target } from '../access/targets.ts';
import type { ParsedLine } from '../args.ts';
import type { Caller } from '../chat.ts';
import type { ResolvedHost, ResolvedMachine, ResolvedTarget } from '../command.ts';
import type { BotError } from '../errors.ts';
import { lineOf } from '../line/line-of.ts';
import type { ValuesOf } from './rights.ts';

/** Who wants what, and what they may. */
export interface Refusing {
  readonly parts: { readonly policy: Policy };
  readonly caller: Caller;
  readonly needs: Permission;
  readonly may: Covers;
}

/** What somebody has no right on: as they call it, and as a rule can judge it. */
export interface Lacking {
  readonly label: string;
  readonly machine?: Judged | undefined;
  readonly host?: ResolvedHost['host'] | undefined;
  readonly site?: string | undefined;
}

/** What the line names and the person has no right on. */
export function lackingIn(
  { command }: ParsedLine,
  values: ValuesOf,
  may: Covers,
): readonly Lacking[] {
  return Object.entries(command.options).flatMap(([name, { type }]) => {
    const value = values[name];
    if (typeof value !== 'object') return [];
    if (type === 'machines') return lackingOf(value as readonly ResolvedMachine[], may);
    if (type === 'machine') return lackingOf([value as ResolvedMachine], may);
    if (type === 'host') return lackingHost(value as ResolvedHost, may);
    return type === 'target' && 'type' in value ? lackingTarget(value, may) : [];
  });
}

function lackingTarget(target: ResolvedTarget, may: Covers): readonly Lacking[] {
  if (target.type === 'machine') return lackingOf([target.machine], may);
  if (target.type === 'host') return lackingHost(target.host, may);
  // What the bot reaches is no part of the fleet that a right could be on.
  return target.type === 'bot' && !may.all ? [{ label: 'the bot itself' }] : [];
}

function lackingOf(machines: readonly ResolvedMachine[], may: Covers): readonly Lacking[] {
  return machines.filter(({ machine }) => !may.machine(machine));
}

function lackingHost({ host }: ResolvedHost, may: Covers): readonly Lacking[] {
  return may.host(host) ? [] : [{ label: host.name, host }];
}

export function targetLacking(target: Target): Lacking {
  return { label: target.label, machine: target };
}

/** The refusal, which names all of it. */
export function missing(
  { parts, caller, needs }: Refusing,
  lacking: readonly Lacking[],
  rest?: Missing['rest'],
): BotError {
  const scope: Scope = {
    machines: lacking.flatMap(({ machine }) => (machine ? [{ machine }] : [])),
    hosts: lacking.flatMap(({ host }) => (host ? [{ host }] : [])),
    sites: lacking.flatMap(({ site }) => site ?? []),
    place: caller.place,
  };
  const on = [...new Set(lacking.map(({ label }) => label))];
  return forbidden(parts.policy, caller, { permission: needs, on, scope, rest });
}

interface Lacks {
  readonly values: ValuesOf;
  readonly lacking: readonly Lacking[];
}

/** Nothing is done to a part in silence: what is left is a line of its own, for the person to send. */
export function restOf({ command, raw }: ParsedLine, { values, lacking }: Lacks): Missing['rest'] {
  const several = Object.entries(command.options).filter(([, { type }]) => type === 'machines');
  const [name, ...others] = several.map(([one]) => one);
  const machines = name === undefined ? [] : ((values[name] ?? []) as readonly ResolvedMachine[]);
  const left = machines.filter(({ label }) => !lacking.some((one) => one.label === label));
  const complete = machines.length - left.length === lacking.length && others.length === 0;
  if (name === undefined || left.length === 0 || !complete) return undefined;
  return {
    line: lineOf(command, { ...raw, [name]: left.map(({ label }) => label) }),
    label: left.length === 1 ? `Only ${left[0]?.label}` : `Only the other ${left.length}`,
  };
}
