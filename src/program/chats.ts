import type { Bot, Chat } from '../chat.ts';
import type { ChatServices } from '../chat-adapter.ts';
import type { ChatConfig } from '../chat-config.ts';
import { BotError } from '../errors.ts';
import type { ChatHealth } from '../health.ts';
import type { Log } from '../log.ts';
import { pause } from '../wait.ts';

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

export function openChats(
  configured: readonly ChatConfig[],
  services: ChatServices,
): readonly OpenedChat[] {
  return configured.map(({ adapter, settings }) => ({
    title: adapter.title,
    chat: adapter.create(settings, services),
  }));
}

/**
 * Starts each by itself: one that is away is tried again and again, one that refuses us is left alone and logged,
 * and neither keeps the others from working.
 */
export function startChats(
  chats: readonly OpenedChat[],
  { bot, log, waits = pauses }: { bot: Bot; log: Log; waits?: typeof pauses },
): RunningChats {
  const stopping = new AbortController();
  const lines = chats.map((opened): Line => ({ ...opened, first: Promise.withResolvers() }));
  const lost = Promise.withResolvers<never>();
  // It may be that nobody asks for it.
  lost.promise.catch(() => {});
  for (const line of lines) {
    void connect(line, { bot, log, waits, signal: stopping.signal }).then(() => {
      if (lines.every(({ refused }) => refused)) lost.reject(noneLeft(lines));
    });
  }
  const tried = Promise.all(lines.map(({ first }) => first.promise)).then(async () => {
    if (lines.length > 0 && lines.every(({ refused }) => refused)) await lost.promise;
  });
  tried.catch(() => {});
  return {
    tried,
    lost: lost.promise,
    health: () => lines.map(healthOf),
    async stop() {
      stopping.abort();
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
}

interface Connecting {
  readonly bot: Bot;
  readonly log: Log;
  readonly waits: typeof pauses;
  readonly signal: AbortSignal;
}

/** Fulfils when there is nothing more to try. */
async function connect(line: Line, { bot, log, waits, signal }: Connecting): Promise<void> {
  const { chat, first } = line;
  for (let waitMs = waits.firstMs; !signal.aborted; waitMs = Math.min(2 * waitMs, waits.mostMs)) {
    try {
      await chat.start(bot);
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

function healthOf({ chat, trouble, started }: Line): ChatHealth {
  const connected = started === true && (chat.connected?.() ?? true);
  return { platform: chat.platform, connected, problem: connected ? undefined : trouble?.message };
}
