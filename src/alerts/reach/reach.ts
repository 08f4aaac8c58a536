import type { Incident, Post } from '../incident.ts';
import { placeKey } from '../settings.ts';
import { escalate, goesOn, waiting } from './escalation.ts';
import type { Held, Reached, Target, Telling } from './reached.ts';
import { type Reaching, type Wanted, wantedOf } from './reaching.ts';

/** One look at an incident: as it is now, and what the rules want said of it. */
export interface Look {
  readonly incident: Incident;
  readonly posts: readonly Post[];
  readonly now: number;
  readonly reaching: Reaching;
}

export interface Reach {
  readonly reached: Reached;
  readonly says: readonly Telling[];
  /** It was held back there, and was over before the quiet hours were. */
  readonly missed: readonly Held[];
}

/** Whom it reaches, and when: no clock is read here, and nothing kept. */
export function reach(before: Reached, look: Look): Reach {
  const said = look.posts.reduce<Talk>((talk, post) => sayPost(talk, post, look), {
    says: [],
    // Whoever is told by a card of now needs no reply below it.
    had: new Set(before.told.map(placeKey)),
    reached: before,
  });
  if (look.incident.state === 'resolved') return over(said, look.incident);
  const woken = wake(said, look);
  const reached = { ...woken.reached, ...waiting(woken.reached, look.incident, look.now) };
  const { says, done } = escalate(reached, look.incident, look);
  return {
    reached: { ...reached, told: toldBy(reached, says), done: [...reached.done, ...done] },
    says: [...woken.says, ...says],
    missed: [],
  };
}

interface Talk extends Pick<Reach, 'reached' | 'says'> {
  readonly had: ReadonlySet<string>;
}

/** Of what was told before somebody is called anew. */
const calling: readonly Post['why'][] = ['escalated', 'unmuted'];

function sayPost(talk: Talk, { how, why, incident }: Post, { now, reaching }: Look): Talk {
  const wanted = wantedOf(reaching, incident, now);
  if (how === 'notice') {
    const to = talk.reached.told.flatMap((place): readonly Target[] => {
      const known = wanted.get(placeKey(place));
      if (!talk.had.has(placeKey(place)) || known?.quietUntil !== undefined) return [];
      return [{ place, mentions: calling.includes(why) ? (known?.mentions ?? []) : [] }];
    });
    return to.length === 0 ? talk : { ...talk, says: [...talk.says, { how, why, incident, to }] };
  }
  const known = new Set(talk.reached.told.map(placeKey));
  // What is over, muted or away for a while is no news where nobody heard of it.
  const missing = goesOn(incident) ? without(wanted, known) : [];
  const [awake, later] = [missing.filter(isAwake), missing.filter((one) => !isAwake(one))];
  const to = [
    ...talk.reached.told.map((place) => ({ place, mentions: [] })),
    ...awake.map(loud(incident)),
  ];
  const telling: Telling = { how, why, incident, to };
  const says = to.length === 0 ? talk.says : [...talk.says, telling];
  const held = holding(talk.reached.held, later);
  return {
    ...talk,
    says,
    reached: { ...talk.reached, held, told: toldBy(talk.reached, [telling]) },
  };
}

/** What was held back is told when it may be, if it still fires. */
function wake(talk: Talk, { incident, now, reaching }: Look): Talk {
  if (talk.reached.held.length === 0) return talk;
  const wanted = wantedOf(reaching, incident, now);
  const told = new Set(talk.reached.told.map(placeKey));
  const left = talk.reached.held.filter(({ place }) => !told.has(placeKey(place)));
  const awake = left.flatMap(({ place }) => {
    const one = wanted.get(placeKey(place));
    return one && isAwake(one) && goesOn(incident) ? [loud(incident)(one)] : [];
  });
  const gone = new Set(awake.map(({ place }) => placeKey(place)));
  const held = left
    .filter(({ place }) => !gone.has(placeKey(place)))
    .map(({ place, until }) => ({
      place,
      until: wanted.get(placeKey(place))?.quietUntil ?? until,
    }));
  const telling: Telling = { how: 'card', why: 'fired', incident, to: awake };
  return {
    ...talk,
    says: awake.length === 0 ? talk.says : [...talk.says, telling],
    reached: { ...talk.reached, held, told: toldBy(talk.reached, [telling]) },
  };
}

/** Should it come back soon it is told as it was, and nobody has acknowledged that yet. */
function over({ reached, says }: Talk, incident: Incident): Reach {
  const told = new Set(reached.told.map(placeKey));
  return {
    reached: { ...reached, held: [], ...waiting(reached, incident, 0) },
    says,
    missed: reached.held.filter(({ place }) => !told.has(placeKey(place))),
  };
}

function without(wanted: ReadonlyMap<string, Wanted>, known: ReadonlySet<string>) {
  return [...wanted].flatMap(([key, one]) => (known.has(key) ? [] : [one]));
}

function isAwake({ quietUntil }: Wanted): boolean {
  return quietUntil === undefined;
}

/** Somebody who looks after it already does not have to be called. */
function loud({ state }: Incident) {
  return ({ place, mentions }: Wanted): Target => ({
    place,
    mentions: state === 'firing' ? mentions : [],
  });
}

function holding(held: readonly Held[], more: readonly Wanted[]): readonly Held[] {
  const known = new Set(held.map(({ place }) => placeKey(place)));
  const added = more.flatMap(({ place, quietUntil }) =>
    quietUntil === undefined || known.has(placeKey(place)) ? [] : [{ place, until: quietUntil }],
  );
  return [...held, ...added];
}

function toldBy({ told }: Pick<Reached, 'told'>, says: readonly Telling[]): Reached['told'] {
  const known = new Set(told.map(placeKey));
  const added = says.flatMap(({ to }) => to.map(({ place }) => place));
  return [...told, ...added.filter((place) => !known.has(placeKey(place)))];
}
