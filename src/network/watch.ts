import { pingRow, type RowSource } from '../connectivity/matrix/row.ts';
import { BotError } from '../errors.ts';
import { pause } from '../flow/wait.ts';
import { reachable } from '../guest/addresses.ts';
import type { NetworkCard } from '../hypervisor/network.ts';

/** Witnesses beyond the first few add time and no certainty. */
const MAX_WITNESSES = 6;
/** Milliseconds between two looks. */
const PAUSE = 2_000;

/** What a card had before it was plugged elsewhere, as its guest told. */
export interface Before {
  /** Its addresses; empty where it had none. */
  readonly addresses: readonly string[];
  /** Addresses that answered it. */
  readonly witnesses: readonly string[];
}

/** What it has now. `lost`: it had a network before and has none. */
export type Now =
  | { readonly network: 'there'; readonly says: string }
  | { readonly network: 'lost'; readonly says: string };

/** Asks the guest what it has on that card, and who of the candidates answers it. Throws where it does not answer. */
export async function lookBefore(
  source: RowSource,
  card: NetworkCard,
  { candidates, signal }: { readonly candidates: readonly string[]; readonly signal: AbortSignal },
): Promise<Before> {
  const addresses = await addressesOn(source, card, signal);
  const asked = candidates.filter((one) => !addresses.includes(one)).slice(0, MAX_WITNESSES);
  return { addresses, witnesses: await answering(source, asked, signal) };
}

/** Asks again until the network is there, or the time is over; a guest that is silent meanwhile is asked again too. */
export async function watchNetwork(
  source: RowSource,
  card: NetworkCard,
  watch: { readonly before: Before; readonly forMs: number; readonly signal: AbortSignal },
): Promise<Now> {
  const { before, forMs, signal } = watch;
  const ends = performance.now() + forMs;
  for (;;) {
    const now = await lookNow(source, card, { before, signal });
    if (now.network === 'there' || performance.now() >= ends) return now;
    await pause(Math.max(1, Math.min(PAUSE, ends - performance.now())), signal);
  }
}

async function lookNow(
  source: RowSource,
  card: NetworkCard,
  { before, signal }: { readonly before: Before; readonly signal: AbortSignal },
): Promise<Now> {
  const addresses = await addressesOn(source, card, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    if (error instanceof BotError) return undefined;
    throw error;
  });
  if (addresses === undefined) return lost('its guest does not answer any more');
  const [first] = addresses;
  if (first === undefined) return lost('its guest has no address on that card any more');
  const fresh = addresses.find((one) => !before.addresses.includes(one));
  if (fresh !== undefined) return there(`its guest has the new address ${fresh}`);
  if (before.witnesses.length === 0) return there(`its guest still has ${first}`);
  const [answers] = await answering(source, before.witnesses, signal);
  if (answers !== undefined) return there(`${answers} still answers it`);
  return lost(`${before.witnesses.join(' and ')} answered it before, and nobody does now`);
}

const there = (says: string): Now => ({ network: 'there', says });
const lost = (says: string): Now => ({ network: 'lost', says });

/** Of the interface with the card's own MAC address. */
async function addressesOn(
  { channel, machine }: RowSource,
  { mac }: NetworkCard,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const all = await channel.addresses(machine, signal);
  return reachable(all.filter((one) => mac === undefined || one.mac === mac));
}

async function answering(source: RowSource, asked: readonly string[], signal: AbortSignal) {
  const { answers = [] } = await pingRow(source, asked, signal);
  return answers.flatMap(({ address, result }) => ((result.received ?? 0) > 0 ? [address] : []));
}
