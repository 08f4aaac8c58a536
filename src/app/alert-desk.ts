import { type Alerting, createAlerting } from '../alerts/alerting.ts';
import type { Alerts } from '../alerts/alerts.ts';
import { placesFor } from '../alerts/settings.ts';
import type { Store } from '../store/store.ts';

interface DeskParts {
  readonly store: Pick<Store, 'alerts' | 'boards' | 'say' | 'becameOf'>;
  /** As the configuration says at this moment; the defaults where absent. */
  readonly alerting?: Pick<Alerting, 'now'> | undefined;
}

/** What commands ask and change of alerts, over what is stored. */
export function alertDesk({ store, alerting = createAlerting() }: DeskParts): Alerts {
  return {
    ...store.alerts,
    get settings() {
      return alerting.now();
    },
    places: async (incident) => placesFor(alerting.now(), await store.boards.places())(incident),
    say: store.say,
    said: store.becameOf,
  };
}
