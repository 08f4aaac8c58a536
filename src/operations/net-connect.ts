import { z } from 'zod';
import { networkOf } from '../capability.ts';
import type { ResolvedMachine } from '../command.ts';
import type { RowSource } from '../connectivity/matrix/row.ts';
import { BotError } from '../errors.ts';
import type { Network, NetworkCard, Plug } from '../hypervisor/network.ts';
import type { Hypervisor, Machine } from '../hypervisor.ts';
import { backCard, type Connected, connectedCard, stuckCard } from '../network/connect-cards.ts';
import { plugOf, putBackTask } from '../network/put-back.ts';
import { type Before, lookBefore, type Now, watchNetwork } from '../network/watch.ts';
import {
  claimMachine,
  defineOperation,
  type Ending,
  type OperationData,
  stopsWork,
  type TaskControl,
} from '../operation.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';
import { reach } from './reach.ts';

/** Milliseconds a machine has to find its network again: a lease is asked for a few times in that. */
const WATCH_MS = 60_000;

const Plugging = z.object({
  card: z.string(),
  segment: z.object({ name: z.string(), kind: z.enum(['bridge', 'network']) }),
  vlan: z.int().optional(),
  firewall: z.boolean().optional(),
});
const Input = z.object({
  target: TargetMachine,
  plug: Plugging,
  /** It stays there, whatever becomes of the machine's network. */
  keep: z.boolean().default(false),
  watchMs: z.number().default(WATCH_MS),
});
type Input = z.infer<typeof Input>;

/** Plugs a card elsewhere, and puts it back where the machine had a network before and has none there. */
export const netConnect = defineOperation<Input>({
  kind: 'net.connect',
  deadlineMs: 10 * 60_000,
  parse: (input) => Input.parse(input),
  // What it talks with may not be reached from there.
  takesDown: ({ target }) => target.ref,
  async run({ target, plug, keep, watchMs }, { task, ...context }) {
    const { machine, hypervisor } = await reach(target.ref, { task, ...context });
    const place = { machine, hypervisor, network: networkOf(hypervisor) };
    const before = await task.step('look at its network', {
      do: () => lookFirst(place, plug.card, { keep, task }),
    });
    const outcome = await place.network.connect(machine, plug, task);
    const connected: Connected = { target, plug, outcome, keep, from: before?.card };
    const source = sourceOf(place);
    if (before?.had === undefined || source === undefined) {
      return { state: 'done', card: connectedCard({ ...connected, unwatched: before?.why }) };
    }
    const { card, had } = before;
    task.report({ note: `Watching whether ${target.label} has its network there` });
    const now = await task.step('watch its network', {
      do: () => watch(source, card, { before: had, forMs: watchMs, task }),
    });
    if (now === 'stopped') return stopped(connected, task);
    if (now.network === 'there') {
      return { state: 'done', card: connectedCard({ ...connected, says: now.says }) };
    }
    return putBack(place, { connected, card, says: now.says, task });
  },
});

export interface Connecting {
  readonly plug: Plug;
  readonly keep: boolean;
}

export function connectOperation(
  resolved: ResolvedMachine,
  { plug: { card, segment, vlan, firewall }, keep }: Connecting,
): OperationData {
  return {
    kind: netConnect.kind,
    title: `Connect ${resolved.label} to ${segment.name}`,
    input: {
      target: targetOf(resolved),
      plug: { card, segment: { name: segment.name, kind: segment.kind }, vlan, firewall },
      keep,
      watchMs: WATCH_MS,
    } satisfies Input,
    sites: [resolved.machine.site],
    claims: [claimMachine(resolved.machine, 'exclusive')],
  };
}

interface Where {
  readonly machine: Machine;
  readonly hypervisor: Hypervisor;
  readonly network: Network;
}

/** The card as it was, and what its guest had on it; `why` it cannot be told whether that is lost. */
interface First {
  readonly card: NetworkCard;
  readonly had?: Before | undefined;
  readonly why?: string | undefined;
}

function sourceOf({ machine, hypervisor: { guest } }: Where): RowSource | undefined {
  return guest && machine.state === 'running' ? { channel: guest, machine } : undefined;
}

async function lookFirst(
  place: Where,
  id: string,
  { keep, task }: { readonly keep: boolean; readonly task: TaskControl },
): Promise<First | undefined> {
  const { machine, network, hypervisor } = place;
  const card = (await network.cards(machine, task.signal)).find((one) => one.id === id);
  const source = sourceOf(place);
  if (card === undefined) return undefined;
  if (keep || source === undefined) return { card };
  if (plugOf(card, network) === undefined) return { card, why: 'there is no way back' };
  const hosts = await hypervisor.hosts(task.signal).catch(noneOf);
  const candidates = hosts.flatMap(({ addresses = [] }) => addresses);
  try {
    const had = await lookBefore(source, card, { candidates, signal: task.signal });
    if (had.addresses.length > 0) return { card, had };
    return { card, why: 'its guest had no address on that card before' };
  } catch (error) {
    task.signal.throwIfAborted();
    if (error instanceof BotError) return { card, why: error.message };
    throw error;
  }
}

function noneOf(error: unknown): readonly [] {
  if (error instanceof BotError) return [];
  throw error;
}

interface Watch {
  readonly before: Before;
  readonly forMs: number;
  readonly task: TaskControl;
}

/** A cancel ends the watching, and leaves the change: what was asked for is done. */
async function watch(
  source: RowSource,
  card: NetworkCard,
  { before, forMs, task: { signal } }: Watch,
): Promise<Now | 'stopped'> {
  try {
    return await watchNetwork(source, card, { before, forMs, signal });
  } catch (error) {
    if (stopsWork(error) || stopsWork(signal.reason)) return 'stopped';
    throw error;
  }
}

function stopped(connected: Connected, { signal }: TaskControl): Ending {
  const cancelled = stopsWork(signal.reason) && signal.reason.reason === 'cancelled';
  const unwatched = `${cancelled ? 'it was cancelled' : 'the deadline passed'} before that`;
  const state = cancelled ? 'cancelled' : 'failed';
  return { state, card: connectedCard({ ...connected, unwatched }) };
}

interface Lost {
  readonly connected: Connected;
  readonly card: NetworkCard;
  readonly says: string;
  readonly task: TaskControl;
}

async function putBack(
  { machine, network }: Where,
  { connected, card, says, task }: Lost,
): Promise<Ending> {
  const plug = plugOf(card, network);
  task.report({ note: `Putting it back: ${says}` });
  try {
    if (plug) await network.connect(machine, plug, putBackTask(task));
    return { state: 'failed', card: backCard(connected, { card, says }) };
  } catch (error) {
    if (!(error instanceof BotError) || error.code === 'undecided') throw error;
    return { state: 'failed', card: stuckCard(connected, { says, why: error.message }) };
  }
}
