import { LEASE_SECONDS } from '../store/replicas/replicas.ts';

/** Our own view of a lease: when in doubt, it is over before the database says so. */
export interface Lease {
  /** Lengthens it from the moment a renewing question was sent, not from its answer. */
  renewFrom(sent: Instant): void;
  isValid(): boolean;
}

/** Two clocks, because a stopped process stops neither, but a suspended machine stops the first. */
export interface Instant {
  readonly monotonic: number;
  readonly wall: number;
}

const MARGIN_MS = 500;

export function instant(): Instant {
  return { monotonic: performance.now(), wall: Date.now() };
}

export function openLease(sent: Instant, lengthMs = LEASE_SECONDS * 1_000): Lease {
  let from = sent;
  return {
    renewFrom(at) {
      from = at;
    },
    isValid() {
      const now = instant();
      const age = Math.max(now.monotonic - from.monotonic, now.wall - from.wall);
      return age < lengthMs - MARGIN_MS;
    },
  };
}
