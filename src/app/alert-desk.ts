import type { Alerts } from '../alerts/alerts.ts';
import { type AlertSettings, defaultSettings, placesFor } from '../alerts/settings.ts';
import type { Store } from '../store/store.ts';

interface DeskParts {
  readonly store: Pick<Store, 'alerts' | 'boards' | 'say' | 'becameOf'>;
  /** As the configuration says; absent where there is none. */
  readonly settings?: AlertSettings | undefined;
}

/** What commands ask and change of alerts, over what is stored. */
export function alertDesk({ store, settings = defaultSettings }: DeskParts): Alerts {
  return {
    ...store.alerts,
    settings,
    places: async (incident) => placesFor(settings, await store.boards.places())(incident),
    say: store.say,
    said: store.becameOf,
  };
}
