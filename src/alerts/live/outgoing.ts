import type { IncidentCards } from '../../cards/incident.ts';
import type { Place } from '../../chat.ts';
import { caseOf, incidentOf } from '../case.ts';
import type { Engine } from '../engine.ts';
import type { Incident, Post } from '../incident.ts';
import type { SavedCase } from '../saved.ts';
import type { PlacesFor } from '../settings.ts';
import type { LiveAlertRecords, Say, WrittenCase } from './records.ts';

/** What the engine wants said, until it is written down. */
export interface Outgoing {
  add(posts: readonly Post[]): void;
  /** Writes what has changed and what is to be said; what could not be written is kept for the next time. */
  write(engine: Pick<Engine, 'saved'>): Promise<'written' | 'not-ours'>;
}

export interface OutgoingParts {
  readonly site: string;
  readonly seat: string;
  readonly records: Pick<LiveAlertRecords, 'write'>;
  readonly cards: IncidentCards;
  /** Where an incident is told, as it is configured at this moment. */
  places(): Promise<PlacesFor>;
  /** What is stored already. */
  readonly stored: readonly SavedCase[];
}

export function createOutgoing(parts: OutgoingParts): Outgoing {
  const { site, seat, records, cards } = parts;
  const written = new Map(parts.stored.map((one) => [one.id, JSON.stringify(one)]));
  let unsaid: readonly Post[] = [];
  return {
    add(posts) {
      unsaid = newest([...unsaid, ...posts]);
    },
    async write(engine) {
      const saved = engine.saved().map((one) => ({ one, text: JSON.stringify(one) }));
      const said = unsaid;
      const ids = new Set(said.map(({ incident }) => incident.id));
      const changed = saved.filter(
        ({ one, text }) => ids.has(one.id) || written.get(one.id) !== text,
      );
      if (changed.length === 0) return 'written';
      const placesOf = said.length > 0 ? await parts.places() : () => [];
      const cases = changed.map(({ one }): WrittenCase => {
        const of = said.filter(({ incident }) => incident.id === one.id);
        return {
          case: one,
          incident: incidentOf(caseOf(one)),
          says: of.map((post) => sayOf(post, placesOf, cards)),
        };
      });
      const result = await records.write({ site, seat, cases });
      if (result === 'not-ours') return result;
      written.clear();
      for (const { one, text } of saved) written.set(one.id, text);
      unsaid = unsaid.filter((post) => !said.includes(post));
      return result;
    },
  };
}

/** Of edits of one incident that follow each other only the last is of any use. */
function newest(posts: readonly Post[]): readonly Post[] {
  return posts.filter(({ how, incident }, at) => {
    if (how !== 'edit') return true;
    const next = posts.slice(at + 1).find((later) => later.incident.id === incident.id);
    return next?.how !== 'edit';
  });
}

function sayOf(
  post: Post,
  placesOf: (incident: Incident) => readonly Place[],
  cards: IncidentCards,
): Say {
  const { how, why, incident } = post;
  return {
    ...{ how, why, incident, places: placesOf(incident) },
    draw: (kept) => (how === 'notice' ? cards.notice(kept, why) : cards.card(kept)),
  };
}
