import { isDeepStrictEqual } from 'node:util';
import { type AlertSettings, defaultSettings } from './settings.ts';

/** What the configuration says of alerts, as it stands at this moment. */
export interface Alerting {
  now(): AlertSettings;
  /** Other settings from now on; false where they are the same. */
  use(next: AlertSettings): boolean;
  /** Calls back whenever they are others; gives how to end that. */
  changes(heard: () => void): () => void;
}

export function createAlerting(first: AlertSettings = defaultSettings): Alerting {
  const listeners = new Set<() => void>();
  let now = first;
  return {
    now: () => now,
    use(next) {
      // What did not change stays the very same, so that nobody has to look into it again.
      if (isDeepStrictEqual(next, now)) return false;
      now = isDeepStrictEqual(next.rules, now.rules) ? { ...next, rules: now.rules } : next;
      for (const heard of listeners) heard();
      return true;
    },
    changes(heard) {
      listeners.add(heard);
      return () => void listeners.delete(heard);
    },
  };
}
