import type { Kysely } from 'kysely';
import type { Tables } from '../schema.ts';
import type { Store } from '../store.ts';
import * as arrivals from './arrivals.ts';
import { type Clicks, createClicks } from './clicks.ts';
import * as outbox from './outbox.ts';
import { becameOf } from './said.ts';

type Inbox = 'receive' | 'leftBehind' | 'handOver' | 'dealtWith';
type Outbox = 'say' | 'becameOf' | 'dueSayings' | 'said' | 'putOff' | 'giveUp' | 'letGo';

/** What only a chat over a network needs: what came in, what has to go out, what its buttons stand for. */
export function networkRecords(
  db: Kysely<Tables>,
  me: number,
): Pick<Store, Inbox | Outbox> & Clicks {
  return {
    ...createClicks(db),
    receive: (arrival) => arrivals.receiveArrival(db, me, arrival),
    leftBehind: (platform) => arrivals.takeLeftBehind(db, me, platform),
    handOver: (key) => arrivals.handOver(db, key),
    dealtWith: (key) => arrivals.dealtWith(db, key),
    say: (saying) => outbox.say(db, saying),
    becameOf: (nonces) => becameOf(db, nonces),
    dueSayings: (due) => outbox.takeDue(db, me, due),
    said: (id, so) => outbox.said(db, { id, me }, so),
    putOff: (id, again) => outbox.putOff(db, { id, me }, again),
    giveUp: (id, trouble) => outbox.giveUp(db, { id, me }, trouble),
    letGo: (operation, ref) => outbox.letGo(db, me, { operation, ref }),
  };
}
