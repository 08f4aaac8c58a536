import { unlessAborted } from '../../../../src/wait.ts';
import type { Client } from '../client.ts';
import { readStock, type Stock } from './stock.ts';

/** Milliseconds for which a reading stands for those who ask next: as long as a group takes to be planned. */
const FRESH = 1_000;
/** Milliseconds for a reading, which goes on when the one who asked first is gone. */
const LIMIT = 60_000;

/**
 * One reading for all who look at the same time or right after each other: each machine of a group would read the whole
 * host anew. For what is shown alone; an act reads for itself.
 */
export function shareStock(client: Client) {
  let latest: { readonly stock: Promise<Stock>; until: number } | undefined;

  function current(): Promise<Stock> {
    if (latest && Date.now() < latest.until) return latest.stock;
    const stock = readStock(client, AbortSignal.timeout(LIMIT));
    const reading = { stock, until: Number.POSITIVE_INFINITY };
    latest = reading;
    stock.then(
      () => (reading.until = Date.now() + FRESH),
      () => (reading.until = 0),
    );
    return stock;
  }

  return async (also: readonly string[], signal: AbortSignal): Promise<Stock> => {
    const stock = await unlessAborted(current(), signal);
    return stock.knowsFoldersOf(also) ? stock : readStock(client, signal, { also });
  };
}
