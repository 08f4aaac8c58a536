import type { Chat } from '../chat.ts';
import type { Log } from '../log.ts';
import type { Announcements } from '../store/chats/announcements.ts';
import type { OperationRow } from '../store/operations/operations.ts';
import type { Store } from '../store/store.ts';
import { type Message, openMessage } from './messages.ts';
import { progressCard } from './operation-card.ts';

/** The messages of operations that were accepted here and wait. */
export interface Waiting {
  /** Shows what it waits for until it waits no more. */
  watch(id: number): void;
  /** The same for those that a process showed which is gone: its message is edited on. */
  goOn(): Promise<void>;
  /** Its message as it is open; whoever gets it shows it from then on. */
  handOver(id: number): Message | undefined;
  stop(): Promise<void>;
}

export interface WaitingParts {
  readonly store: Pick<Store, keyof Announcements | 'operation' | 'showTask'>;
  readonly platforms: readonly string[];
  chatOf(row: OperationRow): Chat | undefined;
  readonly log: Log;
  /** Milliseconds between two looks. */
  readonly everyMs?: number | undefined;
}

/** A queue moves slowly, and words about it change by the minute. */
const EVERY_MS = 2_000;

export function createWaiting(parts: WaitingParts): Waiting {
  const { log, everyMs = EVERY_MS } = parts;
  const watched = new Map<number, Shown>();
  let timer: NodeJS.Timeout | undefined;
  let looking = Promise.resolve();

  const forget = (id: number) => {
    watched.delete(id);
    if (watched.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  const lookAtAll = () => {
    const all = [...watched];
    looking = looking.then(async () => {
      for (const [id, one] of all) {
        const isWatched = () => watched.get(id) === one;
        const waits = await look(parts, { id, one, isWatched }).catch((err: unknown) => {
          log.warn({ err, operation: id }, 'what it waits for is not shown');
          return true;
        });
        if (!waits && isWatched()) forget(id);
      }
    });
  };
  const add = (id: number, inherited = false) => {
    watched.set(id, { said: '', inherited });
    timer ??= setInterval(lookAtAll, everyMs);
    timer.unref();
    lookAtAll();
  };
  return {
    watch: (id) => add(id),
    async goOn() {
      for (const id of await parts.store.adopt(parts.platforms)) add(id, true);
    },
    handOver(id) {
      const message = watched.get(id)?.message;
      forget(id);
      return message;
    },
    async stop() {
      clearInterval(timer);
      const left = [...watched.values()];
      watched.clear();
      await looking;
      await Promise.all(left.map(({ message }) => message?.close()));
    },
  };
}

interface Shown {
  message?: Message;
  said: string;
  /** Whoever showed it before may have posted it without being able to say so. */
  readonly inherited: boolean;
}

interface Looked {
  readonly id: number;
  readonly one: Shown;
  isWatched(): boolean;
}

/** Shows what it waits for now; false when it waits no more. */
async function look(parts: WaitingParts, { id, one, isWatched }: Looked): Promise<boolean> {
  const row = await parts.store.operation(id);
  if (!isWatched()) return false;
  if (row.state !== 'waiting') {
    // Over before it began: cancelled, or waited for too long.
    if (row.epoch === 0 && row.result) await one.message?.end(row.result);
    else await one.message?.close();
    return false;
  }
  const { reason = '' } = await parts.store.showTask(id);
  if (!isWatched()) return false;
  const note = `Waiting ${reason}`.trim();
  one.message ??= open(parts, row, one.inherited);
  if (one.said !== note) one.message.show(progressCard(row, { note }));
  one.said = note;
  return true;
}

function open(
  { store, chatOf, log }: WaitingParts,
  row: OperationRow,
  mayBeThere: boolean,
): Message {
  return openMessage({
    chat: chatOf(row),
    place: row.place,
    ref: row.message ?? undefined,
    mayBeThere,
    nonce: row.tag,
    log,
    claim: async () => {
      const { message } = await store.announcement(row.id);
      return message ?? ((await store.announce(row.id)) ? 'ours' : 'theirs');
    },
    posted: (ref) => store.announced(row.id, ref),
    // It may have been taken, and have ended, while this was on its way.
    written: () =>
      store.amend(row.id).catch((err: unknown) => {
        log.warn({ err, operation: row.id }, 'its end may have been written over');
      }),
    unposted: () => store.announced(row.id, undefined),
  });
}
