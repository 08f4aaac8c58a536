import type { Alerting } from '../alerts/alerting.ts';
import { type TellerParts, tellDaily } from '../digest/teller.ts';
import type { Seats } from '../replicas/seats.ts';
import type { Store } from '../store/store.ts';

interface DigestParts extends Omit<TellerParts, 'settings' | 'digests'> {
  readonly store: Pick<Store, 'digests'>;
  readonly alerting: Pick<Alerting, 'now' | 'changes'>;
  /** Only a service tells it. */
  readonly polls?: boolean | undefined;
  readonly seats?: Seats | undefined;
}

/** One replica of all tells it, from when the configuration has one. */
export function openDigest({ alerting, polls, seats, store, ...parts }: DigestParts): void {
  if (polls !== true) return;
  const { digests } = store;
  const settings = () => alerting.now().digest;
  let wanted = false;
  const look = () => {
    if (wanted || settings() === undefined) return;
    wanted = true;
    seats?.want('digest', (turn) => tellDaily({ ...parts, digests, settings }, turn));
  };
  alerting.changes(look);
  look();
}
