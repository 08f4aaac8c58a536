import type { Bot, Chat } from '../chat.ts';
import type { ChatServices } from '../chat-adapter.ts';
import type { ChatConfig } from '../config/chat.ts';
import { BotError } from '../errors.ts';
import { pause } from '../flow/wait.ts';
import type { ChatHealth } from '../health.ts';
import type { Log } from '../log.ts';
import type { Seats } from '../replicas/seats.ts';
import { openSharedEar, type SharedEar } from './ear.ts';

/** A configured chat, not started yet. */
export interface OpenedChat {
  readonly title: string;
  readonly chat: Chat;
}

/** Chats that were started, or are being. */
export interface RunningChats {
  /** Fulfils when each has been tried once, whatever came of it; rejects as {@link lost} does. */
  readonly tried: Promise<void>;
  /** Never fulfils; rejects, with the reason of each, once all have turned the bot away for good. */
  readonly lost: Promise<never>;
  health(): readonly ChatHealth[];
  /** No line comes in after it. */
  stop(): Promise<void>;
}

/** Milliseconds before an attempt that nothing answered is repeated: doubled each time up to the most. */
const pauses = { firstMs: 1_000, mostMs: 60_000 };
/** Milliseconds between two looks for what arrived in processes that are gone. */
const TAKE_UP_MS = 2_000;

export function openChats(
  configured: readonly ChatConfig[],
  services: ChatServices,
): Promise<readonly OpenedChat[]> {
  const opened = configured.map(async ({ adapter, settings }) => ({
    title: adapter.title,
    chat: await adapter.create(settings, services),
  }));
  return Promise.all(opened);
}

interface ChatsParts {
  readonly bot: Bot;
  readonly log: Log;
  /** For the chats that one replica of all listens to; absent where there is only this one. */
  readonly seats?: Seats | undefined;
  readonly waits?: typeof pauses | undefined;
}

/**
 * Starts each by itself: one that is away is tried again and again, one that refuses us is left alone and logged,
 * and neither keeps the others from working.
 */
export function startChats(
  chats: readonly OpenedChat[],
  { bot, log, seats, waits = pauses }: ChatsParts,
): RunningChats {
  const stopping = new AbortController();
  const lines = chats.map((opened): Line => ({ ...opened, first: Promise.withResolvers() }));
  const lost = Promise.withResolvers<never>();
  // It may be that nobody asks for it.
  lost.promise.catch(() => {});
  const lose = () => {
    if (lines.every(({ refused }) => refused)) lost.reject(noneLeft(lines));
  };
  for (const line of lines) {
    void connect(line, { bot, log, seats, waits, signal: stopping.signal, lost: lose }).then(lose);
  }
  const tried = Promise.all(lines.map(({ first }) => first.promise)).then(async () => {
    if (lines.length > 0 && lines.every(({ refused }) => refused)) await lost.promise;
  });
  tried.catch(() => {});
  const takingUp = setInterval(() => void takeUpAll(lines, log), TAKE_UP_MS);
  takingUp.unref();
  return {
    tried,
    lost: lost.promise,
    health: () => lines.map(healthOf),
    async stop() {
      stopping.abort();
      clearInterval(takingUp);
      await Promise.allSettled(lines.map(({ shared }) => shared?.close()));
      const stopped = await Promise.allSettled(chats.map(({ chat }) => chat.stop()));
      for (const { reason } of stopped.filter((one) => one.status === 'rejected')) {
        log.warn({ err: reason }, 'a chat did not stop in order');
      }
    },
  };
}

interface Line extends OpenedChat {
  /** The first attempt is over. */
  readonly first: PromiseWithResolvers<void>;
  /** Why it is not connected, as far as its start knows. */
  trouble?: BotError | undefined;
  started?: boolean;
  refused?: boolean;
  /** Where one replica of all listens. */
  shared?: SharedEar;
}

/** What arrived in a process that is gone is nobody's until somebody looks. */
async function takeUpAll(lines: readonly Line[], log: Log): Promise<void> {
  for (const { chat, started } of lines) {
    if (!started) continue;
    await chat.takeUp?.().catch((err: unknown) => {
      log.debug({ err, chat: chat.platform }, 'what others left behind could not be read');
    });
  }
}

interface Connecting {
  readonly bot: Bot;
  readonly log: Log;
  readonly seats: Seats | undefined;
  readonly waits: typeof pauses;
  readonly signal: AbortSignal;
  /** The line was refused for good. */
  lost(): void;
}

/** Fulfils when there is nothing more to try. */
async function connect(line: Line, connecting: Connecting): Promise<void> {
  const { log, waits, signal } = connecting;
  const { chat, first } = line;
  for (let waitMs = waits.firstMs; !signal.aborted; waitMs = Math.min(2 * waitMs, waits.mostMs)) {
    try {
      await open(line, connecting);
      line.started = true;
      line.trouble = undefined;
      log.info({ chat: chat.platform }, 'a chat is connected');
      // Told to leave meanwhile.
      if (signal.aborted) await chat.stop();
    } catch (error) {
      if (!signal.aborted) note(line, error, log);
    }
    first.resolve();
    if (line.started || line.refused) return;
    await pause(waitMs, signal).catch(() => {});
  }
}

/** Alone it listens by itself; among others one of all does, and every one speaks. */
async function open(line: Line, { bot, log, seats, lost }: Connecting): Promise<void> {
  const { chat } = line;
  if (seats === undefined || !chat.ear?.alone) return chat.start(bot);
  line.shared = await openSharedEar(
    {
      ...{ chat, ear: chat.ear, seats, log },
      opened: () => {
        line.trouble = undefined;
        log.info({ chat: chat.platform }, 'this replica listens for all');
      },
      failed(error) {
        note(line, error, log);
        if (!line.refused) return;
        void line.shared?.close();
        lost();
      },
    },
    bot,
  );
}

/** What only a person can put right is not tried again: a platform may lock out who keeps knocking. */
function note(line: Line, error: unknown, log: Log): void {
  const trouble = troubleOf(error);
  line.trouble = trouble;
  line.refused = trouble.code === 'invalid' || trouble.code === 'forbidden';
  const { message: why, hint } = trouble;
  const seen = { chat: line.chat.platform, why, hint };
  log.error(
    error instanceof BotError ? seen : { ...seen, err: error },
    `${line.title} is not connected, ${line.refused ? 'and stays so until the service is started again' : 'and is tried again'}`,
  );
}

function troubleOf(error: unknown): BotError {
  if (error instanceof BotError) return error;
  return new BotError('failed', 'It failed for a reason that the log has', { cause: error });
}

function noneLeft(refused: readonly Line[]): BotError {
  const said = refused.map(({ title, trouble }) =>
    [`${title} is not connected: ${trouble?.message}`, trouble?.hint].filter(Boolean).join('\n'),
  );
  const [first = ''] = said;
  // Forbidden, also where the reason was `invalid`: the configuration itself had no mistake.
  if (said.length === 1) return new BotError('forbidden', first);
  return new BotError('forbidden', 'No chat is connected', { hint: said.join('\n') });
}

function healthOf({ chat, trouble, started, refused, shared }: Line): ChatHealth {
  const standby = shared !== undefined && !refused && !shared.listens();
  const connected = started === true && (standby || (chat.connected?.() ?? true));
  return {
    platform: chat.platform,
    connected,
    ...(standby && { standby }),
    problem: connected ? undefined : trouble?.message,
  };
}
