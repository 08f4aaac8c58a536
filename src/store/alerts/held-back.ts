import { sql, type Transaction } from 'kysely';
import type { Missed } from '../../alerts/live/records.ts';
import type { Held } from '../../alerts/reach/reached.ts';
import { placeKey } from '../../alerts/settings.ts';
import type { Place } from '../../chat.ts';
import { isWebhook } from '../../webhooks/webhook.ts';
import { addToOutbox } from '../chats/outbox.ts';
import { toJson } from '../json.ts';
import type { Tables } from '../schema.ts';
import { digest } from './tell.ts';

type Trx = Transaction<Tables>;

/** It was over before the quiet hours were: people are told of it in one line with others. */
export async function holdBack(trx: Trx, number: number, missed: readonly Held[]): Promise<void> {
  for (const { place, until } of missed.filter((one) => !isWebhook(one.place))) {
    await trx
      .insertInto('held_back')
      .values({
        ...{ incident: number, place_key: placeKey(place), place: toJson(place) },
        until: new Date(until),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Takes what is due, of all sites, and says one line of it in each place: in the same transaction, so once. */
export async function tellHeldBack(trx: Trx, { before, draw }: Missed): Promise<void> {
  const rows = await trx
    .deleteFrom('held_back')
    .using('incidents')
    .whereRef('incidents.number', '=', 'held_back.incident')
    .where('held_back.until', '<=', new Date(before))
    .returning([
      ...(['held_back.place', 'held_back.place_key', 'held_back.until'] as const),
      ...(['incidents.number', 'incidents.shown'] as const),
    ])
    .execute();
  for (const [key, all] of Map.groupBy(rows, ({ place_key }) => place_key)) {
    const kept = all
      .map(({ number, shown }) => ({ ...shown, number }))
      .toSorted((a, b) => a.number - b.number);
    const place: Place | undefined = all[0]?.place;
    if (place === undefined) continue;
    const numbers = kept.map(({ number }) => number);
    const nonce = `held-back-${digest([key, numbers, all.map(({ until }) => +until).toSorted()])}`;
    const { platform } = place;
    await addToOutbox(trx, [{ nonce, platform, place: toJson(place), card: toJson(draw(kept)) }]);
  }
}

/** When the next quiet hours end from which something is to be told; undefined where nothing is. */
export async function nextHeldBack(trx: Pick<Trx, 'selectFrom'>): Promise<number | undefined> {
  const row = await trx
    .selectFrom('held_back')
    .select(sql<Date | null>`min(until)`.as('until'))
    .executeTakeFirst();
  return row?.until ? +row.until : undefined;
}
