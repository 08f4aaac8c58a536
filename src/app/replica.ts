import type { OpenAccess } from '../access/access.ts';
import { createDoctor, type Doctor } from '../doctor/doctor.ts';
import type { DoctorSettings } from '../doctor/settings.ts';
import type { Fleet } from '../inventory.ts';
import type { Log } from '../log.ts';
import type { Meter } from '../meter.ts';
import { startSampler } from '../metrics/sampler.ts';
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
  const sampler = polls ? startSampler({ fleet, metrics, meter, log }) : undefined;
  const policy = policyHash ?? (() => access.hash);
  const { visit } = doctor;
  try {
    const replica = await openReplica({ records, fleet, policy, polls, visit, sampler, log });
    return { doctor, replica };
  } catch (error) {
    await sampler?.close();
    await store.close();
    throw error;
  }
}
