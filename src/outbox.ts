import type { Chat } from './chat.ts';
import { BotError, type ErrorCode } from './errors.ts';
import { coalesce } from './flow/coalesce.ts';
import type { Log } from './log.ts';
import { deliver } from './outbox/deliver.ts';
import type { DueSaying, SaidSo } from './store/chats/outbox.ts';
import type { Store } from './store/store.ts';
import type { Webhooks } from './webhooks/open.ts';
import { WEBHOOK } from './webhooks/webhook.ts';

/** Says what must be said, until it is said: in every process that has the platform's chat. */
export interface Outbox {
  start(): Promise<void>;
  /** Waits for what is just being said. */
  stop(): Promise<void>;
}

export interface OutboxParts {
  readonly store: Pick<Store, 'dueSayings' | 'said' | 'putOff' | 'giveUp' | 'changes'>;
  readonly chats: readonly Chat[];
  /** Programs that are told of alerts; absent where this process tells none. */
  readonly webhooks?: Pick<Webhooks, 'any' | 'send'> | undefined;
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
  const { store, chats, webhooks, log } = parts;
  const spoken = chats.map(({ platform }) => platform);
  const platforms = () => [...new Set(webhooks?.any() ? [...spoken, WEBHOOK] : spoken)];
  const working = new Map<number, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let hush: (() => Promise<void>) | undefined;
  let leaving = false;
  const scan = coalesce(async () => {
    if (leaving) return;
    for (const row of await store.dueSayings({
      platforms: platforms(),
      saying: [...working.keys()],
    })) {
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
      if (spoken.length === 0 && !webhooks) return;
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
  try {
    await store.said(row.id, await tell(parts, row));
  } catch (error) {
    await later(parts, row, error).catch((err: unknown) =>
      log.warn(
        { err, saying: row.id },
        'it is said again: what came of it could not be written down',
      ),
    );
  }
}

/** A program is told the event, people see the card. */
async function tell({ chats, webhooks, log }: OutboxParts, row: DueSaying): Promise<SaidSo> {
  const { platform, channel } = row.place;
  if (row.event !== null && webhooks) return { answer: await webhooks.send(channel, row.event) };
  const chat = chats.find((one) => one.platform === platform);
  if (chat) return { ref: await deliver(chat, row, log) };
  throw new BotError('conflict', `Nothing here speaks on ${platform}`);
}

async function later({ store, log, againMs }: OutboxParts, row: DueSaying, error: unknown) {
  const trouble = error instanceof BotError ? error.message : 'a fault of the bot';
  const code = error instanceof BotError ? error.code : 'fault';
  if (row.waited > patienceWith(row, code)) {
    const { id: saying, operation, place } = row;
    log.error({ err: error, saying, operation, place }, 'given up: nobody was told');
    return store.giveUp(row.id, trouble);
  }
  const backOff = Math.min(LONGEST_MS, (againMs ?? AGAIN_MS) * 2 ** Math.min(row.attempts - 1, 10));
  const asked = error instanceof BotError ? error.retryAfterMs : undefined;
  const afterMs = asked ?? backOff;
  log.warn({ err: error, saying: row.id, afterMs }, 'it could not be said yet');
  return store.putOff(row.id, { afterMs, trouble });
}

const refusals: ReadonlySet<string> = new Set<ErrorCode>(['forbidden', 'not-found', 'invalid']);

/**
 * Milliseconds. A chat that shuts us out may let us in; a program that refuses an event refuses it for good, and one
 * that no configuration has any more may be on its way.
 */
function patienceWith({ event }: DueSaying, code: string): number {
  if (event === null) return refusals.has(code) ? SHUT_MS : SILENT_MS;
  if (refusals.has(code)) return Number.NEGATIVE_INFINITY;
  return code === 'conflict' ? SHUT_MS : SILENT_MS;
}
