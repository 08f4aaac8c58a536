import { expect, test } from 'vitest';
import { BotError } from '../../src/errors.ts';
import type { Look } from '../../src/operation.ts';
import { lookUntilKnown } from '../../src/runner/look.ts';
import { createStopping } from '../../src/runner/stopping.ts';

const silence = () => Promise.reject(new BotError('unreachable', 'nobody there'));

/** Gives one answer after the other, the last one for ever. */
function answers(...list: (() => Promise<Look<string>>)[]) {
  const seen: AbortSignal[] = [];
  const ask = (signal: AbortSignal) => {
    const next = list[Math.min(seen.length, list.length - 1)];
    seen.push(signal);
    return next ? next() : silence();
  };
  return { ask, seen };
}

function look(ask: ReturnType<typeof answers>['ask'], limitMs = 60_000) {
  const stopping = createStopping();
  const found = lookUntilKnown(ask, { following: stopping.following, limitMs });
  return { found, stop: stopping.stop };
}

test('a hypervisor that does not answer is asked until it does', async () => {
  const { ask, seen } = answers(silence, async () => ({ found: 'done', result: 'yes' }));
  expect(await look(ask).found).toEqual({ found: 'done', result: 'yes', final: true });
  expect(seen).toHaveLength(2);
});

test('what the hypervisor does not know is not asked again', async () => {
  const { ask, seen } = answers(async () => ({ found: 'unknown', why: 'the log was cleared' }));
  await expect(look(ask).found).rejects.toMatchObject({
    code: 'undecided',
    message: 'the log was cleared',
  });
  expect(seen).toHaveLength(1);
});

test('silence beyond the limit is undecided', async () => {
  const { ask } = answers(silence);
  await expect(look(ask, 0).found).rejects.toMatchObject({
    code: 'undecided',
    message: 'nobody there',
  });
});

test('a definite refusal and a fault are passed on', async () => {
  const refusal = new BotError('failed', 'job failed');
  await expect(look(answers(() => Promise.reject(refusal)).ask).found).rejects.toBe(refusal);
  const fault = new TypeError('x');
  await expect(look(answers(() => Promise.reject(fault)).ask).found).rejects.toBe(fault);
});

test('a cancelled task is looked after too; a handover ends the looking', async () => {
  const held = Promise.withResolvers<Look<string>>();
  const { ask, seen } = answers(() => held.promise);
  const cancelled = look(ask);
  cancelled.stop('cancelled');
  expect(seen[0]?.aborted).toBe(false);
  held.resolve({ found: 'not-done' });
  expect(await cancelled.found).toMatchObject({ found: 'not-done' });

  const waiting = answers(silence);
  const handed = look(waiting.ask);
  handed.stop('cancelled');
  setTimeout(() => handed.stop('handover'), 20);
  await expect(handed.found).rejects.toMatchObject({ reason: 'handover' });
  expect(waiting.seen[0]?.aborted).toBe(true);
});
