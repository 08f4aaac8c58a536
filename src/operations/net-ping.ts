import { z } from 'zod';
import { guestOf } from '../capability.ts';
import type { ResolvedMachine, ResolvedTarget } from '../command.ts';
import { FarEnd, farAddresses, farEndOf, farEndWords, sitesOf } from '../connectivity/far-end.ts';
import { type PingOptions, parsePing, pingArgv } from '../connectivity/ping.ts';
import { anyAnswered, type Pinged, pingCard } from '../connectivity/ping-card.ts';
import { BotError } from '../errors.ts';
import { reachable } from '../guest/addresses.ts';
import type { GuestChannel } from '../hypervisor/guest.ts';
import type { Machine } from '../hypervisor.ts';
import {
  defineOperation,
  type OperationData,
  type TaskControl,
  takesNothingDown,
} from '../operation.ts';
import { followProcess } from './guest-process.ts';
import { TargetMachine, targetOf } from './machine-ref.ts';
import { knownOrNot } from './now.ts';

/** A guest with more addresses than this is tried at the first ones. */
const MAX_ADDRESSES = 4;

/** Milliseconds beyond one a packet: the wait for the last one, and a slow guest. */
const SLACK = 60_000;

const Input = z.object({
  from: TargetMachine,
  to: FarEnd,
  count: z.number(),
  size: z.number(),
});
type Input = z.infer<typeof Input>;

export const netPing = defineOperation<Input>({
  kind: 'net.ping',
  deadlineMs: 10 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run({ from, to, count, size }, context) {
    const { task } = context;
    const { machine, hypervisor } = await context.machine(from.ref);
    const sender = { channel: guestOf(hypervisor), machine, label: from.label };
    const far = await farAddresses(to, context);
    const own = to.type === 'machine' ? await ownAddresses(sender, task) : [];
    const tried = far.filter((address) => !own.includes(address)).slice(0, MAX_ADDRESSES);
    if (tried.length === 0) throw onlyShared(farEndWords(to), from.label, far);
    const all = await Promise.all(
      tried.map((address) => pingOne(sender, { address, count, size }, task)),
    );
    const skipped = far.filter((address) => own.includes(address));
    const ends = { from: `${from.label} on ${from.ref.host}`, to, skipped };
    return { state: anyAnswered(all) ? 'done' : 'failed', card: pingCard(ends, all) };
  },
});

export function pingOperation(
  from: ResolvedMachine,
  to: ResolvedTarget,
  options: PingOptions,
): OperationData {
  const end = farEndOf(to);
  return {
    kind: netPing.kind,
    title: `Ping ${farEndWords(end)} from ${from.label}`,
    input: { from: targetOf(from), to: end, ...options } satisfies Input,
    sites: [...new Set([from.machine.site, ...sitesOf(end)])],
    claims: [],
  };
}

interface Sender {
  readonly channel: GuestChannel;
  readonly machine: Machine;
  readonly label: string;
}

/** A ping to an address that the sender has too would only reach itself. */
async function ownAddresses({ channel, machine }: Sender, { signal }: TaskControl) {
  return reachable((await knownOrNot(() => channel.addresses(machine, signal))) ?? []);
}

/** Harmless to repeat, so a restart in the middle only asks anew. */
function pingOne(
  sender: Sender,
  { address, ...options }: PingOptions & { readonly address: string },
  task: TaskControl,
): Promise<Pinged> {
  const { channel, machine, label } = sender;
  const argv = pingArgv(address, options);
  return task.step(`ping ${address}`, {
    async do() {
      const process = await channel.start(machine, argv, task.signal).catch((error: unknown) => {
        throw isMissing(error) ? noPing(label, error) : error;
      });
      const limit = options.count * 1_000 + SLACK;
      const { stdout, stderr } = await followProcess(
        { channel, machine, process, label },
        task,
        limit,
      );
      return { address, result: parsePing(`${stdout}\n${stderr}`) };
    },
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof BotError && error.code === 'not-found';
}

function noPing(label: string, cause: unknown): BotError {
  return new BotError('unsupported', `${label} has no ping program`, {
    hint: 'Install iputils-ping, or busybox, in that guest.',
    cause,
  });
}

function onlyShared(to: string, from: string, far: readonly string[]): BotError {
  return new BotError('conflict', `${from} has the addresses of ${to} itself: ${far.join(', ')}`, {
    hint: 'One of the two needs an address of its own before they can reach each other.',
  });
}
