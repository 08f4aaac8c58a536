import { BotError } from '../../../../src/errors.ts';
import { refusal } from '../web/errors.ts';
import type { Audience, Exchange } from '../web/exchange.ts';

/** What Discord was told so far in answer to one thing. */
export type Stand =
  | { readonly is: 'open' }
  /** A message waits for its text. */
  | { readonly is: 'thinking'; readonly to: Audience }
  /** The message with the pressed button is the first answer. */
  | { readonly is: 'nodded' }
  | { readonly is: 'answered' }
  /** It takes nothing for this any more. */
  | { readonly is: 'shut' };

export interface StandingOptions {
  /** The thing was pressed or filled in on a message. */
  readonly onMessage: boolean;
  /** It was there before this process: nobody knows what was answered. */
  readonly leftBehind?: boolean;
}

export interface Standing {
  /** One at a time: what may be said depends on what was said. */
  inTurn<T>(act: (now: Stand) => Promise<T>): Promise<T>;
  became(stand: Stand): void;
  /** Asks Discord how it stands, where a call failed without telling. */
  afterwards(error: unknown, before: Stand): Promise<Stand>;
}

export function createStanding(exchange: Exchange, options: StandingOptions): Standing {
  let stand: Stand | undefined = options.leftBehind ? undefined : { is: 'open' };
  let turn: Promise<unknown> = Promise.resolve();
  return {
    inTurn(act) {
      const done = turn.then(async () => {
        stand ??= await look(exchange, options);
        return act(stand);
      });
      turn = done.catch(() => undefined);
      return done;
    },
    became(now) {
      stand = now;
    },
    async afterwards(error, before) {
      if (!isUnsure(error)) throw error;
      const now = await look(exchange, options);
      // The call never came through, where Discord says that it was told nothing.
      stand = isSilence(error) && before.is === 'open' && now.is === 'shut' ? before : now;
      return stand;
    },
  };
}

/** The first answer of all is there, though nobody said so. */
export function cameThrough(error: unknown, before: Stand, now: Stand): boolean {
  return isSilence(error) && before.is === 'open' && (now.is === 'answered' || now.is === 'nodded');
}

/** Unknown webhook, interaction, message; acknowledged already; the token is over. */
const otherwise = new Set([10_008, 10_015, 10_062, 40_060, 50_027]);
const UNKNOWN_MESSAGE = 10_008;

async function look(exchange: Exchange, { onMessage }: StandingOptions): Promise<Stand> {
  try {
    const { thinks, to } = await exchange.original();
    if (thinks) return { is: 'thinking', to };
    return { is: onMessage ? 'nodded' : 'answered' };
  } catch (error) {
    const code = refusal(error);
    if (code === undefined || !otherwise.has(code)) throw error;
    return { is: code === UNKNOWN_MESSAGE ? 'answered' : 'shut' };
  }
}

/** No answer came, or things stand otherwise than it was thought. */
function isUnsure(error: unknown): boolean {
  return otherwise.has(refusal(error) ?? 0) || isSilence(error);
}

function isSilence(error: unknown): boolean {
  return error instanceof BotError && error.code === 'unreachable';
}
