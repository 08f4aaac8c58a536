import type { Ended, FollowOptions } from '../chat.ts';
import { BotError } from '../errors.ts';
import { createBell } from '../flow/bell.ts';
import { isOpen } from '../operation.ts';
import type { OperationRow } from '../store/operations/operations.ts';
import type { Store } from '../store/store.ts';
import { progressCard } from './operation-card.ts';

interface FollowParts {
  readonly store: Pick<Store, 'operation' | 'changes' | 'showTask'>;
  /** Called before every look, so that what nobody runs, or nobody any more, is run here. */
  takeOver?(): Promise<void>;
  /** Milliseconds for which a database that does not answer is asked again. */
  readonly patienceMs?: number | undefined;
}

/** The backstop for a notice that did not come. */
const AGAIN_MS = 1_000;
/** Milliseconds for which a database that does not answer is asked again: the work goes on without it. */
const PATIENCE_MS = 60_000;

/** Waits for an operation's end, whoever runs it, and tells of every change on the way. */
export async function follow(
  parts: FollowParts,
  id: number,
  { signal, progress }: FollowOptions,
): Promise<Ended> {
  const bell = createBell();
  const hush = await parts.store.changes((change) => {
    if (change.id === id || change.what === 'free') bell.ring();
  });
  let answeredAt = performance.now();
  try {
    for (;;) {
      signal.throwIfAborted();
      const found = await look(parts, id, progress).catch((error: unknown) => {
        if (!isSilence(error)) throw error;
        if (performance.now() - answeredAt > (parts.patienceMs ?? PATIENCE_MS)) {
          throw lostSight(error, id);
        }
        return undefined;
      });
      if (found === 'unended') answeredAt = performance.now();
      else if (found) return found;
      await bell.wait(AGAIN_MS, signal);
    }
  } finally {
    await hush();
  }
}

async function look(
  parts: FollowParts,
  id: number,
  progress: FollowOptions['progress'],
): Promise<Ended | 'unended'> {
  const row = await parts.store.operation(id);
  const ended = endOf(row);
  if (ended) return ended;
  await parts.takeOver?.();
  progress?.(progressCard(row, await progressOf(parts, row)));
  return 'unended';
}

function isSilence(error: unknown): error is BotError {
  return error instanceof BotError && error.code === 'unreachable';
}

function lostSight(cause: BotError, id: number): BotError {
  return new BotError('unreachable', cause.message, {
    hint: `Task ${id} was accepted and may go on: task show ${id} tells when the database is back.`,
    cause,
  });
}

function endOf({ state, result, title, reason }: OperationRow): Ended | undefined {
  if (isOpen(state)) return undefined;
  return { state, card: result ?? { title: `${title}: ${reason ?? state}` } };
}

async function progressOf({ store }: FollowParts, row: OperationRow) {
  if (row.state === 'running') return row.progress ?? { note: 'Running' };
  const { reason } = await store.showTask(row.id);
  return { note: `Waiting ${reason ?? ''}`.trim() };
}
