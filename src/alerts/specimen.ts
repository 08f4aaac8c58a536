import { createHash, randomUUID } from 'node:crypto';
import type { Card, Field } from '../card.ts';
import { incidentCard } from '../cards/incident.ts';
import type { Actor, Place } from '../chat.ts';
import { pause } from '../flow/wait.ts';
import type { Saying } from '../store/chats/outbox.ts';
import type { Said } from '../store/chats/said.ts';
import { eventOf } from '../webhooks/event.ts';
import { isWebhook } from '../webhooks/webhook.ts';
import type { Alerts } from './alerts.ts';
import type { KeptIncident } from './records.ts';
import type { Severity } from './rules/rule.ts';
import type { Subject } from './rules/signal.ts';

export interface SpecimenOf {
  readonly subject: Subject;
  readonly severity: Severity;
  readonly now: number;
}

/** An alert as it would be, of something that is fine. */
export function specimenOf({ subject, severity, now }: SpecimenOf): KeptIncident {
  const { site, host } = subject;
  const signal = 'machine-cpu';
  const value = 0.95;
  return {
    ...{ id: 'specimen', number: 0, signal, site, host, severity },
    ...{ state: 'firing', startedAt: now, peak: value, flapping: false },
    members: [
      {
        ...{ subject, rule: signal, signal, severity, since: now },
        ...{ peak: value, value, times: 1 },
      },
    ],
  };
}

export interface SpecimenShown extends Pick<Alerts['settings'], 'rules'> {
  readonly actor: Actor;
  /** Whom a real one would call there. */
  readonly would: readonly Field[];
}

/** Says at once that nothing is wrong. It has nothing to click: there is no alert behind it. */
export function specimenCard(incident: KeptIncident, { actor, rules, would }: SpecimenShown): Card {
  const card = incidentCard(incident, { rules, rows: 1 });
  return {
    ...card,
    title: `Test: ${card.title}`,
    blocks: [
      { type: 'text', text: `Nothing is wrong. ${actor.name} wanted to see where alerts go.` },
      ...(would.length === 0 ? [] : [{ type: 'fields', fields: would } as const]),
      ...(card.blocks ?? []),
    ],
    footer: 'alert test',
  };
}

export interface Delivered extends Said {
  readonly place: Place;
}

/** Milliseconds for which a chat may take its time. */
const PATIENCE_MS = 15_000;
const LOOK_MS = 250;

/** What people are shown in each place, and the alert that programs are told of. */
export interface Specimen {
  card(place: Place): Card;
  readonly incident: KeptIncident;
}

/** Says it in each place as alerts are said, and waits a while for what becomes of it. */
export async function deliver(
  specimen: Specimen,
  places: readonly Place[],
  { alerts, signal, patienceMs = PATIENCE_MS }: Delivering,
): Promise<readonly Delivered[]> {
  const run = randomUUID();
  const sent = places.map((place) => ({ place, sayings: sayingsOf(specimen, place, run) }));
  for (const { sayings } of sent) for (const saying of sayings) await alerts.say(saying);
  const until = Date.now() + patienceMs;
  for (;;) {
    const delivered = await Promise.all(
      sent.map(async ({ place, sayings }) => {
        const said = await alerts.said(sayings.map(({ nonce }) => nonce));
        return { place, ...together(said, sayings) };
      }),
    );
    const settled = delivered.every(
      ({ state, trouble }) => state !== 'waiting' || trouble !== undefined,
    );
    if (settled || Date.now() >= until) return delivered;
    await pause(LOOK_MS, signal);
  }
}

export interface Delivering {
  readonly alerts: Pick<Alerts, 'say' | 'said'>;
  readonly signal: AbortSignal;
  readonly patienceMs?: number | undefined;
}

/** A program is told at once that it is over, so that nobody is called for long. */
function sayingsOf(
  { card: cardIn, incident }: Specimen,
  place: Place,
  run: string,
): readonly Saying[] {
  const { platform, channel } = place;
  const card = cardIn(place);
  if (!isWebhook(place)) return [{ place, card, nonce: nonceOf([run, platform, channel]) }];
  const at = Date.now();
  const over = { ...incident, state: 'resolved', endedAt: at } as const;
  const about = { at, title: card.title, test: true, salt: run };
  const events = [
    eventOf(incident, channel, { ...about, turn: 'triggered' }),
    eventOf(over, channel, { ...about, turn: 'resolved' }),
  ];
  return events.map((event) => ({ place, card, nonce: event.id, event }));
}

/** What became of all that was said in one place: where one is in trouble, so is the whole. */
function together(said: readonly Said[], sayings: readonly Saying[]): Said {
  const trouble = said.find((one) => one.trouble !== undefined);
  if (trouble) return trouble;
  const waiting = said.find(({ state }) => state === 'waiting');
  const answers = said.flatMap(({ answer }, at) => {
    const turn = sayings[at]?.event?.turn;
    return answer === undefined || turn === undefined ? [] : [`${turn}: ${answer}`];
  });
  const answer = answers.length === 0 ? undefined : answers.join('; ');
  return { state: 'said', ...waiting, answer };
}

/** As short as the narrowest chat wants it: 25 letters. */
function nonceOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join(' ')).digest('base64url').slice(0, 20);
}
