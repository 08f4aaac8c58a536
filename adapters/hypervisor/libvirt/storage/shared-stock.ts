import { unlessAborted } from '../../../../src/flow/wait.ts';
import type { Client } from '../client.ts';
import { readStock, type Stock } from './stock.ts';

/** Milliseconds for which a reading stands for those who ask next: as long as a group takes to be planned. */
const FRESH = 1_000;
/** Milliseconds for a reading, which goes on when the one who asked first is gone. */
const LIMIT = 60_000;

/** What a reading must know to stand for a machine. */
export interface Wanted {
  readonly id: string;
  /** The disks of its definition as it is now. */
  readonly disks: readonly string[];
  /** Paths that are compared with it and may be nobody's any more. */
  readonly also: readonly string[];
}

export interface SharedStock {
  read(wanted: Wanted, signal: AbortSignal): Promise<Stock>;
  /** After an act: what was read before it is not so any more. */
  forget(): void;
}

/**
 * One reading for all who look at the same time or right after each other: each machine of a group would read the whole
 * host anew. For what is shown alone; an act reads for itself.
 */
export function shareStock(client: Client): SharedStock {
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

  return {
    async read(wanted, signal) {
      const stock = await unlessAborted(current(), signal);
      return knows(stock, wanted) ? stock : readStock(client, signal, { also: wanted.also });
    },
    forget() {
      latest = undefined;
    },
  };
}

/** Others may have changed the machine since, or made it. */
function knows(stock: Stock, { id, disks, also }: Wanted): boolean {
  const seen = stock.domains.find((domain) => domain.id === id)?.disks.map(({ path }) => path);
  return disks.every((path) => seen?.includes(path)) && stock.knowsFoldersOf(also);
}
