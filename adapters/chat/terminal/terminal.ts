import { hostname } from 'node:os';
import type { Bot, Caller, Chat, MessageRef, Place } from '../../../src/chat.ts';
import { runBatch } from './batch.ts';
import { type Conversation, codes, createConversation } from './conversation.ts';
import { openHistory } from './history.ts';
import { converse } from './interactive.ts';
import { createJsonScreen } from './json-screen.ts';
import { withLaidFiles } from './laid-files.ts';
import { createLiveScreen } from './live-screen.ts';
import { createMessages, type Messages } from './messages.ts';
import { columnsOf, type TerminalOptions } from './options.ts';
import { createPlainScreen } from './plain-screen.ts';
import { createPrompt, type Prompt } from './prompt.ts';
import type { Screen } from './screen.ts';

/** Two presses of Ctrl-C belong together within this time. */
const TOGETHER_MS = 3000;
const platform = 'terminal';
/** Names the process whose terminal it is. */
const place: Place = { platform, channel: `${hostname()}/${process.pid}` };

/** The chat at the keyboard, in a pipe, or of one line. */
export interface Terminal extends Chat {
  /** The exit code, once the last line is at its end, the person has left or {@link Chat.stop} was called. */
  readonly closed: Promise<number>;
  /** Starts, waits until it is closed, stops; gives the exit code. */
  run(bot: Bot): Promise<number>;
}

interface Session {
  readonly screen: Screen;
  readonly prompt: Prompt | undefined;
  conversation?: Conversation;
  messages?: Messages;
}

/** Reads nothing until it is started. */
export function createTerminal(options: TerminalOptions): Terminal {
  const closed = Promise.withResolvers<number>();
  const abort = new AbortController();
  const signals = options.signals ?? process;
  const again = createAgain(options.now ?? Date.now);
  let session: Session | undefined;
  const press = (): void => {
    if (session?.conversation?.busy !== true && session?.prompt?.reading === true) {
      session.prompt.interrupt();
    } else if (again() || session?.conversation?.busy !== true) {
      closed.resolve(codes.interrupted);
    } else {
      void session.conversation.interrupt();
    }
  };
  const terminal: Terminal = {
    platform,
    closed: closed.promise,
    async start(bot) {
      session = open(options, press);
      signals.on('SIGINT', press);
      options.output.on('error', (error: NodeJS.ErrnoException) => {
        // A reader like `head` is gone: nobody would see what further lines do.
        if (error.code === 'EPIPE') closed.resolve(codes.unread);
        else closed.reject(error);
      });
      const work = talk(session, { bot, options, again, signal: abort.signal });
      work.then(closed.resolve, closed.reject);
    },
    async stop() {
      signals.off('SIGINT', press);
      closed.resolve(codes.done);
      abort.abort();
      session?.prompt?.close();
      if (session?.prompt === undefined) options.input.pause();
    },
    post: async (where, card, { nonce }) => {
      session?.messages?.show(nonce, card);
      return { platform, channel: where.channel, id: nonce } satisfies MessageRef;
    },
    reaches,
    // A pipe and one line have nobody who looks on.
    attended: () =>
      session?.prompt && { place, caller: { actor: options.actor, local: true, place } },
    update: async (ref, card) => session?.messages?.show(ref.id, card),
    async run(bot) {
      await terminal.start(bot);
      return closed.promise.finally(() => terminal.stop());
    },
  };
  return terminal;
}

/** This terminal's own places, and those of a bot on this machine that is gone: its work may be taken over here. */
function reaches({ channel }: Place): boolean {
  if (channel === place.channel) return true;
  const [, host, id] = /^(.*)\/(\d+)$/.exec(channel) ?? [];
  return host === hostname() && !isAlive(Number(id));
}

function isAlive(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function open(options: TerminalOptions, press: () => void): Session {
  const isTerminal = options.input.isTTY === true && options.output.isTTY === true;
  const shown = (screen: Screen) => withLaidFiles(screen, layingOf(options));
  if (options.json === true) return { screen: createJsonScreen(options), prompt: undefined };
  if (options.line !== undefined || !(options.interactive ?? isTerminal)) {
    return { screen: shown(createPlainScreen(options)), prompt: undefined };
  }
  const prompt = createPrompt(options, press);
  return { screen: shown(createLiveScreen(options, prompt)), prompt };
}

/** Where a card is drawn at any length, as in a pipe, a file stands in it whole. */
function layingOf(options: TerminalOptions): Parameters<typeof withLaidFiles>[1] {
  const { fileDirectory: directory, now = Date.now } = options;
  return directory === undefined
    ? undefined
    : { directory, now, texts: columnsOf(options) !== Number.POSITIVE_INFINITY };
}

interface Talk {
  readonly bot: Bot;
  readonly options: TerminalOptions;
  readonly signal: AbortSignal;
  again(): boolean;
}

async function talk(session: Session, { bot, options, signal, again }: Talk): Promise<number> {
  const caller: Caller = { actor: options.actor, local: true };
  const { screen, prompt } = session;
  const messages = createMessages(screen, () => session.conversation?.following === true);
  const conversation = createConversation({ bot, caller, place, screen, messages, signal });
  session.messages = messages;
  session.conversation = conversation;
  if (prompt === undefined) return runBatch(options, { conversation, screen, signal });
  const history = await openHistory(options.historyFile);
  return converse({ bot, caller, conversation, prompt, screen, history, again }, signal);
}

/** True for a press that comes soon after another. */
function createAgain(now: () => number): () => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    const isAgain = now() - last < TOGETHER_MS;
    last = now();
    return isAgain;
  };
}
