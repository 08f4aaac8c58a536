import type { Incident, Post } from '../incident.ts';
import { placeKey } from '../settings.ts';
import { goesOn } from './escalation.ts';
import type { Held, Reached, Target, Telling } from './reached.ts';
import type { Wanted } from './reaching.ts';

/** Replies by which somebody is called anew: quiet hours hold them back, and drop none. */
const calling = ['escalated', 'unmuted'] as const;

/** What a reply says, and who hears of it later. */
export interface Replied {
  readonly says: readonly Telling[];
  readonly held: readonly Held[];
}

interface Replying {
  readonly why: Post['why'];
  readonly incident: Incident;
  /** Where its card was before this look. */
  readonly places: Reached['told'];
  readonly held: readonly Held[];
}

/** A reply below each card; where it is quiet, when it is not any more. */
export function reply(
  { why, incident, places, held }: Replying,
  wanted: ReadonlyMap<string, Wanted>,
): Replied {
  const called = calling.find((one) => one === why);
  const to: Target[] = [];
  const later: Held[] = [];
  for (const place of places) {
    const { mentions = [], quietUntil: until } = wanted.get(placeKey(place)) ?? {};
    if (until === undefined) to.push({ place, mentions: called === undefined ? [] : mentions });
    else if (called !== undefined) later.push({ place, until, reply: called });
  }
  const kept = held.filter((one) => !later.some((other) => isSame(one, other)));
  return {
    says: to.length === 0 ? [] : [{ how: 'notice', why, incident, to }],
    held: [...kept, ...later],
  };
}

/** Those that waited for the end of quiet hours: said if nobody has acknowledged it, and it is as bad still. */
export function wakeReplies(
  held: readonly Held[],
  incident: Incident,
  wanted: ReadonlyMap<string, Wanted>,
): Replied {
  const isWanted = incident.state === 'firing' && incident.severity === 'critical';
  const all = held.filter(({ reply: why }) => why !== undefined);
  if (all.length === 0 || !isWanted) return { says: [], held: [] };
  const awake = all.filter(
    ({ place }) => goesOn(incident) && wanted.get(placeKey(place))?.quietUntil === undefined,
  );
  const says = calling.flatMap((why): readonly Telling[] => {
    const to = awake
      .filter((one) => one.reply === why)
      .map(({ place }) => ({ place, mentions: wanted.get(placeKey(place))?.mentions ?? [] }));
    return to.length === 0 ? [] : [{ how: 'notice', why, incident, to }];
  });
  const left = all.filter((one) => !awake.includes(one));
  return {
    says,
    held: left.map((one) => ({
      ...one,
      until: wanted.get(placeKey(one.place))?.quietUntil ?? one.until,
    })),
  };
}

function isSame(one: Held, other: Held): boolean {
  return one.reply !== undefined && placeKey(one.place) === placeKey(other.place);
}
