import type { Log } from '../log.ts';
import type { AccessRecords } from '../store/access/grants.ts';

export type Known = Awaited<ReturnType<AccessRecords['all']>>;

export interface KeptKnown {
  now(): Known;
  /** The change's result, once what it changed is known here. */
  after<T>(change: Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Milliseconds after which the grants are read again, whatever was heard: a NOTIFY can be lost with its connection. */
const AGAIN_MS = 60_000;

/** What is stored of who may do what, in memory and fresh; told of each time it was read. */
export async function keepKnown(
  { records, log }: { readonly records: AccessRecords; readonly log: Log },
  changed: (known: Known) => void,
): Promise<KeptKnown> {
  let known = await records.all();
  let asked = 0;
  let seen = 0;
  // Answers may overtake each other; an older one never replaces a newer.
  const refresh = async () => {
    const mine = ++asked;
    const found = await records.all();
    if (mine <= seen) return;
    [known, seen] = [found, mine];
    changed(known);
  };
  const soon = () =>
    void refresh().catch((err: unknown) => log.warn({ err }, 'grants could not be read again'));
  const quiet = await records.changes(soon);
  const timer = setInterval(soon, AGAIN_MS);
  timer.unref();
  // Between the first reading and the listening somebody may have changed something.
  await refresh();
  return {
    now: () => known,
    async after(change) {
      const result = await change;
      await refresh();
      return result;
    },
    async close() {
      clearInterval(timer);
      await quiet();
    },
  };
}
