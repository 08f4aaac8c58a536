import type { Bot, Handled, Incoming } from './chat.ts';
import type { Log } from './log.ts';
import type { Store } from './store/store.ts';

type Network = Pick<Bot, 'receive' | 'leftBehind' | 'dealtWith' | 'keep' | 'kept'>;

/** What a chat over a network asks of the store. */
export function networkOf(store: Store, log: Log): Network {
  return {
    receive: store.receive,
    dealtWith: store.dealtWith,
    keep: store.keep,
    kept: store.kept,
    async leftBehind(platform) {
      const { arrivals, dropped } = await store.leftBehind(platform);
      if (dropped.length > 0) {
        log.warn(
          { platform, dropped },
          'lines that arrived before the bot stopped are too old to be carried out now',
        );
      }
      return arrivals;
    },
  };
}

/**
 * Deals with one line to the end of its answer, and marks it meanwhile: nobody waits for that. What is not marked is
 * dealt with again by the next process, which is no harm.
 */
export async function handleArrival(
  router: Pick<Bot, 'handle'>,
  store: Pick<Store, 'dealtWith'>,
  incoming: Incoming,
  log: Log,
): Promise<Handled> {
  const handled = await router.handle(incoming);
  const { arrival, reply } = incoming;
  const marked = arrival === undefined ? undefined : mark(arrival);
  try {
    await reply.settle?.(handled);
  } finally {
    await marked;
  }
  return handled;

  function mark(key: string): Promise<void> {
    return store.dealtWith(key).catch((err: unknown) => {
      log.warn({ err, arrival: key }, 'a line is not marked as dealt with');
    });
  }
}
