import { expect, test } from 'vitest';
import { BotError, leavesOutcomeOpen } from '../src/errors.ts';
import { failureCard } from '../src/failure.ts';
import type { Log } from '../src/log.ts';
import { silent } from '../src/log.ts';

test('an expected error says what was wrong and what would be right', () => {
  const error = new BotError('ambiguous', 'e1 means 2 machines', {
    hint: 'Say which: a/e1, b/e1',
    choices: ['vm show a/e1', 'vm show b/e1'],
  });
  expect(failureCard(error, silent)).toEqual({
    title: 'e1 means 2 machines',
    tone: 'danger',
    blocks: [{ type: 'text', text: 'Say which: a/e1, b/e1' }],
    actions: [
      { label: 'vm show a/e1', command: 'vm show a/e1' },
      { label: 'vm show b/e1', command: 'vm show b/e1' },
    ],
  });
});

test('an error without a hint has a title alone; an unknown outcome warns', () => {
  expect(failureCard(new BotError('failed', 'No'), silent)).toEqual({
    title: 'No',
    tone: 'danger',
  });
  expect(failureCard(new BotError('undecided', 'Who knows'), silent).tone).toBe('warning');
});

test.each([new TypeError('x of undefined'), 'a string', undefined, null])(
  'a bug (%s) shows its incident alone, and the log has the rest',
  (bug) => {
    const logged: object[] = [];
    const log: Log = { ...silent, error: (fields) => logged.push(fields) };
    const card = failureCard(bug, log);
    const [, incident] = /incident ([0-9a-f]{8})\)$/.exec(card.title) ?? [];
    expect(incident).toBeDefined();
    expect(logged).toEqual([{ incident, err: bug }]);
    expect(JSON.stringify(card)).not.toContain('undefined');
  },
);

test('only silence and bugs leave an outcome open', () => {
  const codes = ['timeout', 'unreachable', 'failed', 'conflict', 'cancelled', 'undecided'] as const;
  const open = codes.filter((code) => leavesOutcomeOpen(new BotError(code, 'x')));
  expect(open).toEqual(['timeout', 'unreachable']);
  expect(leavesOutcomeOpen(new TypeError('x'))).toBe(true);
});
