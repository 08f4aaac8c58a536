import { randomBytes } from 'node:crypto';
import type { Policy } from '../access/policy.ts';
import type { Alerts } from '../alerts/alerts.ts';
import { alertSites, seenOf } from '../alerts/engine/seen.ts';
import { createNewsDesk, type NewsDesk } from '../alerts/news.ts';
import type { Card } from '../card.ts';
import { incidentCards } from '../cards/incident.ts';
import type { Attended, Chat } from '../chat.ts';
import { pause } from '../flow/wait.ts';
import { count } from '../format.ts';
import type { Fleet } from '../inventory.ts';
import type { Log } from '../log.ts';

export interface OnlookersParts {
  readonly chats: readonly Chat[];
  readonly alerts: Pick<Alerts, 'list' | 'find' | 'settings'>;
  readonly policy: Pick<Policy, 'may'>;
  readonly fleet: Pick<Fleet, 'sites'>;
  readonly log: Log;
  /** Milliseconds between two looks; tests wait less. */
  readonly everyMs?: number | undefined;
}

const EVERY_MS = 5_000;
/** More than anybody reads. */
const MOST = 200;

/**
 * Whoever sits at a prompt is told of alerts without asking: a line when one fires, gets critical or is over. They see it
 * at once or never, so nothing of it is stored. Gives how to end that.
 */
export function tellOnlookers(parts: OnlookersParts): () => Promise<void> {
  const stopping = new AbortController();
  const working = parts.chats.map((chat) => tell(parts, chat, stopping.signal));
  return async () => {
    stopping.abort();
    await Promise.all(working);
  };
}

async function tell(parts: OnlookersParts, chat: Chat, signal: AbortSignal): Promise<void> {
  if (chat.attended === undefined) return;
  const lookOn = onlooker(parts);
  while (!signal.aborted) {
    const attended = chat.attended();
    if (attended) {
      const cards = await lookOn(attended);
      await say(chat, attended, signal.aborted ? [] : cards);
    }
    await pause(parts.everyMs ?? EVERY_MS, signal).catch(() => {});
  }
}

/** A prompt that was just left needs to hear nothing more. */
async function say(chat: Chat, { place }: Attended, cards: readonly Card[]): Promise<void> {
  for (const card of cards) {
    const nonce = randomBytes(12).toString('base64url');
    await chat.post(place, card, { nonce }).catch(() => {});
  }
}

/** From the first look on; one that fails is made up for by the next. */
function onlooker(parts: OnlookersParts): (attended: Attended) => Promise<readonly Card[]> {
  const desk = createNewsDesk(parts.alerts);
  let isFirst = true;
  return async (attended) => {
    try {
      const cards = await look(parts, { attended, desk, isFirst });
      isFirst = false;
      return cards;
    } catch (err) {
      parts.log.debug({ err }, 'who looks on was not told of alerts');
      return [];
    }
  };
}

interface Looking {
  readonly attended: Attended;
  readonly desk: NewsDesk;
  readonly isFirst: boolean;
}

async function look(
  { alerts, policy, fleet }: OnlookersParts,
  { attended, desk, isFirst }: Looking,
): Promise<readonly Card[]> {
  const { place, caller } = attended;
  const may: Parameters<typeof seenOf>[1]['may'] = (permission, on) =>
    policy.may(caller, permission, { ...on, place });
  if (!may('alert.read')) return [];
  const found = await alerts.list({ sites: alertSites(fleet), ended: false, limit: MOST });
  const open = found.flatMap((incident) => seenOf(incident, { may }) ?? []);
  const cards = incidentCards(alerts.settings.rules);
  const news = (await desk.look(open)).map(({ incident, why }): Card => {
    const { title, tone } = cards.notice(incident, why);
    return { title: `Alert ${incident.number}: ${title}`, tone };
  });
  if (!isFirst || open.length === 0) return news;
  return [{ title: `${count(open.length, 'alert')} now: alert list shows them`, tone: 'warning' }];
}
