import { limitApprovals } from '../access/approval-view.ts';
import type { Covers } from '../access/covers.ts';
import { identityKey } from '../access/people.ts';
import { onlyLooks, type Permission } from '../access/permission.ts';
import { forbidden, isForAll, type Policy, reachIn } from '../access/policy.ts';
import { targetsIn } from '../access/targets.ts';
import { limitTasks } from '../access/task-view.ts';
import { limitFleet } from '../access/view.ts';
import type { Approvals } from '../approvals/approvals.ts';
import type { ParsedLine } from '../args.ts';
import type { Caller } from '../chat.ts';
import type {
  Command,
  Plan,
  ResolvedHost,
  ResolvedMachine,
  ResolvedTarget,
  Value,
} from '../command.ts';
import type { Machine } from '../hypervisor.ts';
import type { Fleet } from '../inventory.ts';
import { lineOf } from '../line/line-of.ts';
import type { Tasks } from '../tasks.ts';

export interface RightsParts {
  readonly policy: Policy;
  readonly fleet: Fleet;
  readonly tasks: Tasks;
  readonly approvals?: Approvals | undefined;
}

/** What one person may do with one command, here and now; the same for a line, a button and a completion. */
export interface Rights {
  /** Where the names of a line are looked up: among what the person may see. */
  readonly names: Fleet;
  /** What the command can be done to: nothing else is offered for it. */
  readonly toDo: Fleet;
  /** What the command itself may look at. */
  readonly fleet: Fleet;
  readonly tasks: Tasks;
  readonly approvals?: Approvals | undefined;
  /** Throws `forbidden` with the names of what the line names and the person has no right on. */
  checkValues(parsed: ParsedLine, values: ValuesOf, signal: AbortSignal): Promise<void>;
  /** The same for what a plan would touch, however it was named. */
  checkPlan(plan: Plan, signal: AbortSignal): Promise<void>;
}

export type ValuesOf = Readonly<Record<string, Value<Command['options'][string]>>>;

export function rightsFor(
  parts: RightsParts,
  caller: Caller,
  command: Pick<Command, 'needs' | 'name' | 'options'>,
): Rights {
  const { policy, fleet, tasks, approvals } = parts;
  const { needs } = command;
  const of = (permission: Permission) =>
    reachIn(policy, caller, { permission, place: caller.place });
  const may = of(needs);
  // Whoever may do everything is asked nothing more.
  if (may.all) {
    const checks = { checkValues: nothing, checkPlan: nothing };
    return { names: fleet, toDo: fleet, fleet, tasks, approvals, ...checks };
  }
  const sees = either(may, { machine: of('vm.read').machine, host: of('host.read').host });
  const own = limitFleet(fleet, may);
  const refusing = { parts, caller, needs, may };
  const remembered = async (signal: AbortSignal) =>
    (await fleet.machines(signal)).flatMap(({ items }) => items);
  const machines = () => remembered(AbortSignal.timeout(ANSWER_MS));
  const sight = { actor: caller.actor, machines };
  return {
    names: limitFleet(fleet, sees),
    toDo: own,
    // What changes something is held to its plan; to plan it, all that stands in its way has to be seen.
    fleet: fleetFor(),
    tasks: limitTasks(tasks, { ...sight, sees: onlyLooks(command) ? may : of('task.read') }),
    approvals: approvals && limitApprovals(approvals, { ...sight, sees: may }),
    async checkValues(parsed, values, signal) {
      const lacking = lackingIn(parsed, values, may);
      if (lacking.length > 0) throw refusal(refusing, parsed, { values, lacking });
      await checkTasks(refusing, parsed, { values, machines: () => remembered(signal) });
    },
    async checkPlan({ operations }, signal) {
      const machines = await remembered(signal);
      const lacking = operations.flatMap(({ claims, sites }) => {
        const words = claims.map(({ target }) => target);
        const targets = targetsIn(words, machines);
        if (targets.length > 0 || isJudged(command, words)) {
          return targets.filter((one) => !may.machine(one)).map(({ label }) => label);
        }
        return sites.filter((site) => !may.site(site));
      });
      if (lacking.length > 0) {
        throw forbidden(policy, caller, { permission: needs, on: [...new Set(lacking)] });
      }
    },
  };

  function fleetFor(): Fleet {
    if (onlyLooks(command)) return own;
    // Everybody may type these, and they change nothing on a machine.
    if (isForAll(needs)) return limitFleet(fleet, of('vm.read'));
    return { ...fleet, backups: own.backups };
  }
}

/** What it does was named by the line, or is a backup that was looked up among those that may be seen. */
function isJudged({ options }: Pick<Command, 'options'>, claims: readonly string[]): boolean {
  const naming = ['machine', 'machines', 'host', 'target'];
  return claims.length === 0
    ? Object.values(options).some(({ type, required }) => required && naming.includes(type))
    : claims.some((claim) => claim.startsWith('backup:'));
}

const ANSWER_MS = 30_000;

async function nothing(): Promise<void> {}

function either(may: Covers, sees: Pick<Covers, 'machine' | 'host'>): Covers {
  return {
    ...may,
    machine: (machine) => may.machine(machine) || sees.machine(machine),
    host: (host) => may.host(host) || sees.host(host),
  };
}

interface Refusing {
  readonly parts: RightsParts;
  readonly caller: Caller;
  readonly needs: Permission;
  readonly may: Covers;
}

/** What the line names and the person has no right on, as they call it. */
function lackingIn({ command }: ParsedLine, values: ValuesOf, may: Covers): readonly string[] {
  return Object.entries(command.options).flatMap(([name, { type }]) => {
    const value = values[name];
    if (typeof value !== 'object') return [];
    if (type === 'machines') return lackingOf(value as readonly ResolvedMachine[], may);
    if (type === 'machine') return lackingOf([value as ResolvedMachine], may);
    if (type === 'host') return lackingHost(value as ResolvedHost, may);
    return type === 'target' && 'type' in value ? lackingTarget(value, may) : [];
  });
}

function lackingTarget(target: ResolvedTarget, may: Covers): readonly string[] {
  if (target.type === 'machine') return lackingOf([target.machine], may);
  if (target.type === 'host') return lackingHost(target.host, may);
  // What the bot reaches is no part of the fleet that a right could be on.
  return target.type === 'bot' && !may.all ? ['the bot itself'] : [];
}

function lackingOf(machines: readonly ResolvedMachine[], may: Covers): readonly string[] {
  return machines.flatMap(({ machine, label }) => (may.machine(machine) ? [] : [label]));
}

function lackingHost({ host }: ResolvedHost, may: Covers): readonly string[] {
  return may.host(host) ? [] : [host.name];
}

interface Lacks {
  readonly values: ValuesOf;
  readonly lacking: readonly string[];
}

/** Nothing is done to a part in silence: what is left is a line of its own, for the person to send. */
function refusal(refusing: Refusing, { command, raw }: ParsedLine, { values, lacking }: Lacks) {
  const { parts, caller, needs } = refusing;
  const several = Object.entries(command.options).filter(([, { type }]) => type === 'machines');
  const [name, ...others] = several.map(([one]) => one);
  const machines = name === undefined ? [] : ((values[name] ?? []) as readonly ResolvedMachine[]);
  const left = machines.filter(({ label }) => !lacking.includes(label));
  const complete = machines.length - left.length === lacking.length && others.length === 0;
  const rest =
    name !== undefined && left.length > 0 && complete
      ? {
          line: lineOf(command, { ...raw, [name]: left.map(({ label }) => label) }),
          label: left.length === 1 ? `Only ${left[0]?.label}` : `Only the other ${left.length}`,
        }
      : undefined;
  return forbidden(parts.policy, caller, { permission: needs, on: lacking, rest });
}

interface TaskCheck {
  readonly values: ValuesOf;
  machines(): Promise<readonly Machine[]>;
}

/** A task is judged by the machines it is about; one that claims none is its own person's. */
async function checkTasks(
  { parts, caller, needs, may }: Refusing,
  { command }: ParsedLine,
  { values, machines }: TaskCheck,
): Promise<void> {
  if (onlyLooks(command)) return;
  const ids = Object.entries(command.options).flatMap(([name, { type }]) => {
    const value = values[name];
    return type === 'task' && typeof value === 'number' ? [value] : [];
  });
  if (ids.length === 0) return;
  const targets = await parts.tasks.targets(ids);
  const all = await machines();
  for (const id of ids) {
    const found = targetsIn(targets.get(id) ?? [], all);
    if (found.length > 0 && found.every((one) => may.machine(one))) continue;
    const { actor } = await parts.tasks.show(id);
    if (found.length === 0 && identityKey(actor) === identityKey(caller.actor)) continue;
    throw forbidden(parts.policy, caller, { permission: needs, on: [`task ${id}`] });
  }
}
