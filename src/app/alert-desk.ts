import { nobodyOnCall } from '../access/on-call.ts';
import { type Alerting, createAlerting } from '../alerts/alerting.ts';
import type { Alerts } from '../alerts/alerts.ts';
import type { Callable } from '../alerts/reach/calls.ts';
import { reachingOf } from '../alerts/reach/reaching.ts';
import { placesFor } from '../alerts/settings.ts';
import type { Store } from '../store/store.ts';

interface DeskParts {
  readonly store: Pick<Store, 'alerts' | 'boards' | 'say' | 'becameOf'>;
  /** As the configuration says at this moment; the defaults where absent. */
  readonly alerting?: Pick<Alerting, 'now'> | undefined;
  /** Who is who, and who is on call; nobody where absent. */
  readonly access?: { book(): Callable } | undefined;
}

const nobody: Callable = { people: { all: () => [] }, onCall: nobodyOnCall };

/** What commands ask and change of alerts, over what is stored. */
export function alertDesk({ store, alerting = createAlerting(), access }: DeskParts): Alerts {
  const callable = () => access?.book() ?? nobody;
  return {
    ...store.alerts,
    get settings() {
      return alerting.now();
    },
    places: async (incident) => placesFor(alerting.now(), await store.boards.places())(incident),
    reaching: async () => reachingOf(alerting.now(), await store.boards.places(), callable()),
    onCall: () => callable().onCall,
    say: store.say,
    said: store.becameOf,
  };
}
