import { resolve } from 'node:path';
import type { Card } from '../card.ts';
import { exportedCard, importedCard, statusCard } from '../cards/store.ts';
import type { StoreAct } from '../cli.ts';
import type { Connection } from '../store/connection.ts';
import { exportStore } from '../store/export/export.ts';
import { importStore } from '../store/export/import.ts';
import { defaultRetention, type Retention } from '../store/retention.ts';
import { storeStatus } from '../store/status.ts';
import { inWords } from '../store/trouble.ts';

export interface StoreParts {
  readonly act: StoreAct;
  open(): Promise<Connection>;
  readonly retention?: Retention | undefined;
  show(card: Card): void;
}

/** `store status`, `export` and `import`: looks at the bot's own data as a whole, or moves it. It joins no replicas. */
export async function store({ act, open, retention, show }: StoreParts): Promise<number> {
  const leaving = new AbortController();
  const leave = () => leaving.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, leave);
  const connection = await open();
  try {
    const acts = inWords({ carryOut });
    show(await acts.carryOut(connection, act, leaving.signal));
    return 0;
  } catch (error) {
    if (leaving.signal.aborted) return 130;
    throw error;
  } finally {
    await connection.close();
    for (const signal of signals) process.off(signal, leave);
  }

  async function carryOut(on: Connection, what: StoreAct, signal: AbortSignal): Promise<Card> {
    if (what.act === 'status') {
      return statusCard(await storeStatus(on), retention ?? defaultRetention, Date.now());
    }
    const file = resolve(what.file);
    if (what.act === 'import') return importedCard(await importStore(on, file, { signal }));
    return exportedCard(await exportStore(on, file, signal));
  }
}
