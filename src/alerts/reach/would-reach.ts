import type { Mention } from '../../card.ts';
import type { Place } from '../../chat.ts';
import type { Incident } from '../incident.ts';
import { onceEach, placeKey } from '../settings.ts';
import { comingSteps } from './escalation.ts';
import { reach } from './reach.ts';
import { unreached } from './reached.ts';
import { type Reaching, wantedOf } from './reaching.ts';
import type { Route } from './route.ts';

/** Whom an incident would call in one place, were it real and told now. Nobody is called by asking. */
export interface Would {
  readonly calls: readonly Mention[];
  /** Whether any route that leads there calls somebody at all. */
  readonly mentions: boolean;
  /** Its quiet hours hold it back there until then, in milliseconds since the epoch. */
  readonly quietUntil?: number | undefined;
  /** What would follow where nobody acknowledges it. */
  readonly steps: readonly WouldStep[];
}

export interface WouldStep {
  /** Milliseconds for which nobody has. */
  readonly waitedMs: number;
  readonly to: readonly Place[];
  readonly calls: readonly Mention[];
}

export function wouldReach(
  incident: Incident,
  reaching: Reaching,
  now: number,
): (place: Place) => Would {
  const wanted = wantedOf(reaching, incident, now);
  const posts = [{ how: 'card', why: 'fired', incident }] as const;
  const { reached } = reach(unreached, { incident, posts, now, reaching });
  const coming = comingSteps(reached, incident, reaching).map(({ route, step, at, waitedMs }) => ({
    ...{ waitedMs, to: onceEach([...route.to, ...step.to]) },
    calls: reaching.calls(step.mention, at ?? now),
  }));
  return (place) => {
    const { mentions: calls = [], quietUntil } = wanted.get(placeKey(place)) ?? {};
    return {
      ...{ calls, quietUntil },
      mentions: reaching.routes(incident).some((route) => mentionsIn(route, place)),
      steps: coming.filter(({ to }) => includes(to, place)),
    };
  };
}

function mentionsIn({ to, mention = [] }: Route, place: Place): boolean {
  return mention.length > 0 && includes(to, place);
}

function includes(places: readonly Place[], place: Place): boolean {
  return places.some((one) => placeKey(one) === placeKey(place));
}
