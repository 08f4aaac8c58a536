import type { Ended, FollowOptions } from './chat.ts';
import { BotError } from './errors.ts';
import { coalesce } from './flow/coalesce.ts';
import { acceptances, type Proposal } from './runner/acceptances.ts';
import { follow } from './runner/follow.ts';
import { instant } from './runner/lease.ts';
import { createRuns, type Runs, type RunsParts, reaches } from './runner/runs.ts';
import { createWaiting, type Waiting } from './runner/waiting.ts';
import type { Accepted, Store } from './store/store.ts';

/** Carries operations to their true end: those accepted here, and those that others left behind. */
export interface Runner {
  /** Stores it and starts what may start; throws without having stored anything. Several are one group. */
  accept(request: Proposal): Promise<number>;
  follow(id: number, options: FollowOptions): Promise<Ended>;
  /** A replica takes what is left behind, now and from now on; a client only keeps its own alive. */
  start(): Promise<void>;
  /** Hands over: stops following, leaves the hypervisors' tasks alone, gives the operations back. */
  stop(): Promise<void>;
}

export interface RunnerParts extends RunsParts {
  /** A one-shot client: it submits and follows, and runs its own only where no live replica serves the site. */
  readonly client: boolean;
  /** Milliseconds for which a task may wait before it begins. */
  readonly waitMs?: number | undefined;
  /** What it takes now; the work of all its sites when absent. */
  readonly reach?: Reaching | undefined;
}

/** Which work is this process's just now, among several. */
export interface Reaching {
  /** The sites whose work it takes. */
  takes(): readonly string[];
  /** Those whose work it gives to a replica that reaches them. */
  gives(): readonly string[];
}

/** Milliseconds between two renewals of the leases: two may fail before the third is too late. */
const BEAT_MS = 3_000;
/** Milliseconds between two looks for work that others left: the backstop for a notice that did not come. */
const SCAN_MS = 1_000;
/** Milliseconds between two looks for what waits and is shown by nobody any more. */
const ORPHANS_MS = 5_000;

export function createRunner(parts: RunnerParts): Runner {
  const { store, client } = parts;
  const waiting = waitingOver(parts);
  const runs = createRuns({ ...parts, waiting });
  const sites = parts.fleet.sites.map(({ site }) => site.name);
  const kinds = parts.kinds.map(({ kind }) => kind);
  const takes = () => parts.reach?.takes() ?? sites;
  const background = createBackground(parts, {
    ...{ runs, waiting },
    async take() {
      await runs.giveBack(parts.reach?.gives() ?? []);
      await takeAll(parts, runs, { sites: takes(), kinds });
    },
  });

  return {
    accept: (proposal) =>
      runs.keep(proposal.operations.length, async (room) => {
        const wanted = [...new Set(proposal.operations.flatMap(({ sites: of }) => of))];
        const run = await runsHere(parts, proposal, { wanted, takes: takes(), room });
        if (run && client) {
          await takeAll(parts, runs, { sites: wanted, kinds });
          await runs.idle();
        }
        const { confirmation, approved, loud, arrival } = proposal;
        const sent = instant();
        const accepted = await store.accept({
          ...acceptances(parts, proposal),
          ...{ confirmation, approved, loud, arrival, run },
        });
        for (const { taken } of accepted) if (taken) runs.begin(taken, sent);
        watchUntaken(accepted[0], proposal, waiting);
        return accepted[0]?.id ?? nothingAccepted();
      }),
    follow: (id, options) =>
      follow(
        {
          store,
          ...(client && { takeOver: () => takeIfUnserved(parts, runs, { id, sites, kinds }) }),
        },
        id,
        options,
      ),
    start: background.start,
    async stop() {
      await background.stop();
      await waiting.stop();
      await runs.handOver();
    },
  };
}

/** In the chat that a waiting operation came from. */
function waitingOver(parts: RunnerParts): Waiting {
  const chatOf: Parameters<typeof createWaiting>[0]['chatOf'] = (row) =>
    parts.chats.find((chat) => reaches(chat, row));
  return createWaiting({
    ...parts,
    chatOf,
    platforms: parts.chats.map(({ platform }) => platform),
  });
}

interface Reach {
  readonly sites: readonly string[];
  readonly kinds: readonly string[];
}

/** As many as there is room for. Others may be faster: then the next ones are looked for. */
async function takeAll({ store, client }: RunnerParts, runs: Runs, reach: Reach): Promise<void> {
  for (;;) {
    const atMost = client ? undefined : runs.room();
    if (atMost !== undefined && atMost <= 0) return;
    const free = (await store.takeable({ ...reach, atMost })).filter((id) => !runs.has(id));
    const taken = await runs.keep(client ? 0 : free.length, (kept) =>
      runs.take(client ? free : free.slice(0, kept)),
    );
    if (taken === free.length || free.length === 0) return;
  }
}

/** An operation over several sites is one replica's, which reaches them all. */
interface Here {
  readonly wanted: readonly string[];
  readonly takes: readonly string[];
  readonly room: number;
}

/** Whether this process takes it at once. Throws where no process could. */
async function runsHere(
  { store, client }: RunnerParts,
  proposal: Proposal,
  { wanted, takes, room }: Here,
): Promise<boolean> {
  const reached = wanted.every((site) => takes.includes(site));
  if (!reached) await refuseUnserved(store, proposal);
  if (!reached || proposal.operations.length > room) return false;
  return !(client && (await store.served(wanted)));
}

async function refuseUnserved(
  { served }: Pick<Store, 'served'>,
  { operations }: Proposal,
): Promise<void> {
  for (const { sites } of operations) {
    if (sites.length > 1 && !(await served(sites))) throw reachedByNobody(sites);
  }
}

function reachedByNobody(sites: readonly string[]): BotError {
  const named = new Intl.ListFormat('en-GB').format(sites);
  return new BotError('unreachable', `No replica reaches ${named} at the same time`, {
    hint: 'Nothing was changed. replica list shows which reaches what.',
  });
}

/** A client runs its operation, and a group's members, itself as soon as they may be taken and no live replica would. */
async function takeIfUnserved(
  { store }: RunnerParts,
  runs: Runs,
  { id, ...reach }: Reach & { readonly id: number },
): Promise<void> {
  await store.endOverdue();
  const free = (await store.takeable(reach)).filter((one) => !runs.has(one));
  if (free.length === 0) return;
  const mine = new Set([id, ...(await store.members(id)).map((member) => member.id)]);
  for (const one of free) {
    if (!mine.has(one)) continue;
    const { sites } = await store.operation(one);
    if (!(await store.served(sites))) await runs.take([one]);
  }
}

/** A message that outlives us tells what it waits for. */
function watchUntaken(whole: Accepted | undefined, { asked }: Proposal, { watch }: Waiting): void {
  if (whole && !whole.taken && asked.place.durable) watch(whole.id);
}

function nothingAccepted(): never {
  throw new BotError('conflict', 'There is nothing to do', { hint: 'Nothing was changed.' });
}

interface Work {
  readonly runs: Runs;
  readonly waiting: Waiting;
  /** Takes what may be taken now. */
  take(): Promise<void>;
}

/** What goes on beside the work: leases, and looking for work that others left. */
function createBackground(parts: RunnerParts, { runs, waiting, ...work }: Work) {
  const { store, log } = parts;
  const timers: NodeJS.Timeout[] = [];
  let hush: (() => Promise<void>) | undefined;
  const tried = (work: () => Promise<void>) => () => {
    work().catch((err: unknown) => log.warn({ err }, 'the store did not answer'));
  };
  const beat = () => runs.beat().finally(() => parts.meter?.beat());
  // A group that ends sends a notice for each of its members.
  const take = coalesce(work.take);
  // No notice makes anything overdue, only time does.
  const scan = coalesce(async () => {
    await take();
    await store.endOverdue();
  });
  const [beatSoon, takeSoon, scanSoon] = [tried(beat), tried(take), tried(scan)];
  return {
    async start() {
      timers.push(setInterval(beatSoon, BEAT_MS));
      hush = await store.changes(({ id, what }) => {
        if (what === 'cancel' && runs.has(id)) beatSoon();
        if (what === 'free' && !parts.client) takeSoon();
      });
      if (parts.client) return;
      await scan();
      await waiting.goOn();
      timers.push(setInterval(scanSoon, SCAN_MS), setInterval(tried(waiting.goOn), ORPHANS_MS));
    },
    async stop() {
      for (const timer of timers) clearInterval(timer);
      await hush?.();
    },
  };
}
