import { nobodyOnCall } from '../access/on-call.ts';
import type { Alerts } from '../alerts/alerts.ts';
import type { Callable } from '../alerts/calls.ts';
import { reachingOf } from '../alerts/reaching.ts';
import { type AlertSettings, defaultSettings, placesFor } from '../alerts/settings.ts';
import type { Store } from '../store/store.ts';

interface DeskParts {
  readonly store: Pick<Store, 'alerts' | 'boards' | 'say' | 'becameOf'>;
  /** As the configuration says; absent where there is none. */
  readonly settings?: AlertSettings | undefined;
  /** Who is who, and who is on call; nobody where absent. */
  readonly access?: { book(): Callable } | undefined;
}

const nobody: Callable = { people: { all: () => [] }, onCall: nobodyOnCall };

/** What commands ask and change of alerts, over what is stored. */
export function alertDesk({ store, settings = defaultSettings, access }: DeskParts): Alerts {
  const callable = () => access?.book() ?? nobody;
  return {
    ...store.alerts,
    settings,
    places: async (incident) => placesFor(settings, await store.boards.places())(incident),
    reaching: async () => reachingOf(settings, await store.boards.places(), callable()),
    onCall: () => callable().onCall,
    say: store.say,
    said: store.becameOf,
  };
}
