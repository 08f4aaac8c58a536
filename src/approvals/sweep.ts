import type { Log } from '../log.ts';
import type { ApprovalRecords } from '../store/approvals/approvals.ts';

/** Milliseconds between two looks for what nobody answered. */
const EVERY_MS = 5_000;

/** Ends what nobody answered in time and reminds of the rest, in whichever process comes first; gives what stops it. */
export function startSweep(
  { records, log }: { readonly records: Pick<ApprovalRecords, 'sweep'>; readonly log: Log },
  everyMs = EVERY_MS,
): () => Promise<void> {
  let working: Promise<unknown> = Promise.resolve();
  const look = () => {
    working = working
      .then(records.sweep)
      .catch((err: unknown) => log.warn({ err }, 'nobody was reminded of what waits'));
  };
  look();
  const timer = setInterval(look, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await working;
  };
}
