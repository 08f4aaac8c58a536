import type { Bot, Chat, Ear } from '../chat.ts';
import { pause } from '../flow/wait.ts';
import type { Log } from '../log.ts';
import type { Seat, Seats } from '../replicas/seats.ts';

/** A chat that every replica speaks through, and one listens to. */
export interface SharedEar {
  /** Whether this replica is the one that listens. */
  listens(): boolean;
  close(): Promise<void>;
}

export interface SharedEarParts {
  readonly chat: Chat;
  readonly ear: Ear;
  readonly seats: Seats;
  readonly log: Log;
  /** The way in could not be opened; the next one tries. */
  failed(error: unknown): void;
  opened(): void;
}

/** Milliseconds between two looks whether the way in still stands. */
const LOOK_MS = 1_000;
/** Milliseconds for which it may be away before another replica tries. */
const AWAY_MS = 30_000;

/** Opens the way out now, and the way in whenever this replica has the seat. Throws where the first fails. */
export async function openSharedEar(parts: SharedEarParts, bot: Bot): Promise<SharedEar> {
  const { chat, ear, seats } = parts;
  await ear.start(bot);
  const seat: Seat = seats.want(`gateway:${chat.platform}`, async ({ signal, holds }) => {
    try {
      await ear.open(holds);
      parts.opened();
      await whileConnected(chat, signal);
    } catch (error) {
      if (!signal.aborted) parts.failed(error);
    } finally {
      await ear.close().catch((err: unknown) => {
        parts.log.warn({ err, chat: chat.platform }, 'the way in did not close in order');
      });
    }
  });
  return { listens: seat.holds, close: seat.leave };
}

/** Until the turn is over, or the platform was away for so long that another replica may be luckier. */
async function whileConnected(chat: Chat, signal: AbortSignal): Promise<void> {
  let seenAt = performance.now();
  while (!signal.aborted && performance.now() - seenAt < AWAY_MS) {
    if (chat.connected?.() !== false) seenAt = performance.now();
    await pause(LOOK_MS, signal).catch(() => {});
  }
}
