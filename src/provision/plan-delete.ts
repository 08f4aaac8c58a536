import { isBackupOf, sinceOf } from '../backups/owner.ts';
import { provisionOf } from '../capability.ts';
import { stateWords } from '../cards/machine-state.ts';
import { typed } from '../cards/typed.ts';
import type { CommandContext, Plan, ResolvedMachine } from '../command.ts';
import { BotError } from '../errors.ts';
import { someAtOnce } from '../flow/some-at-once.ts';
import type { Backup } from '../hypervisor/backups.ts';
import type { Hypervisor, MachineState } from '../hypervisor.ts';
import { listed } from '../line/usage.ts';
import { knownOrNot } from '../operations/now.ts';
import { deleteOperation } from '../operations/vm-delete.ts';
import { fingerprint } from '../safety/fingerprint.ts';
import { seenMachine } from '../safety/seen.ts';
import { planSeveral } from '../several.ts';
import { type Doomed, deletionBlocks } from './delete-preview.ts';

/** Nothing of these is lost by a deletion that is not in its files already. */
const off: readonly MachineState[] = ['stopped', 'hibernated', 'unknown'];

/** All or none: what cannot be deleted now is said before anything is. */
export async function planDelete(
  machines: readonly ResolvedMachine[],
  context: CommandContext,
): Promise<Plan> {
  const current = await Promise.all(machines.map((machine) => asIsNow(machine, context)));
  refuseRunning(current);
  const kept = await keptBackups(current, context);
  const doomed = await someAtOnce(current, (machine) => look(machine, kept, context));
  refuseBlocked(doomed);
  const [only, ...others] = doomed;
  return only !== undefined && others.length === 0 ? planOne(only) : planAll(doomed);
}

function planOne(doomed: Doomed): Plan {
  const { machine, deletion } = doomed;
  return {
    preview: {
      title: `Delete ${machine.label}?`,
      // A question, not a failure: a terminal marks `danger` as one.
      tone: 'warning',
      blocks: deletionBlocks([doomed]),
    },
    fingerprint: fingerprint(['delete', seenMachine(machine), seen(doomed)]),
    danger: 'confirm',
    word: machine.label,
    confirmLabel: `Delete ${machine.label} on ${machine.machine.host}`,
    operations: [deleteOperation(machine, deletion)],
  };
}

function planAll(doomed: readonly Doomed[]): Plan {
  const plan = planSeveral({
    verb: 'Delete',
    able: doomed.map(({ machine, deletion }) => ({
      machine,
      operation: deleteOperation(machine, deletion),
    })),
    left: [],
    says: deletionBlocks(doomed),
    seen: doomed.map(seen),
  });
  return { ...plan, word: plan.title };
}

async function asIsNow(
  { machine, label }: ResolvedMachine,
  { fleet, signal }: CommandContext,
): Promise<ResolvedMachine> {
  return { ...(await fleet.current(machine, signal)), label };
}

function refuseRunning(machines: readonly ResolvedMachine[]): void {
  const on = machines.filter(({ machine }) => !off.includes(machine.state));
  const [first] = on;
  if (first === undefined) return;
  const labels = on.map(({ label }) => label);
  const lines = [typed('vm shutdown', ...labels), typed('vm stop', ...labels)];
  const words =
    on.length === 1
      ? `${first.label} is ${stateWords(first.machine)}`
      : `${listed(labels)} are not off`;
  throw new BotError('conflict', `${words}: only what is off is deleted`, {
    hint: `Nothing was changed. First: ${lines.join(', or to cut the power ')}`,
    choices: lines,
  });
}

function refuseBlocked(doomed: readonly Doomed[]): void {
  const { blocked = [], free = [] } = Object.groupBy(doomed, ({ deletion }) =>
    deletion.blocked === undefined ? 'free' : 'blocked',
  );
  const [first, ...more] = blocked;
  if (first === undefined) return;
  const { machine, deletion } = first;
  const too = more.length === 0 ? '' : ` Nor can ${listed(more.map((one) => one.machine.label))}.`;
  const others = free.map((one) => one.machine.label);
  throw new BotError('conflict', `${machine.label} cannot be deleted: ${deletion.blocked}`, {
    hint: `Nothing was changed.${too}${others.length === 0 ? '' : ' The others can:'}`,
    choices: others.length === 0 ? [] : [typed('vm delete', ...others)],
  });
}

type Kept = ReadonlyMap<Hypervisor, readonly Backup[] | undefined>;

/** One question a site, however many machines; undefined where it does not answer. */
async function keptBackups(
  machines: readonly ResolvedMachine[],
  { signal }: CommandContext,
): Promise<Kept> {
  const sites = [...new Set(machines.map(({ hypervisor }) => hypervisor))];
  const kept = sites.map(
    async (site) => [site, await knownOrNot(async () => site.backups?.list({ signal }))] as const,
  );
  return new Map(await Promise.all(kept));
}

async function look(
  machine: ResolvedMachine,
  kept: Kept,
  { signal }: CommandContext,
): Promise<Doomed> {
  const { hypervisor } = machine;
  const deletion = await provisionOf(hypervisor).deletion(machine.machine, signal);
  const its = await keptOf(machine, kept, signal);
  return {
    machine,
    deletion,
    backups: hypervisor.backups === undefined ? undefined : (its?.length ?? 'unknown'),
  };
}

/** Undefined where its site does not tell. */
async function keptOf(
  { machine, hypervisor }: ResolvedMachine,
  kept: Kept,
  signal: AbortSignal,
): Promise<readonly Backup[] | undefined> {
  const all = kept.get(hypervisor);
  if (all === undefined) return undefined;
  const since = await sinceOf(all, machine, { backups: hypervisor.backups, signal });
  return all.filter((backup) => isBackupOf(backup, machine, since));
}

/** Sizes grow by themselves; which files they are does not. */
function seen({ deletion, backups }: Doomed) {
  const files = deletion.files.map(({ path }) => path).sort();
  return {
    files,
    kept: deletion.kept,
    snapshots: deletion.snapshots,
    backups: backups ?? null,
  };
}
