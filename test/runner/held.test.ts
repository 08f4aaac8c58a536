import { describe, expect, test } from 'vitest';
import { BotError } from '../../src/errors.ts';
import { Stop } from '../../src/operation.ts';
import { blank, taskOn } from '../fixtures/steps.ts';

const never = async (): Promise<never> => {
  throw new Error('it acted');
};

describe('an act that somebody else’s work holds up', () => {
  const held = (retryAfterMs = 1) =>
    new BotError('busy', 'another job of libvirt holds e1', { retryAfterMs });

  test('is tried again when it is free, as the same step, and what holds it is shown', async () => {
    const paper = blank();
    const notes: string[] = [];
    const unsettled = new Set<string>();
    const { task } = taskOn(paper, { unsettled, report: ({ note }) => notes.push(note) });
    let tries = 0;
    const made = await task.step('create', {
      async do() {
        tries += 1;
        if (tries < 3) throw held();
        return tries;
      },
      look: never,
    });
    expect(made).toBe(3);
    const begins = Array.from({ length: 3 }, () => 'begin create');
    expect(paper.lines).toEqual([...begins, 'create = 3']);
    expect(new Set(notes)).toEqual(new Set(['Waiting: another job of libvirt holds e1']));
    expect(unsettled).toEqual(new Set());
  });

  test.each([
    ['cancelled', 'cancelled', 'Cancelled while it waited: another job of libvirt holds e1'],
    ['deadline', 'failed', 'The deadline passed while it waited: another job of libvirt holds e1'],
  ] as const)('says what it waited for when it is stopped: %s', async (reason, code, message) => {
    const paper = blank();
    const { task, stopping } = taskOn(paper, { report: () => stopping.stop(reason) });
    const step = task.step('create', { do: () => Promise.reject(held(60_000)), look: never });
    await expect(step).rejects.toMatchObject({ code, message });
    expect(paper.lines).toEqual(['begin create', `create ! ${code}: ${message}`]);
  });

  test('is left to whoever takes it over, with nothing recorded', async () => {
    const paper = blank();
    const { task, stopping } = taskOn(paper, { report: () => stopping.stop('handover') });
    const step = task.step('create', { do: () => Promise.reject(held(60_000)), look: never });
    await expect(step).rejects.toBeInstanceOf(Stop);
    expect(paper.lines).toEqual(['begin create']);
  });

  test('is not tried once more by a process that lost its hold', async () => {
    const paper = blank();
    const { task } = taskOn(paper, {
      report: () => {
        paper.holds = false;
      },
    });
    let tries = 0;
    const step = task.step('create', {
      do() {
        tries += 1;
        return Promise.reject(held());
      },
    });
    await expect(step).rejects.toBeInstanceOf(Stop);
    expect(tries).toBe(1);
  });
});
