import { BotError } from '../../../../src/errors.ts';
import { done, type Outcome } from '../../../../src/hypervisor.ts';
import type { TaskControl } from '../../../../src/operation.ts';
import { type FollowParts, follow } from './follow.ts';
import { type LockParts, waitForLock } from './lock.ts';
import { type MoveParts, whereItIs } from './move.ts';
import { refusedForNow, type Why, whyOf } from './refused-for-now.ts';
import { type SendParts, send } from './send.ts';
import type { Act } from './tasks.ts';
import { parseUpid } from './upid.ts';

type Parts = FollowParts & SendParts & LockParts & MoveParts;

/**
 * Tries until it is done, or refused for good. Again only after what certainly changed nothing: a lock, or a machine
 * that has moved to another node. Every try is steps of its own, so that a restart takes the same way.
 */
export async function carryOut(parts: Parts, wanted: Act, task: TaskControl): Promise<Outcome> {
  const earlier: string[] = [];
  let act = wanted;
  for (let count = 1; ; count += 1) {
    const step = count === 1 ? wanted.step : `${wanted.step}, try ${count}`;
    const tried = await tryOnce(parts, { ...act, step }, { task, earlier });
    if ('outcome' in tried) return tried.outcome;
    if (tried.why.kind === 'locked') {
      await waitForLock(parts, act, { ...tried, lock: tried.why.lock, task });
    } else {
      act = await whereItIs(parts, { ...act, step }, { error: tried.error, task });
    }
  }
}

type Tried = { readonly outcome: Outcome } | { readonly why: Why; readonly error: BotError };

async function tryOnce(
  parts: Parts,
  act: Act,
  { task, earlier }: { readonly task: TaskControl; readonly earlier: string[] },
): Promise<Tried> {
  const sent = await send(parts, act, { task, earlier });
  if ('refused' in sent) return refusedForNow(sent.refused, { ...parts, name: act.name });
  if (sent.upid === null) return { outcome: done };
  earlier.push(sent.upid);
  const upid = parseUpid(sent.upid);
  if (!upid) {
    throw new BotError('undecided', `Proxmox names its task in an unknown way: ${sent.upid}`);
  }
  const finished = await follow(parts, upid, act, task);
  if ('outcome' in finished) return finished;
  const why = finished.atOnce ? whyOf(finished.exit) : undefined;
  if (why) return { why, error: finished.failure };
  throw finished.failure;
}
