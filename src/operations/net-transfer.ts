import { createHash } from 'node:crypto';
import { z } from 'zod';
import { guestOf } from '../capability.ts';
import { typed } from '../cards/typed.ts';
import type { ResolvedMachine } from '../command.ts';
import { farAddresses } from '../connectivity/far-end.ts';
import { USUAL_SIZE } from '../connectivity/ping-hole.ts';
import { pingFrom } from '../connectivity/ping-run.ts';
import { guestSender } from '../connectivity/ping-sender.ts';
import { tcpFrom } from '../connectivity/tcp.ts';
import { transferCard, type Way } from '../connectivity/transfer-card.ts';
import { pairOf } from '../connectivity/transfer-pair.ts';
import { carry, endAll, limitSeconds } from '../connectivity/transfer-run.ts';
import { BotError } from '../errors.ts';
import { bytesOf, bytes as inWords, span } from '../format.ts';
import { addressOf, reachable } from '../guest/addresses.ts';
import { type Side, sideOf } from '../guest/side.ts';
import {
  claimMachine,
  defineOperation,
  type OperationContext,
  type OperationData,
  onlyStopsFollowing,
  takesNothingDown,
} from '../operation.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';

/** A guest with more addresses than this is tried at the first ones. */
const MAX_ADDRESSES = 4;

const Input = z.object({
  from: TargetMachine,
  to: TargetMachine,
  bytes: z.int().positive(),
  bothWays: z.boolean(),
});
type Input = z.infer<typeof Input>;

export const netTransfer = defineOperation<Input>({
  kind: 'net.transfer',
  // The guests' own limit comes first, also for the largest both ways.
  deadlineMs: 24 * 60 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run({ from, to, bytes, bothWays }, context) {
    const there = await oneWay({ from, to, bytes }, context);
    const isWhole = there.problem === undefined;
    const back =
      bothWays && isWhole ? await oneWay({ from: to, to: from, bytes }, context) : undefined;
    const ways = back === undefined ? [there] : [there, back];
    const title = `${from.label} on ${from.ref.host} → ${to.label} on ${to.ref.host}`;
    const card = transferCard({ title, from: from.label, to: to.label }, ways);
    const done = ways.every(({ problem }) => problem === undefined);
    return { state: done ? 'done' : 'failed', card };
  },
});

export function transferOperation(
  from: ResolvedMachine,
  to: ResolvedMachine,
  { bytes, bothWays }: Pick<Input, 'bytes' | 'bothWays'>,
): OperationData {
  return {
    kind: netTransfer.kind,
    title: `Transfer ${inWords(bytes)} from ${from.label} to ${to.label}`,
    input: { from: targetOf(from), to: targetOf(to), bytes, bothWays } satisfies Input,
    sites: [...new Set([from.machine.site, to.machine.site])],
    claims: [claimMachine(from.machine, 'shared'), claimMachine(to.machine, 'shared')],
  };
}

type Asked = Pick<Input, 'from' | 'to' | 'bytes'>;

/**
 * One step: to do it again is harmless, once what the first try left is ended. So a bot that takes it up after another
 * died ends what still runs, and begins anew.
 */
async function oneWay(asked: Asked, context: OperationContext): Promise<Way> {
  const { task } = context;
  const { from, to, bytes } = asked;
  const sender = await openSide(from, context);
  const receiver = await openSide(to, context);
  const words = `${from.label} → ${to.label}`;
  const address = await task.step(`choose an address for ${words}`, {
    do: () => answering(asked, context),
  });
  const mark = markOf(`${task.tag} ${words}`, bytes);
  const way = { words, address, bytes };
  const sides = [sender, receiver];
  return task.step(`transfer ${words}`, {
    do: () => {
      task.report({ fraction: 0, note: `${words}: ${inWords(bytes)} to ${address}` });
      return cleanedUp({ sides, mark, way, signal: task.signal }, async () => {
        const pair = await pairOf(sender, receiver, address);
        const progress = (came: number) => {
          const note = `${words}: ${bytesOf(came, bytes)}`;
          task.report({ fraction: came / bytes, note });
        };
        const parts = { sender, receiver, pair, address, bytes, mark, progress };
        const { seconds } = await carry({ ...parts, port: portFor(mark), signal: task.signal });
        return { ...way, pair, seconds };
      });
    },
    async look() {
      // What is off runs nothing any more; who gives no answer is asked again, longer than the guests' own limit.
      const running = sides.filter(({ runs }) => runs);
      if (await endAll(running, mark)) return { found: 'not-done' };
      const names = running.map(({ label }) => label).join(' or ');
      throw new BotError(
        'unreachable',
        `${names} does not tell whether something of it still runs`,
      );
    },
  });
}

async function openSide({ ref, label }: TargetMachine, context: OperationContext): Promise<Side> {
  const { machine, hypervisor } = await context.machine(ref);
  return sideOf({ channel: guestOf(hypervisor), machine, label });
}

/** Unique to one direction of one task, and told apart from those of other sizes by a look. */
function markOf(unique: string, bytes: number): string {
  return `${createHash('sha256').update(unique).digest('hex').slice(0, 24)}-${bytes}`;
}

/** Below the ports that Linux gives out by itself: https://www.kernel.org/doc/html/latest/networking/ip-sysctl.html */
function portFor(mark: string): number {
  return 20_000 + (Number.parseInt(mark.slice(0, 8), 16) % 12_000);
}

/** The first address of the far machine that answers a ping, else TCP. Throws `conflict` where none does. */
async function answering({ from, to }: Asked, context: OperationContext): Promise<string> {
  const { machine, hypervisor } = await context.machine(from.ref);
  const guest = { channel: guestOf(hypervisor), machine, label: from.label };
  const sender = guestSender(guest, context.task);
  const own = new Set(reachable(await sender.interfaces()));
  const far = (await farAddresses({ type: 'machine', target: to }, context))
    .filter(({ address, linkLocal }) => !linkLocal && !own.has(addressOf(address)))
    .slice(0, MAX_ADDRESSES);
  for (const { address } of far) {
    const { result } = await pingFrom(sender, { address, count: 2, size: USUAL_SIZE });
    if ((result.received ?? 0) > 0) return address;
  }
  for (const { address } of far) {
    const { open = [], refused = [] } = (await tcpFrom(sender, address)) ?? {};
    if (open.length + refused.length > 0) return address;
  }
  const tried = far.map(({ address }) => address).join(', ');
  throw new BotError(
    'conflict',
    `${to.label} does not answer ${from.label} at ${tried || 'any address of its own'}`,
    {
      hint: `Nothing was sent. See why: ${typed('net ping', from.label, to.label)}`,
      choices: [typed('net ping', from.label, to.label)],
    },
  );
}

interface Cleaning {
  readonly sides: readonly Side[];
  readonly mark: string;
  readonly way: Way & { readonly bytes: number };
  readonly signal: AbortSignal;
}

/** However the work ends, nothing of it stays in the guests; only who hands it over leaves it to the next. */
async function cleanedUp(
  { sides, mark, way, signal }: Cleaning,
  work: () => Promise<Way>,
): Promise<Way> {
  let problem: BotError | undefined;
  let done: Way | undefined;
  try {
    done = await work();
  } catch (error) {
    if (onlyStopsFollowing(error) || onlyStopsFollowing(signal.reason)) throw error;
    if (!(error instanceof BotError)) {
      await endAll(sides, mark);
      throw error;
    }
    problem = error;
  }
  const gone = await endAll(sides, mark);
  const left = gone ? undefined : leftWords(sides, way.bytes);
  if (done) return { ...done, left };
  const { words, address } = way;
  return { words, address, problem: problem?.message, hint: problem?.hint, left };
}

function leftWords(sides: readonly Side[], bytes: number): string {
  const names = sides.map(({ label }) => label).join(' or ');
  return `Something of it may still run in ${names}: it ends by itself after ${span(limitSeconds(bytes) * 1000)}.`;
}
