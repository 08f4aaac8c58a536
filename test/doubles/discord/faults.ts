/** What can go wrong between a bot and Discord; each is asked for by a test, and wears off by itself where it counts. */
export interface Faults {
  /** Does what the next requests ask and cuts the connection instead of answering. */
  dropAfterAccept(count?: number, path?: RegExp): void;
  /** Does what requests to such paths ask and never answers them: their sockets hang. Without a path it ends. */
  holdAfterAccept(path?: RegExp): void;
  /** Every request is answered so much later; 0 ends it. */
  delayMs(ms: number): void;
  /** Refuses the next requests with 429. */
  rateLimit(count: number, retryAfterSeconds: number, path?: RegExp): void;
  /** Answers the next requests with this status and no more, as a proxy of Discord's does on a bad day. */
  fail(status: number, count?: number, path?: RegExp): void;
  /** From now on the token is nobody's: 401, and 4004 at the gateway. */
  revokeToken(): void;
  restoreToken(): void;
  /** The interactions so far are older than 15 minutes. */
  expireTokens(): void;
  /** The interactions that were not answered so far are older than 3 s. */
  lapseInteractions(): void;
  /** Cuts the gateway; a session can be resumed, unless it is forgotten. */
  cutGateway(options?: { readonly forget?: boolean; readonly code?: number }): void;
  /** Delivers the next interactions twice. */
  repeatInteraction(count?: number): void;
  /** Delivers the last interaction again, also to a bot that was not there the first time. */
  redeliver(): void;
  /** A few minutes pass: a nonce may be used again. */
  forgetNonces(): void;
  /** Messages are too old to be edited so often: 30046. */
  refuseEdits(on?: boolean): void;
}

interface Counted {
  left: number;
  readonly path: RegExp;
}

export interface FaultState extends Faults {
  readonly delay: () => number;
  readonly revoked: () => boolean;
  readonly editsRefused: () => boolean;
  takeDrop(path: string): boolean;
  holds(path: string): boolean;
  /** Seconds to wait. */
  takeRate(path: string): number | undefined;
  takeFailure(path: string): number | undefined;
  takeRepeat(): boolean;
}

interface Parts {
  cut: Faults['cutGateway'];
  expire(): void;
  lapse(): void;
  forgetNonces(): void;
  redeliver(): void;
}

export function createFaults({ cut, expire, lapse, forgetNonces, redeliver }: Parts): FaultState {
  let delay = 0;
  let revoked = false;
  let editsRefused = false;
  let held: RegExp | undefined;
  const drops: Counted[] = [];
  const rates: (Counted & { seconds: number })[] = [];
  const failures: (Counted & { status: number })[] = [];
  const repeats: Counted = { left: 0, path: /^/ };
  const take = <T extends Counted>(list: readonly T[], path: string): T | undefined => {
    const found = list.find((one) => one.left > 0 && one.path.test(path));
    if (found) found.left -= 1;
    return found;
  };
  return {
    dropAfterAccept: (left = 1, path = /^/) => void drops.push({ left, path }),
    holdAfterAccept(path) {
      held = path;
    },
    delayMs(ms) {
      delay = ms;
    },
    rateLimit: (left, seconds, path = /^/) => void rates.push({ left, seconds, path }),
    fail: (status, left = 1, path = /^/) => void failures.push({ left, status, path }),
    revokeToken() {
      revoked = true;
      cut({ forget: true, code: 4004 });
    },
    restoreToken() {
      revoked = false;
    },
    expireTokens: expire,
    lapseInteractions: lapse,
    cutGateway: cut,
    repeatInteraction(left = 1) {
      repeats.left += left;
    },
    forgetNonces,
    redeliver,
    refuseEdits(on = true) {
      editsRefused = on;
    },
    delay: () => delay,
    revoked: () => revoked,
    editsRefused: () => editsRefused,
    takeDrop: (path) => take(drops, path) !== undefined,
    holds: (path) => held?.test(path) ?? false,
    takeRate: (path) => take(rates, path)?.seconds,
    takeFailure: (path) => take(failures, path)?.status,
    takeRepeat: () => take([repeats], '') !== undefined,
  };
}
