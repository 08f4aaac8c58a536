import { describe, expect, test } from 'vitest';
import { BotError } from '../../src/errors.ts';
import { Stop } from '../../src/operation.ts';
import { blank, intent, taskOn } from '../fixtures/steps.ts';

const never = async (): Promise<never> => {
  throw new Error('it acted');
};
const unanswered = async (): Promise<never> => {
  throw new BotError('timeout', 'no answer');
};

test('a step is its intent, the act, and its result', async () => {
  const paper = blank();
  const { task } = taskOn(paper);
  const made = await task.step('create', {
    do: async () => {
      paper.lines.push('acts');
      return { id: 7 };
    },
  });
  expect(made).toEqual({ id: 7 });
  expect(paper.lines).toEqual(['begin create', 'acts', 'create = {"id":7}']);
});

test('a stored result is returned without acting again', async () => {
  const paper = blank();
  const known = [{ ...intent('create'), ended: true, result: { id: 7 } }];
  const { task } = taskOn(paper, { known });
  expect(await task.step('create', { do: never })).toEqual({ id: 7 });
  expect(paper.lines).toEqual([]);
});

test('a definite failure is stored, and on resume thrown again with its code and hint', async () => {
  const paper = blank();
  const error = new BotError('conflict', 'VM is locked', { hint: 'Wait.' });
  const failing = { do: () => Promise.reject(error), look: never };
  await expect(taskOn(paper).task.step('create', failing)).rejects.toBe(error);
  expect(paper.lines).toEqual(['begin create', 'create ! conflict: VM is locked']);

  const stored = { code: 'conflict', message: 'VM is locked', hint: 'Wait.' };
  const known = [{ ...intent('create'), ended: true, error: stored }];
  const resumed = taskOn(paper, { known }).task.step('create', { do: never });
  await expect(resumed).rejects.toMatchObject({ name: 'BotError', ...stored });
});

describe('an intent without a result asks look', () => {
  const known = [intent('create')];

  test('done: the result is recorded and nothing is done again', async () => {
    const paper = blank();
    const { task } = taskOn(paper, { known });
    const look = async () => ({ found: 'done', result: 7 }) as const;
    expect(await task.step('create', { do: never, look })).toBe(7);
    expect(paper.lines).toEqual(['create = 7']);
  });

  test('not done: it is done now', async () => {
    const paper = blank();
    const { task } = taskOn(paper, { known });
    const look = async () => ({ found: 'not-done' }) as const;
    expect(await task.step('create', { do: async () => 8, look })).toBe(8);
    expect(paper.lines).toEqual(['begin create', 'create = 8']);
  });

  test('unknown: it is undecided, and neither done nor recorded', async () => {
    const paper = blank();
    const unsettled = new Set<string>();
    const { task } = taskOn(paper, { known, unsettled });
    const look = async () => ({ found: 'unknown', why: 'the log is gone' }) as const;
    await expect(task.step('create', { do: never, look })).rejects.toMatchObject({
      code: 'undecided',
      message: 'the log is gone',
    });
    expect(paper.lines).toEqual([]);
    expect([...unsettled]).toEqual(['create']);
  });

  test('without a look it is repeated, being safe to repeat', async () => {
    const paper = blank();
    expect(await taskOn(paper, { known }).task.step('create', { do: async () => 9 })).toBe(9);
    expect(paper.lines).toEqual(['begin create', 'create = 9']);
  });
});

describe('an act that got no answer is settled by look', () => {
  test.each([
    ['timeout', new BotError('timeout', 'x')],
    ['unreachable', new BotError('unreachable', 'x')],
    ['a fault', new TypeError('x')],
  ])('%s, and it was done', async (_name, error) => {
    const paper = blank();
    const unsettled = new Set<string>();
    const look = async () => ({ found: 'done', result: 1 }) as const;
    const step = { do: () => Promise.reject(error), look };
    expect(await taskOn(paper, { unsettled }).task.step('create', step)).toBe(1);
    expect(paper.lines).toEqual(['begin create', 'create = 1']);
    expect(unsettled.size).toBe(0);
  });

  test('it was not done: the failure is stored and thrown', async () => {
    const paper = blank();
    const look = async () => ({ found: 'not-done' }) as const;
    const step = taskOn(paper).task.step('create', { do: unanswered, look });
    await expect(step).rejects.toMatchObject({ code: 'timeout', message: 'no answer' });
    expect(paper.lines).toEqual(['begin create', 'create ! timeout: no answer']);
  });

  test('it cannot be known: undecided, and no failure is stored', async () => {
    const paper = blank();
    const look = async () => ({ found: 'unknown', why: 'gone' }) as const;
    const step = taskOn(paper).task.step('create', { do: unanswered, look });
    await expect(step).rejects.toMatchObject({ code: 'undecided' });
    expect(paper.lines).toEqual(['begin create']);
  });
});

describe('a stop', () => {
  test.each([
    ['cancelled', { name: 'BotError', code: 'cancelled' }],
    [
      'deadline',
      { name: 'BotError', code: 'failed', message: expect.stringContaining('deadline') },
    ],
    ['handover', { name: 'Stop', reason: 'handover' }],
    ['lease-lost', { name: 'Stop', reason: 'lease-lost' }],
  ] as const)('%s before a step keeps it from beginning', async (reason, error) => {
    const paper = blank();
    const { task, stopping } = taskOn(paper);
    stopping.stop(reason);
    await expect(task.step('create', { do: never })).rejects.toMatchObject(error);
    expect(paper.lines).toEqual([]);
  });

  test('between the intent and the act keeps it from acting', async () => {
    const paper = blank();
    const { task, stopping } = taskOn(paper, {
      observe: (moment) => moment === 'after-intent' && stopping.stop('cancelled'),
    });
    await expect(task.step('create', { do: never })).rejects.toMatchObject({ code: 'cancelled' });
    expect(paper.lines).toEqual(['begin create']);
  });

  test.each(['handover', 'lease-lost'] as const)(
    '%s during an act writes nothing',
    async (reason) => {
      const paper = blank();
      const { task, stopping } = taskOn(paper);
      const step = task.step('create', {
        async do() {
          stopping.stop(reason);
          throw new Error('the connection was closed');
        },
        look: never,
      });
      await expect(step).rejects.toThrow();
      expect(paper.lines).toEqual(['begin create']);
    },
  );

  test('cancelled during an act: what became of it is still asked and told', async () => {
    const paper = blank();
    const { task, stopping } = taskOn(paper);
    const step = {
      async do(): Promise<string> {
        stopping.stop('cancelled');
        throw new Stop('cancelled');
      },
      look: async () => ({ found: 'done', result: 'it was too late' }) as const,
    };
    expect(await task.step('create', step)).toBe('it was too late');
    const undone = { ...step, look: async () => ({ found: 'not-done' }) as const };
    const other = taskOn(paper);
    const stopped = other.task.step('delete', {
      ...undone,
      do: () => Promise.reject(new Stop('cancelled')),
    });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect(paper.lines.slice(-2)).toEqual([
      'begin delete',
      'delete ! cancelled: Cancelled before it was done',
    ]);
  });
});

describe('a hold that cannot be kept', () => {
  const lost = { name: 'Stop', reason: 'lease-lost' };

  test('a lease that is over by our own clock keeps it from acting', async () => {
    const { task, stopping } = taskOn(blank(), { leaseIsValid: () => false });
    await expect(task.step('create', { do: never })).rejects.toMatchObject(lost);
    expect(stopping.following.reason).toMatchObject(lost);
  });

  test('a ledger that another owns, or that is down, keeps it from acting', async () => {
    const taken = { ...blank(), holds: false };
    await expect(taskOn(taken).task.step('create', { do: never })).rejects.toMatchObject(lost);
    const down = { ...blank(), down: new Error('ECONNREFUSED') };
    await expect(taskOn(down).task.step('create', { do: never })).rejects.toMatchObject(lost);
  });

  test('an act whose result cannot be recorded is left to the next owner, and said to be late', async () => {
    const paper = blank();
    const late: string[] = [];
    const { task } = taskOn(paper, { late: (name) => late.push(name) });
    const step = task.step('create', {
      async do() {
        paper.holds = false;
        return 1;
      },
      look: never,
    });
    await expect(step).rejects.toMatchObject(lost);
    expect(late).toEqual(['create']);
    expect(paper.lines).toEqual(['begin create']);
  });
});

test('every moment at which a process can die is seen, in its order', async () => {
  const moments: string[] = [];
  const { task } = taskOn(blank(), {
    observe: (moment, name) => moments.push(`${moment} ${name}`),
  });
  await task.step('a', { do: async () => 1 });
  expect(moments).toEqual(
    ['before-intent', 'after-intent', 'before-do', 'after-do', 'after-record'].map((m) => `${m} a`),
  );
});
