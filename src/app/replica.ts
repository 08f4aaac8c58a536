import type { OpenAccess } from '../access/access.ts';
import type { Alerting } from '../alerts/alerting.ts';
import { startWatching, type Watching } from '../alerts/live/watching.ts';
import { createDoctor, type Doctor } from '../doctor/doctor.ts';
import type { DoctorSettings } from '../doctor/settings.ts';
import type { Health } from '../health.ts';
import type { Fleet } from '../inventory.ts';
import type { Log } from '../log.ts';
import type { Meter } from '../meter.ts';
import { startSampler } from '../metrics/sampler.ts';
import type { OperationKind } from '../operation.ts';
import { openReplica, type Replica } from '../replicas/replica.ts';
import type { Store } from '../store/store.ts';

export interface PlaceParts {
  readonly store: Store;
  readonly fleet: Fleet;
  readonly access: OpenAccess;
  /** A one-shot client has no place among the replicas. */
  readonly client: boolean;
  readonly policyHash?: (() => string | undefined) | undefined;
  readonly polls?: boolean | undefined;
  readonly checks?: DoctorSettings | undefined;
  readonly alerting: Alerting;
  /** Which configuration this process was started with. */
  readonly origin?: string | undefined;
  readonly kinds: readonly OperationKind[];
  /** How this process does. */
  readonly health?: Pick<Health, 'figures'> | undefined;
  readonly meter?: Meter | undefined;
  readonly log: Log;
}

export interface OpenPlace {
  readonly doctor: Doctor;
  readonly replica?: Replica | undefined;
}

/** The place among the replicas, and what whoever polls a site does there. The store is closed where it cannot be taken. */
export async function openPlace(parts: PlaceParts): Promise<OpenPlace> {
  const { store, fleet, access, client, policyHash, polls = false } = parts;
  const { checks: settings, meter, log } = parts;
  const { replicas: records, checkups, metrics } = store;
  const doctor = createDoctor({ fleet, records: checkups, settings, log });
  if (client) return { doctor };
  const watching = polls ? await startWatching(watchingParts(parts)) : undefined;
  const sampler = polls ? startSampler({ fleet, metrics, watching, meter, log }) : undefined;
  const policy = policyHash ?? (() => access.hash);
  const { visit } = doctor;
  try {
    const replica = await openReplica({ records, fleet, policy, polls, visit, sampler, log });
    watchItself(replica, watching);
    const leave = watching?.abandoned?.(replica.seats);
    const close = async () => {
      await leave?.();
      await replica.close().finally(() => watching?.close());
    };
    return { doctor, replica: { ...replica, close } };
  } catch (error) {
    await sampler?.close();
    await watching?.close();
    await store.close();
    throw error;
  }
}

function watchingParts({ health, ...parts }: PlaceParts) {
  return { ...parts, figures: health?.figures };
}

/** One of all says how the bot does: of its own process, and of what is about all of them. */
const OWN_SEAT = 'own';

function watchItself({ seats }: Replica, watching: Watching | undefined): void {
  const own = watching?.own;
  if (own) seats.want(OWN_SEAT, (turn) => own(turn, OWN_SEAT));
}
