import { z } from 'zod';
import { guestOf } from '../capability.ts';
import { typed } from '../cards/typed.ts';
import type { ResolvedTarget } from '../command.ts';
import {
  type FarAddress,
  FarEnd,
  farAddresses,
  farEndOf,
  farEndWords,
  isLinkLocal,
  sitesOf,
} from '../connectivity/far-end.ts';
import type { PingOptions } from '../connectivity/ping.ts';
import { anyAnswered, pingCard } from '../connectivity/ping-card.ts';
import { NearEnd, nearSites, nearWords } from '../connectivity/ping-near-end.ts';
import { outsideView, ownInterfaces, type View } from '../connectivity/ping-outside.ts';
import { foundOwners } from '../connectivity/ping-owner.ts';
import { botSender, guestSender, hostSender } from '../connectivity/ping-sender.ts';
import { tryAddress } from '../connectivity/ping-try.ts';
import { portEnding } from '../connectivity/port.ts';
import { BotError } from '../errors.ts';
import { addressOf, reachable } from '../guest/addresses.ts';
import type { GuestInterface } from '../hypervisor/guest.ts';
import {
  defineOperation,
  type OperationContext,
  type OperationData,
  takesNothingDown,
} from '../operation.ts';

/** A guest with more addresses than this is tried at the first ones. */
const MAX_ADDRESSES = 4;

const Input = z.object({
  from: NearEnd,
  to: FarEnd,
  count: z.number(),
  size: z.number(),
  /** A TCP port to connect to, in place of echoes. */
  port: z.int().optional(),
  /** Sites whose machines the person may all see: only those are named as the owner of an address. */
  seen: z.array(z.string()).default([]),
});
type Input = z.infer<typeof Input>;

export const netPing = defineOperation<Input>({
  kind: 'net.ping',
  deadlineMs: 10 * 60_000,
  parse: (input) => Input.parse(input),
  takesDown: takesNothingDown,
  async run(input, context) {
    const { from, to } = input;
    if (input.port !== undefined && from.type === 'machine' && from.silent !== undefined) {
      throw notFromOutside(from.target.label, from.silent);
    }
    if (from.type === 'machine' && from.silent !== undefined) {
      return pingFromOutside(input, { target: from.target, why: from.silent }, context);
    }
    try {
      return await pingAll(input, await insideView(from, to, context), context);
    } catch (error) {
      if (from.type !== 'machine' || !isUnable(error) || input.port !== undefined) throw error;
      return pingFromOutside(input, { target: from.target, why: error.message }, context);
    }
  },
});

/** Unlike an echo, a connection from elsewhere says nothing of this guest's way. */
function notFromOutside(label: string, why: string): BotError {
  return new BotError('unsupported', `Nothing inside ${label} could be asked to connect: ${why}`, {
    hint: 'Begin with its host, or with `bot`, to see whether the port answers there.',
  });
}

type Unasked = Parameters<typeof outsideView>[0];

async function pingFromOutside(input: Input, unasked: Unasked, context: OperationContext) {
  return pingAll(input, await outsideView(unasked, input.to, context), context);
}

export interface PingAsked extends PingOptions {
  readonly from: NearEnd;
  readonly to: ResolvedTarget;
  readonly seen: readonly string[];
  readonly port?: number | undefined;
}

export function pingOperation({ from, to, count, size, seen, port }: PingAsked): OperationData {
  const end = farEndOf(to);
  const label = from.type === 'machine' ? from.target.label : nearWords(from);
  return {
    kind: netPing.kind,
    title: `${port === undefined ? 'Ping' : `Connect to port ${port} of`} ${farEndWords(end)} from ${label}`,
    input: { from, to: end, count, size, port, seen: [...seen] } satisfies Input,
    sites: [...new Set([...nearSites(from), ...sitesOf(end)])],
    claims: [],
  };
}

/** It cannot send at all: no program, or no channel after all. */
function isUnable(error: unknown): error is BotError {
  return error instanceof BotError && error.code === 'unsupported';
}

async function insideView(from: NearEnd, to: FarEnd, context: OperationContext): Promise<View> {
  const { task } = context;
  if (from.type === 'bot') {
    return { sender: botSender(task), far: await farAddresses(to, context) };
  }
  if (from.type === 'host') {
    const place = { ...from, hypervisor: context.site(from.site) };
    return { sender: hostSender(place, task), far: await farAddresses(to, context) };
  }
  const { machine, hypervisor } = await context.machine(from.target.ref);
  const guest = { channel: guestOf(hypervisor), machine, label: from.target.label };
  return { sender: guestSender(guest, task), far: await farAddresses(to, context) };
}

async function pingAll(input: Input, view: View, context: OperationContext) {
  const { from, to, count, size, seen, port } = input;
  const { sender, instead } = view;
  const interfaces = await ownInterfaces(sender);
  const own = new Set(reachable(interfaces));
  const far = view.far.flatMap((one) => through(one, interfaces));
  const tried = far.filter(({ address }) => !own.has(addressOf(address))).slice(0, MAX_ADDRESSES);
  if (tried.length === 0) throw onlyItsOwn(sender.words, farEndWords(to), far);
  if (port !== undefined) {
    return portEnding({ sender, to: farEndWords(to), port, why: whyLine(input) }, tried, context);
  }
  const all = await Promise.all(
    tried.map((one) =>
      tryAddress({ sender, far: one, options: { count, size }, task: context.task }),
    ),
  );
  const owners = await foundOwners({ tried, all, seen, named: to.type === 'address' }, context);
  const skipped = far.filter((one) => !tried.includes(one)).map(({ address }) => address);
  const card = pingCard(
    {
      from: nearWords(from),
      to,
      sender: sender.words,
      skipped,
      instead,
      owners,
      why: whyLine(input),
    },
    all,
  );
  const isKnown = instead === undefined || instead.proves;
  return { state: isKnown && anyAnswered(all) ? ('done' as const) : ('failed' as const), card };
}

function whyLine({ from, to }: Input): string | undefined {
  if (from.type !== 'machine' || to.type !== 'machine') return undefined;
  return typed('net why', from.target.label, to.target.label);
}

/** What is of one segment alone is tried through each card of the sender that has such an address too. */
function through(far: FarAddress, interfaces: readonly GuestInterface[]): readonly FarAddress[] {
  if (!far.linkLocal) return [far];
  return interfaces
    .filter(({ addresses }) =>
      addresses.some((one) => isLinkLocal(one) && addressOf(one) !== far.address),
    )
    .map(({ name }) => ({ ...far, address: `${far.address}%${name}` }));
}

function onlyItsOwn(from: string, to: string, far: readonly FarAddress[]): BotError {
  const addresses = far.map(({ address }) => address).join(', ');
  if (addresses === '') {
    return new BotError('conflict', `${from} and ${to} have no kind of address in common`, {
      hint: 'Give both an address of one network.',
    });
  }
  if (addresses === to) {
    return new BotError('conflict', `${to} is an address of ${from} itself`, {
      hint: 'It always reaches itself. Name another machine, a host or an address behind it.',
    });
  }
  return new BotError('conflict', `${from} has the addresses of ${to} itself: ${addresses}`, {
    hint: 'One of the two needs an address of its own before they can reach each other.',
  });
}
