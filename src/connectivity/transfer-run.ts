import { isIPv6 } from 'node:net';
import { BotError, gaveNoAnswer } from '../errors.ts';
import { pause } from '../flow/wait.ts';
import { bytes as inWords } from '../format.ts';
import { plainText } from '../guest/sections.ts';
import type { Side } from '../guest/side.ts';
import type { GuestProcess, GuestResult } from '../hypervisor/guest.ts';
import { hashIn, type Received, readReceived, readState } from './transfer-output.ts';
import type { Pair } from './transfer-pair.ts';
import { receiveScript, sendScript, stateScript, stopScript } from './transfer-scripts.ts';

export interface Transfer {
  readonly sender: Side;
  readonly receiver: Side;
  readonly pair: Pair;
  readonly address: string;
  /** The first to try. */
  readonly port: number;
  readonly bytes: number;
  /** Unique to this transfer; every process of it carries it. */
  readonly mark: string;
  readonly signal: AbortSignal;
  progress(bytes: number): void;
}

/** Milliseconds between two looks, until it must listen, and without a byte more before it is given up. */
const PAUSE = 1_000;
const LISTEN_LIMIT = 60_000;
const STALL = 30_000;
/** Ports that are looked at, from the first on. */
const PORTS = 5;
/** Milliseconds for the receiver to end once the sender has. */
const LAST_WORDS = 20_000;

/** Seconds after which the guests end it by themselves: at least 256 KiB a second are expected. */
export function limitSeconds(bytes: number): number {
  return 120 + Math.ceil(bytes / (256 * 1024));
}

/**
 * Moves the bytes and gives what the receiver counted, where count and checksum agree with what was sent: never a figure
 * of anything else. Throws `failed` with what went wrong. The processes are the caller's to end, see {@link endAll}.
 */
export async function carry(transfer: Transfer): Promise<Received> {
  const { sender, receiver, pair, address, bytes, mark } = transfer;
  const port = await freePort(transfer);
  const family = isIPv6(address) ? 6 : 4;
  const limit = limitSeconds(bytes);
  const taking = await receiver.start(receiveScript, mark, port, limit, pair.listener, family);
  await untilListening(transfer, port, taking);
  const words = [mark, port, limit, pair.sender, family, bytes, address] as const;
  const giving = await sender.start(sendScript, ...words);
  const sent = await followed(transfer, port, giving);
  const came = await lastWords(transfer, taking);
  return checked(transfer, sent, came);
}

/** Where somebody else listens already, nothing of ours is sent. */
async function freePort({ receiver, mark, port }: Transfer): Promise<number> {
  for (let tried = port; tried < port + PORTS; tried += 1) {
    const { stdout } = await receiver.ask(stateScript, mark, tried);
    if (!readState(stdout).listening) return tried;
  }
  throw new BotError('failed', `${receiver.label} has no free port from ${port} on`);
}

async function untilListening(
  { receiver, mark, signal }: Transfer,
  port: number,
  taking: GuestProcess,
) {
  const ends = performance.now() + LISTEN_LIMIT;
  for (;;) {
    const { stdout } = await receiver.ask(stateScript, mark, port);
    const { listening, processes } = readState(stdout);
    if (listening) return;
    signal.throwIfAborted();
    if (processes === 0) {
      // None yet, or none any more: a slow guest has begun, and not come to its first program.
      const ended = await receiver.wait(taking, signal, PAUSE).catch(stillRuns);
      if (ended) throw new BotError('failed', `${receiver.label} did not listen: ${said(ended)}`);
    }
    if (performance.now() > ends) {
      throw new BotError('failed', `${receiver.label} did not begin to listen in time`);
    }
    await pause(PAUSE, signal);
  }
}

/** Waits for the sender, looks how much has come meanwhile, and gives up when nothing more does. */
async function followed(
  transfer: Transfer,
  port: number,
  giving: GuestProcess,
): Promise<GuestResult> {
  const { sender, receiver, mark, signal } = transfer;
  let most = 0;
  let since = performance.now();
  for (;;) {
    const ended = await sender.wait(giving, signal, PAUSE).catch(stillRuns);
    signal.throwIfAborted();
    if (ended) return ended;
    const wrote = await receiver
      .ask(stateScript, mark, port)
      .then(({ stdout }) => readState(stdout).wrote ?? 0)
      .catch(stillRuns);
    if (wrote !== undefined && wrote > most) {
      most = wrote;
      since = performance.now();
      transfer.progress(Math.min(wrote, transfer.bytes));
    }
    if (performance.now() - since > STALL)
      throw stalled(transfer, { port, came: most, silent: wrote === undefined });
  }
}

/** No answer yet. */
function stillRuns(error: unknown): undefined {
  if (!gaveNoAnswer(error)) throw error;
}

interface Stalled {
  readonly port: number;
  readonly came: number;
  readonly silent: boolean;
}

function stalled({ sender, receiver }: Transfer, { port, came, silent }: Stalled): BotError {
  const seconds = STALL / 1000;
  if (silent) {
    return new BotError('failed', `${receiver.label} has not answered for ${seconds} s`, {
      hint: 'Nothing is known of how much arrived. Look whether its guest still runs.',
    });
  }
  if (came === 0) {
    return new BotError('failed', `Nothing of ${sender.label} came through to TCP port ${port}`, {
      hint: `Does a firewall of ${receiver.label} drop it? Pings, or other ports, get through.`,
    });
  }
  return new BotError('failed', `It stood still for ${seconds} s after ${inWords(came)} had come`, {
    hint: 'Small packets get through and large ones may not: try a ping of 1400 bytes.',
  });
}

/** The receiver ends with the connection; one that does not has not got all of it. */
async function lastWords({ receiver, signal }: Transfer, taking: GuestProcess) {
  try {
    return await receiver.wait(taking, signal, LAST_WORDS);
  } catch (error) {
    signal.throwIfAborted();
    if (gaveNoAnswer(error)) return undefined;
    throw error;
  }
}

function checked(
  { sender, receiver, bytes }: Transfer,
  sent: GuestResult,
  came: GuestResult | undefined,
): Received {
  const received = came && readReceived(came.stdout);
  const wanted = hashIn(sent.stdout);
  if (received === undefined || wanted === undefined) {
    throw new BotError('failed', `It did not come to its end: ${said(sent)}`, {
      hint: `Nothing is known of what ${receiver.label} got from ${sender.label}.`,
    });
  }
  if (received.bytes !== bytes) {
    throw new BotError(
      'failed',
      `${inWords(received.bytes)} of ${inWords(bytes)} arrived: ${said(sent)}`,
    );
  }
  if (received.sha256 === wanted) return received;
  throw new BotError('failed', 'What arrived is not what was sent: its checksum is another one', {
    hint: 'Something between the two changes data. Try it again, then over another address.',
  });
}

/** What its programs complained of; the guest's own words, cut short. */
function said({ stdout, stderr }: GuestResult): string {
  const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trim());
  const words = lines.findLast(
    (line) => line !== '' && line !== 'end' && !/^[\da-f]{64} /.test(line),
  );
  return words === undefined ? 'without a word' : plainText(words, 200);
}

/** Ends whatever the transfer left in a guest; false where that cannot be known, and it ends by itself later. */
export async function endAll(sides: readonly Side[], mark: string): Promise<boolean> {
  const left = await Promise.all(
    sides.map(async (side) => {
      try {
        return (await side.ask(stopScript, mark)).stdout.includes('left 0');
      } catch (error) {
        if (error instanceof BotError) return false;
        throw error;
      }
    }),
  );
  return left.every(Boolean);
}
