import type { Chat } from '../chat.ts';
import type { Log } from '../log.ts';
import type { OperationRow } from '../store/operations.ts';
import type { Store } from '../store/store.ts';
import { type Message, openMessage } from './messages.ts';
import { progressCard } from './operation-card.ts';

/** The messages of operations that were accepted here and wait. */
export interface Waiting {
  /** Shows what it waits for until it waits no more. */
  watch(id: number): void;
  /** Its message as it is open; whoever gets it shows it from then on. */
  handOver(id: number): Message | undefined;
  stop(): Promise<void>;
}

export interface WaitingParts {
  readonly store: Pick<Store, 'operation' | 'showTask' | 'saveWaitingMessage'>;
  chatOf(row: OperationRow): Chat | undefined;
  readonly log: Log;
  /** Milliseconds between two looks. */
  readonly everyMs?: number | undefined;
}

/** A queue moves slowly, and words about it change by the minute. */
const EVERY_MS = 2_000;

export function createWaiting(parts: WaitingParts): Waiting {
  const { store, log, everyMs = EVERY_MS } = parts;
  const shown = new Map<number, { readonly message: Message; said: string }>();
  const watched = new Set<number>();
  let timer: NodeJS.Timeout | undefined;
  let looking = Promise.resolve();

  const forget = (id: number) => {
    watched.delete(id);
    shown.delete(id);
    if (watched.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
  const look = async (id: number) => {
    const row = await store.operation(id);
    if (!watched.has(id)) return;
    if (row.state !== 'waiting' || row.place.durable !== true) {
      const message = shown.get(id)?.message;
      forget(id);
      if (row.state === 'cancelled' && row.result) await message?.end(row.result);
      else await message?.close();
      return;
    }
    const { reason = '' } = await store.showTask(id);
    const note = `Waiting ${reason}`.trim();
    if (watched.has(id)) show(row, note);
  };
  const show = (row: OperationRow, note: string) => {
    const one = shown.get(row.id) ?? { message: open(parts, row), said: '' };
    shown.set(row.id, one);
    if (one.said !== note) one.message.show(progressCard(row, { note }));
    one.said = note;
  };
  const lookAtAll = () => {
    const all = [...watched];
    looking = looking.then(async () => {
      for (const id of all) {
        await look(id).catch((err: unknown) =>
          log.warn({ err, operation: id }, 'its queue is not shown'),
        );
      }
    });
  };
  return {
    watch(id) {
      watched.add(id);
      timer ??= setInterval(lookAtAll, everyMs);
      timer.unref();
      lookAtAll();
    },
    handOver(id) {
      const message = shown.get(id)?.message;
      forget(id);
      return message;
    },
    async stop() {
      clearInterval(timer);
      watched.clear();
      await looking;
      await Promise.all([...shown.values()].map(({ message }) => message.close()));
    },
  };
}

function open({ store, chatOf, log }: WaitingParts, row: OperationRow): Message {
  return openMessage({
    chat: chatOf(row),
    place: row.place,
    ref: row.message ?? undefined,
    mayBeThere: false,
    nonce: row.tag,
    log,
    posted: (ref) => store.saveWaitingMessage(row.id, ref),
  });
}
