import type { Interaction } from 'discord.js';
import type { Card } from '../../../../src/card.ts';
import { BotError } from '../../../../src/errors.ts';
import { notAccepted } from '../../../../src/reply.ts';
import { compose } from '../answers/compose.ts';
import { type DealParts, deal } from '../answers/deal.ts';
import { suggest } from '../answers/suggest.ts';
import { createVoice, type Voice } from '../answers/voice.ts';
import { type Brought, type ReadOptions, readTold, seatOf } from '../incoming/read.ts';
import { type Arrived, type Seat, told } from '../incoming/told.ts';
import { refusal } from '../web/errors.ts';
import { openExchange } from '../web/exchange.ts';

/** Discord waits 3 s for the first answer: https://docs.discord.com/developers/interactions/receiving-and-responding */
const SOON_MS = 1500;

export interface GateParts extends DealParts {
  readonly reading: ReadOptions;
}

/** Deals with what Discord brings, to its end. */
export async function take(parts: GateParts, interaction: Interaction): Promise<void> {
  if (interaction.isAutocomplete()) {
    await suggest(interaction, { ...parts, ...parts.reading }).catch((err: unknown) => {
      const late = refusal(err) === UNKNOWN_INTERACTION;
      parts.log[late ? 'debug' : 'warn']({ err }, 'suggestions on Discord could not be shown');
    });
  } else if (isBrought(interaction)) {
    await takeBrought(parts, interaction);
  }
}

const UNKNOWN_INTERACTION = 10_062;

function isBrought(interaction: Interaction): interaction is Brought {
  return interaction.isChatInputCommand() || interaction.isButton() || interaction.isModalSubmit();
}

async function takeBrought(parts: GateParts, from: Brought): Promise<void> {
  const voice = voiceAt(parts, seatOf(from));
  const late = setTimeout(() => {
    voice.defer('caller', from.isButton()).catch((err: unknown) => {
      parts.log.warn({ err }, 'Discord could not be told that an answer comes');
    });
  }, SOON_MS);
  try {
    const arrived = await written(parts, from, voice);
    if (arrived) await deal(parts, arrived, voice);
  } finally {
    clearTimeout(late);
  }
}

/** What arrived, once it is written down; undefined where there is nothing to do. */
async function written(
  parts: GateParts,
  from: Brought,
  voice: Voice,
): Promise<Arrived | undefined> {
  const { platform, bot, log, reading } = parts;
  try {
    const arrived: Arrived = { key: `${platform}:${from.id}`, told: readTold(from, reading) };
    const fresh = await bot.receive({ key: arrived.key, platform, event: arrived.told });
    return fresh ? arrived : undefined;
  } catch (err) {
    const isOld = err instanceof BotError && err.code === 'usage';
    if (!isOld) log.error({ err }, 'what arrived from Discord could not be written down');
    const message = await compose(isOld ? said(err) : notAccepted, parts);
    await voice.say({ message, to: 'caller' });
    return undefined;
  }
}

function said({ message, hint = '' }: BotError): Card {
  const blocks = hint === '' ? [] : [{ type: 'text' as const, text: hint }];
  return { title: message, tone: 'danger', blocks };
}

/** What a process that is gone had written down, and not dealt with: each as work of its own. */
export async function leftBehind(
  parts: GateParts,
  work: (job: () => Promise<void>) => void,
): Promise<void> {
  for (const { key, event } of await parts.bot.leftBehind(parts.platform)) {
    const { data } = told.safeParse(event);
    work(async () => {
      if (!data) return parts.bot.dealtWith(key);
      await deal(parts, { key, told: data }, voiceAt(parts, data.seat, true));
    });
  }
}

function voiceAt({ web }: GateParts, seat: Seat, wasThere = false): Voice {
  const { onMessage } = seat;
  return createVoice(openExchange(web, seat), { onMessage, leftBehind: wasThere });
}
