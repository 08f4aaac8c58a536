import { onlyStopsFollowing, Stop, type StopReason } from '../operation.ts';

/**
 * How one operation is stopped. Two signals, because a task that a person cancelled is still looked after, and
 * may be handed over while it is.
 */
export interface Stopping {
  /** Aborted by every {@link Stop}. */
  readonly task: AbortSignal;
  /** Aborted by a handover or a lost lease alone: somebody else goes on. */
  readonly following: AbortSignal;
  stop(reason: StopReason): void;
}

export function createStopping(): Stopping {
  const task = new AbortController();
  const following = new AbortController();
  return {
    task: task.signal,
    following: following.signal,
    stop(reason) {
      const stop = new Stop(reason);
      if (onlyStopsFollowing(stop)) following.abort(stop);
      task.abort(stop);
    },
  };
}
