import type { Chat } from './chat.ts';
import { coalesce } from './coalesce.ts';
import { BotError } from './errors.ts';
import type { Log } from './log.ts';
import { deliver } from './outbox/deliver.ts';
import type { DueSaying } from './store/outbox.ts';
import type { Store } from './store/store.ts';

/** Says what must be said, until it is said: in every process that has the platform's chat. */
export interface Outbox {
  start(): Promise<void>;
  /** Waits for what is just being said. */
  stop(): Promise<void>;
}

export interface OutboxParts {
  readonly store: Pick<Store, 'dueSayings' | 'said' | 'putOff' | 'giveUp' | 'changes'>;
  readonly chats: readonly Chat[];
  readonly log: Log;
  /** Milliseconds before the first repeat; doubled with each. */
  readonly againMs?: number | undefined;
}

/** The backstop for a notice that did not come. */
const SCAN_MS = 1_000;
const AGAIN_MS = 1_000;
const LONGEST_MS = 60_000;
/** Milliseconds after which it is given up: somebody had the time to let the bot in, or the platform to come back. */
const SHUT_MS = 10 * 60_000;
const SILENT_MS = 24 * 60 * 60_000;

export function createOutbox(parts: OutboxParts): Outbox {
  const { store, chats, log } = parts;
  const platforms = [...new Set(chats.map(({ platform }) => platform))];
  const working = new Map<number, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let hush: (() => Promise<void>) | undefined;
  let leaving = false;
  const scan = coalesce(async () => {
    if (leaving) return;
    for (const row of await store.dueSayings({ platforms, saying: [...working.keys()] })) {
      working.set(
        row.id,
        attempt(parts, row).finally(() => working.delete(row.id)),
      );
    }
  });
  const soon = () => {
    scan().catch((err: unknown) => log.warn({ err }, 'what is to be said could not be read'));
  };
  return {
    async start() {
      if (platforms.length === 0) return;
      hush = await store.changes(({ what }) => {
        if (what === 'say') soon();
      });
      timer = setInterval(soon, SCAN_MS);
      soon();
    },
    async stop() {
      leaving = true;
      clearInterval(timer);
      await hush?.();
      await scan().catch(() => {});
      await Promise.all(working.values());
    },
  };
}

async function attempt(parts: OutboxParts, row: DueSaying): Promise<void> {
  const { store, log } = parts;
  const chat = parts.chats.find(({ platform }) => platform === row.place.platform);
  if (!chat) return;
  try {
    const ref = await deliver(chat, row, log);
    await store.said(row.id, ref);
  } catch (error) {
    await later(parts, row, error).catch((err: unknown) =>
      log.warn(
        { err, saying: row.id },
        'it is said again: what came of it could not be written down',
      ),
    );
  }
}

async function later({ store, log, againMs }: OutboxParts, row: DueSaying, error: unknown) {
  const trouble = error instanceof BotError ? error.message : 'a fault of the bot';
  const code = error instanceof BotError ? error.code : 'fault';
  const shut = code === 'forbidden' || code === 'not-found' || code === 'invalid';
  if (row.waited > (shut ? SHUT_MS : SILENT_MS)) {
    log.error(
      { err: error, saying: row.id, operation: row.operation },
      'given up: nobody was told',
    );
    return store.giveUp(row.id, trouble);
  }
  const backOff = Math.min(LONGEST_MS, (againMs ?? AGAIN_MS) * 2 ** Math.min(row.attempts - 1, 10));
  const asked = error instanceof BotError ? error.retryAfterMs : undefined;
  const afterMs = asked ?? backOff;
  log.warn({ err: error, saying: row.id, afterMs }, 'it could not be said yet');
  return store.putOff(row.id, { afterMs, trouble });
}
