import type { Log } from './log.ts';
import type { Retention } from './store/retention.ts';
import type { Store } from './store/store.ts';

export interface UpkeepParts {
  readonly store: Pick<Store, 'prune'>;
  readonly retention: Retention;
  readonly log: Log;
}

/** Milliseconds between two looks for what may go. */
const HOUR = 60 * 60_000;

/** Removes hourly what is kept no longer, beginning now; gives what ends it. For replicas, never for a client. */
export function startUpkeep({ store, retention, log }: UpkeepParts): () => Promise<void> {
  let working = Promise.resolve();
  const look = () => {
    working = store.prune(retention).then(
      (pruned) => {
        if (pruned) log.info({ ...pruned }, 'pruned what is older than its retention');
      },
      (err: unknown) => log.warn({ err }, 'what is old was not pruned; the next try is in an hour'),
    );
  };
  look();
  const timer = setInterval(look, HOUR);
  timer.unref();
  return () => {
    clearInterval(timer);
    return working;
  };
}
