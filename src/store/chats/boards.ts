import { type Kysely, type Selectable, sql } from 'kysely';
import type { Actor, MessageRef, Place } from '../../chat.ts';
import { clean, toJson } from '../json.ts';
import type { Tables } from '../schema.ts';

/** A message that shows at any time how things are; one a channel. */
export interface Board {
  readonly place: Place;
  readonly message: MessageRef | undefined;
  /** A fingerprint of what it shows. */
  readonly shown: string | undefined;
  readonly shownAt: number | undefined;
  readonly madeAt: number;
}

export interface BoardRecords {
  /** False when the channel has one. */
  add(place: Place, by: Actor): Promise<boolean>;
  remove(place: Place): Promise<boolean>;
  /** Every channel that has one. */
  places(): Promise<readonly Place[]>;
  /** Boards of this platform that no other process draws; they are this one's for half a minute. */
  take(platform: string): Promise<readonly Board[]>;
  /** What it shows now, and lets others draw it. False when it was removed meanwhile. */
  drawn(place: Place, shown: { message?: MessageRef; shown?: string }): Promise<boolean>;
}

/** Long enough to draw them all; a process that dies keeps nobody from it for longer. */
const TAKEN_SECONDS = 30;

export function boardRecords(db: Kysely<Tables>): BoardRecords {
  return {
    async add(place, by) {
      const row = { ...keyOf(place), place: toJson(place), made_by: toJson(by) };
      const added = await db
        .insertInto('boards')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
    async remove(place) {
      const gone = await db
        .deleteFrom('boards')
        .where((where) => where.and(keyOf(place)))
        .executeTakeFirst();
      return gone.numDeletedRows > 0n;
    },
    async places() {
      const rows = await db.selectFrom('boards').select('place').orderBy('made_at').execute();
      return rows.map(({ place }) => place);
    },
    async take(platform) {
      const rows = await db
        .updateTable('boards')
        .set({ taken_until: sql<Date>`now() + make_interval(secs => ${TAKEN_SECONDS})` })
        .where('platform', '=', platform)
        .where((where) =>
          where.or([where('taken_until', 'is', null), where('taken_until', '<', sql<Date>`now()`)]),
        )
        .returningAll()
        .execute();
      return rows.map(boardOf);
    },
    async drawn(place, { message, shown }) {
      const drawn = await db
        .updateTable('boards')
        .set({
          taken_until: null,
          ...(message && { message: toJson(message) }),
          ...(shown !== undefined && { shown, shown_at: new Date() }),
        })
        .where((where) => where.and(keyOf(place)))
        .executeTakeFirst();
      return drawn.numUpdatedRows > 0n;
    },
  };
}

function boardOf({
  place,
  message,
  shown,
  shown_at,
  made_at,
}: Selectable<Tables['boards']>): Board {
  return {
    place,
    message: message ?? undefined,
    shown: shown ?? undefined,
    shownAt: shown_at === null ? undefined : +shown_at,
    madeAt: +made_at,
  };
}

function keyOf({ platform, channel }: Place) {
  return { platform: clean(platform), channel: clean(channel) };
}
