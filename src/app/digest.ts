import type { AlertSettings } from '../alerts/settings.ts';
import { type TellerParts, tellDaily } from '../digest/teller.ts';
import type { Seats } from '../replicas/seats.ts';
import type { Store } from '../store/store.ts';

interface DigestParts extends Omit<TellerParts, 'settings' | 'digests'> {
  readonly store: Pick<Store, 'digests'>;
  readonly alerting?: AlertSettings | undefined;
  /** Only a service tells it. */
  readonly polls?: boolean | undefined;
  readonly seats?: Seats | undefined;
}

/** One replica of all tells it. */
export function openDigest({ alerting, polls, seats, store, ...parts }: DigestParts): void {
  const { digests } = store;
  const settings = () => alerting?.digest;
  if (polls !== true || settings() === undefined) return;
  seats?.want('digest', (turn) => tellDaily({ ...parts, digests, settings }, turn));
}
