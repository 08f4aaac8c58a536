import type { APIModalInteractionResponseCallbackData } from 'discord.js';
import type { Audience, Exchange, Sending } from '../web/exchange.ts';
import {
  cameThrough,
  createStanding,
  type Stand,
  type Standing,
  type StandingOptions,
} from './standing.ts';

/** How one thing that arrived is answered, whatever was answered to it before. */
export interface Voice {
  /** Tells Discord that an answer comes; `quietly` it shows nothing. Nothing where that was told already. */
  defer(to: Audience, quietly?: boolean): Promise<void>;
  /** False where Discord takes nothing for this any more. */
  say(said: Said): Promise<boolean>;
  /** False where a form cannot be opened any more. */
  openForm(form: APIModalInteractionResponseCallbackData): Promise<boolean>;
  /** Something was said. */
  spoken(): boolean;
}

export interface Said {
  readonly message: Sending;
  readonly to: Audience;
  /** It takes the place of the message whose button was pressed. */
  readonly replaces?: boolean | undefined;
}

export function createVoice(exchange: Exchange, options: StandingOptions): Voice {
  const standing = createStanding(exchange, options);
  let spoken = false;
  const noted = async (done: Promise<boolean>): Promise<boolean> => {
    const was = await done;
    spoken ||= was;
    return was;
  };
  return {
    spoken: () => spoken,
    defer: (to, quietly = false) =>
      standing.inTurn(async (now) => {
        if (now.is !== 'open') return;
        try {
          await (quietly ? exchange.nod() : exchange.think(to));
          standing.became(quietly ? { is: 'nodded' } : { is: 'thinking', to });
        } catch (error) {
          await standing.afterwards(error, now);
        }
      }),
    say: (said) => noted(standing.inTurn((now) => sayAt(exchange, standing, { now, said }))),
    openForm: (form) =>
      noted(
        standing.inTurn(async (now) => {
          if (now.is !== 'open') return false;
          try {
            await exchange.openForm(form);
            standing.became({ is: 'answered' });
            return true;
          } catch (error) {
            return cameThrough(error, now, await standing.afterwards(error, now));
          }
        }),
      ),
  };
}

const TRIES = 3;

interface Attempt {
  readonly now: Stand;
  readonly said: Said;
}

async function sayAt(exchange: Exchange, standing: Standing, first: Attempt): Promise<boolean> {
  let { now } = first;
  for (let tries = 1; now.is !== 'shut'; tries += 1) {
    try {
      standing.became(await sayOnce(exchange, { ...first, now }));
      return true;
    } catch (error) {
      const next = await standing.afterwards(error, now);
      if (cameThrough(error, now, next)) return true;
      // Nobody knows whether one more message is there: it would be said twice.
      if (tries === TRIES || isFollowing(now, next)) throw error;
      now = next;
    }
  }
  return false;
}

const isFollowing = (before: Stand, now: Stand): boolean =>
  before.is === 'answered' && now.is === 'answered';

/** Gives how it stands afterwards. */
async function sayOnce(exchange: Exchange, { now, said }: Attempt): Promise<Stand> {
  const { message, to, replaces = false } = said;
  if (now.is === 'open') {
    await (replaces ? exchange.replace(message) : exchange.say(message, to));
    return { is: replaces ? 'nodded' : 'answered' };
  }
  await sayMore(exchange, now, said);
  return now.is === 'nodded' ? now : { is: 'answered' };
}

async function sayMore(exchange: Exchange, now: Stand, { message, to, replaces }: Said) {
  const fits = now.is === 'thinking' ? now.to === to : now.is === 'nodded' && replaces === true;
  if (fits) return exchange.edit(message);
  // Who sees a message is settled when it is announced: another one takes its place.
  if (now.is === 'thinking') await exchange.forget();
  await exchange.follow(message, to);
}
