import type { Mention } from '../../card.ts';
import type { Place } from '../../chat.ts';
import type { Incident } from '../incident.ts';
import { type AlertSettings, placeKey, type RoutesFor, routesFor } from '../settings.ts';
import { type Callable, callsOf, together } from './calls.ts';
import { heldUntil } from './quiet-hours.ts';
import type { Target } from './reached.ts';
import type { Called } from './route.ts';

/** Whom an incident reaches, as it is configured at this moment. */
export interface Reaching {
  readonly routes: RoutesFor;
  /** Whom these words mean then. */
  calls(called: readonly Called[], at: number): readonly Mention[];
}

export function reachingOf(
  settings: Pick<AlertSettings, 'routes'>,
  boards: readonly Place[],
  callable: Callable,
): Reaching {
  return {
    routes: routesFor(settings, boards),
    calls: (called, at) => callsOf(called, callable, at),
  };
}

/** A place to which at least one route leads. */
export interface Wanted extends Target {
  /** Every route to it has quiet hours then, which end first here. */
  readonly quietUntil?: number | undefined;
}

/** Where it is to be told, by the key of the place; mentions are for when it is critical. */
export function wantedOf(
  { routes, calls }: Reaching,
  incident: Incident,
  at: number,
): ReadonlyMap<string, Wanted> {
  const found = new Map<string, Wanted>();
  for (const { to, mention = [], quiet } of routes(incident)) {
    const until = quiet && heldUntil(quiet, incident.severity, at);
    const own = incident.severity === 'critical' ? calls(mention, at) : [];
    for (const place of to) {
      const before = found.get(placeKey(place));
      const quietUntil = before ? earlier(before.quietUntil, until) : until;
      found.set(placeKey(place), {
        ...{ place, quietUntil },
        mentions: together(before?.mentions ?? [], own),
      });
    }
  }
  return found;
}

/** Of two routes that lead there one that is not quiet is enough. */
function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : Math.min(one, other);
}
