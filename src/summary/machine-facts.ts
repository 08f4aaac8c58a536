import { type ActiveAlert, activeAlerts } from '../alerts/active.ts';
import { isBackupOf, sinceOf } from '../backups/owner.ts';
import type { CommandContext, ResolvedMachine } from '../command.ts';
import { gaveNoAnswer } from '../errors.ts';
import type { Backup } from '../hypervisor/backups.ts';
import type { Figures, MachineDetails } from '../hypervisor/details.ts';
import { noteOn } from '../hypervisor/labels.ts';
import type { Snapshot } from '../hypervisor/snapshots.ts';
import type { Machine, Usage } from '../hypervisor.ts';
import { machineThing } from '../metrics/read.ts';
import type { Part } from '../safety/own/own.ts';
import type { TaskInfo } from '../tasks.ts';
import { type Attempt, attempt } from './attempt.ts';
import { type Hour, lastHour, type PlatformPast } from './history.ts';
import { detailsOf, fresher, newest } from './machine-details.ts';
import { type GuestFacts, guestFacts } from './machine-guest.ts';
import { openTasksOn } from './open-tasks.ts';

/** How long a guest may take to tell of itself before the card goes without. */
const GUEST_LIMIT = 25_000;
/** Milliseconds for a platform to tell of the past. */
const PAST_LIMIT = 5_000;

export interface MachineFacts {
  readonly resolved: ResolvedMachine;
  /** When the machine itself was read. */
  readonly at: number | undefined;
  /** Why its site did not answer just now. */
  readonly problem: string | undefined;
  readonly usage: Attempt<Usage | undefined>;
  readonly snapshots: Attempt<readonly Snapshot[]> | undefined;
  /** Newest first. */
  readonly backups: Attempt<readonly Backup[]> | undefined;
  readonly guest: GuestFacts | undefined;
  /** What its platform tells of this machine alone; absent where it has no more than the list. */
  readonly details: Attempt<MachineDetails> | undefined;
  readonly hour: Attempt<Hour>;
  readonly alerts: readonly ActiveAlert[];
  /** What is being done to it. */
  readonly tasks: readonly TaskInfo[];
  /** What of the bot runs there. */
  readonly own: readonly Part[];
}

/** Everything that can be learnt of one machine now; what cannot says why, and spoils nothing else. */
export async function machineFacts(
  asked: ResolvedMachine,
  context: CommandContext,
): Promise<MachineFacts> {
  const { resolved, at, problem } = await present(asked, context);
  const limits = { signal: context.signal, limit: AbortSignal.timeout(GUEST_LIMIT) };
  const { machine, hypervisor } = resolved;
  const { snapshots, labels } = hypervisor;
  const there = problem === undefined;
  const [usage, alerts, tasks, details, note, hour, list, backups, guest] = await Promise.all([
    usageOf(resolved, context),
    activeAlerts(context).then((active) => active?.machine(machine) ?? []),
    openTasksOn([machine], context),
    there ? detailsOf(resolved, limits) : undefined,
    there ? attempt((signal) => noteOn(machine, labels, signal), limits) : undefined,
    hourOf(resolved, there, context),
    snapshots && attempt((signal) => snapshots.list(machine, signal), limits),
    backupsOf(resolved, context),
    there && machine.state === 'running' ? guestFacts(resolved, limits) : undefined,
  ]);
  context.own?.learn(machine, guest?.addresses.value ?? []);
  const own = context.own?.known(machine) ?? [];
  return {
    resolved: { ...resolved, machine: { ...fresher(machine, details?.value), note: note?.value } },
    usage: withNewest(machine, usage, details?.value?.usage),
    ...{ at, problem, snapshots: list, backups, guest, details, hour, alerts, tasks, own },
  };
}

/** Of a site that does not answer, what the bot measured itself before. */
function hourOf(
  { machine, hypervisor: { history } }: ResolvedMachine,
  there: boolean,
  context: CommandContext,
): Promise<Attempt<Hour>> {
  const platform: PlatformPast | undefined =
    there && history ? (span, signal) => history.machine(machine, span, signal) : undefined;
  const asked = { thing: machineThing(machine), platform, memoryBytes: machine.memoryBytes };
  const limit = AbortSignal.timeout(PAST_LIMIT);
  return lastHour(asked, context, { signal: context.signal, limit, now: context.now() });
}

function withNewest(
  machine: Machine,
  usage: Attempt<Usage | undefined>,
  figures: Figures | undefined,
): Attempt<Usage | undefined> {
  return figures === undefined ? usage : { value: newest(machine, usage.value, figures) };
}

/** From what is remembered: a list of backups may cost a walk over a slow disk. */
async function backupsOf(
  { machine, hypervisor }: ResolvedMachine,
  { fleet, signal }: CommandContext,
): Promise<Attempt<readonly Backup[]> | undefined> {
  if (hypervisor.backups === undefined) return undefined;
  const answers = await fleet.backups(signal, { site: machine.site });
  const answer = answers.find(({ site }) => site === machine.site);
  if (answer === undefined || answer.problem !== undefined) {
    return { why: answer?.problem ?? 'no answer' };
  }
  const { items } = answer;
  const since = await sinceOf(items, machine, { backups: hypervisor.backups, signal });
  return { value: items.filter((backup) => isBackupOf(backup, machine, since)) };
}

/** As its site has it now, or as it was last read. */
async function present(asked: ResolvedMachine, { fleet, signal, now }: CommandContext) {
  try {
    const current = await fleet.current(asked.machine, signal);
    const resolved = { ...current, label: asked.label };
    return { resolved, at: now(), problem: undefined };
  } catch (error) {
    if (!gaveNoAnswer(error)) throw error;
    const answers = await fleet.machines(signal);
    const at = answers.find(({ site }) => site === asked.machine.site)?.at;
    return { resolved: asked, at, problem: error.message };
  }
}

async function usageOf(
  { machine }: ResolvedMachine,
  { fleet, signal }: CommandContext,
): Promise<Attempt<Usage | undefined>> {
  const answer = await fleet.usage(machine.site, signal);
  const usage = answer.items.find(({ id }) => id === machine.id);
  const why = usage?.problem ?? (usage === undefined ? answer.problem : undefined);
  return why === undefined ? { value: usage } : { why };
}
