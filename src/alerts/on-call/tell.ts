import { randomBytes } from 'node:crypto';
import type { Access } from '../../access/access.ts';
import type { Person } from '../../access/people.ts';
import type { Card } from '../../card.ts';
import type { Place } from '../../chat.ts';
import { isWebhook } from '../../webhooks/webhook.ts';
import type { Alerts } from '../alerts.ts';
import type { Called, Route } from '../reach/route.ts';
import { onceEach, placeKey } from '../settings.ts';

/** Who heard of it. */
export interface HeardOf {
  readonly people: readonly Person[];
  readonly places: readonly Place[];
  /** Whom no chat of this process could tell. */
  readonly missed: readonly Person[];
}

export interface Hearing {
  /** Those who are told directly, each with what they read. */
  readonly people: readonly { readonly person: Person; readonly card: Card }[];
  /** What the channels read. */
  readonly card: Card;
  readonly rota: string;
  /** Where the answer is read anyway. */
  readonly here?: Place | undefined;
}

/** Tells those whom it is about directly, and the channels in which the rota is called. */
export async function tellOfTurn(
  { people, card, rota, here }: Hearing,
  { access, alerts }: { readonly access: Pick<Access, 'tell'>; readonly alerts: Alerts },
): Promise<HeardOf> {
  const places = placesCalling(alerts.settings.routes, rota).filter((place) => !isIn(place, here));
  for (const place of places) {
    await alerts.say({ place, card, nonce: randomBytes(12).toString('base64url') });
  }
  const told: Person[] = [];
  for (const { person, card: own } of people) {
    if (await isTold(access, person, own)) told.push(person);
  }
  const missed = people.map(({ person }) => person).filter((one) => !told.includes(one));
  return { people: told, places, missed };
}

/** In the first of their chats that takes it. */
async function isTold({ tell }: Pick<Access, 'tell'>, person: Person, card: Card) {
  for (const one of person.identities) {
    if (await tell({ ...one, name: person.name }, card)) return true;
  }
  return false;
}

/** Where a route calls whoever is on call in it, by its card or by a step. */
function placesCalling(routes: readonly Route[], rota: string): readonly Place[] {
  const calls = (called: readonly Called[] = []) =>
    called.some((one) => one.kind === 'onCall' && one.rota === rota);
  const places = routes.flatMap(({ to, mention, escalate = [] }) => [
    ...(calls(mention) || escalate.some((step) => calls(step.mention)) ? to : []),
    ...escalate.flatMap((step) => (calls(step.mention) ? step.to : [])),
  ]);
  return onceEach(places).filter((place) => !isWebhook(place));
}

function isIn(place: Place, here: Place | undefined): boolean {
  return here !== undefined && placeKey(place) === placeKey({ ...here, thread: undefined });
}
