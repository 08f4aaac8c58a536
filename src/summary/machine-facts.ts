import { isBackupOf, sinceOf } from '../backups/owner.ts';
import type { CommandContext, ResolvedMachine } from '../command.ts';
import { gaveNoAnswer } from '../errors.ts';
import { type GuestSummary, readGuest } from '../guest/probe.ts';
import type { Backup } from '../hypervisor/backups.ts';
import type { Figures, MachineDetails } from '../hypervisor/details.ts';
import type { GuestInterface, GuestProbe } from '../hypervisor/guest.ts';
import type { HistoryPoint } from '../hypervisor/history.ts';
import { noteOn } from '../hypervisor/labels.ts';
import type { Snapshot } from '../hypervisor/snapshots.ts';
import type { Machine, Usage } from '../hypervisor.ts';
import type { Part } from '../safety/own/own.ts';
import { type Attempt, attempt, type Limits } from './attempt.ts';
import { lastHour } from './history.ts';
import { detailsOf, fresher, newest } from './machine-details.ts';

/** How long a guest may take to tell of itself before the card goes without. */
const GUEST_LIMIT = 25_000;

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
  /** Of the last hour, where the platform keeps it. */
  readonly history: Attempt<readonly HistoryPoint[]> | undefined;
  /** What of the bot runs there. */
  readonly own: readonly Part[];
}

interface GuestFacts {
  readonly summary: Attempt<GuestSummary>;
  readonly addresses: Attempt<readonly GuestInterface[]>;
  /** True where nothing in the guest answers: not where only one question failed. */
  readonly silent?: boolean | undefined;
  /** What to do where the guest does not answer. */
  readonly hint?: string | undefined;
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
  const [usage, details, note, history, list, backups, guest] = await Promise.all([
    usageOf(resolved, context),
    there ? detailsOf(resolved, limits) : undefined,
    there ? attempt((signal) => noteOn(machine, labels, signal), limits) : undefined,
    there ? historyOf(resolved, { ...limits, now: context.now() }) : undefined,
    snapshots && attempt((signal) => snapshots.list(machine, signal), limits),
    backupsOf(resolved, context),
    there && machine.state === 'running' ? guestFacts(resolved, limits) : undefined,
  ]);
  context.own?.learn(machine, guest?.addresses.value ?? []);
  const own = context.own?.known(machine) ?? [];
  return {
    resolved: { ...resolved, machine: { ...fresher(machine, details?.value), note: note?.value } },
    usage: withNewest(machine, usage, details?.value?.usage),
    ...{ at, problem, snapshots: list, backups, guest, details, history, own },
  };
}

function historyOf(
  { machine, hypervisor }: ResolvedMachine,
  limits: Limits & { readonly now: number },
) {
  return lastHour(
    hypervisor.history,
    (history, span, signal) => history.machine(machine, span, signal),
    limits,
  );
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
  const answers = await fleet.backups(signal);
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

async function guestFacts(
  { machine, hypervisor }: ResolvedMachine,
  limits: Limits,
): Promise<GuestFacts> {
  const channel = hypervisor.guest;
  if (channel === undefined) {
    return silentGuest(`${machine.site} has no way into its guests`);
  }
  const probe = await attempt((signal) => channel.probe(machine, signal), limits);
  if (probe.value === undefined) return silentGuest(probe.why);
  const askAddresses = () => attempt((signal) => channel.addresses(machine, signal), limits);
  if (!probe.value.answers) {
    const { why, hint, tellsAddresses } = probe.value;
    const silent = silentGuest(why, hint);
    return tellsAddresses ? { ...silent, addresses: await askAddresses() } : silent;
  }
  const [summary, addresses] = await Promise.all([
    attempt((signal) => readGuest(channel, machine, signal), limits),
    askAddresses(),
  ]);
  return { summary, addresses };
}

type Hint = Extract<GuestProbe, { answers: false }>['hint'];

function silentGuest(why: string, hint?: Hint): GuestFacts {
  return { summary: { why }, addresses: { why }, silent: true, hint };
}
