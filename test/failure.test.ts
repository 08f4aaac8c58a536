import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commands } from '../commands/index.ts';
import { parseLine } from '../src/args.ts';
import { BotError, type Choice, leavesOutcomeOpen } from '../src/errors.ts';
import { failureCard } from '../src/failure.ts';
import { MissingValues } from '../src/line/raw.ts';
import type { Log } from '../src/log.ts';
import { silent } from '../src/log.ts';

const parts = { log: silent, commands };

test('an expected error says what was wrong and what would be right', () => {
  const error = new BotError('ambiguous', 'e1 means 2 machines', {
    hint: 'Say which: a/e1, b/e1',
    choices: ['vm show a/e1', 'vm show b/e1'],
  });
  expect(failureCard(error, parts)).toEqual({
    title: 'e1 means 2 machines',
    tone: 'danger',
    blocks: [{ type: 'text', text: 'Say which: a/e1, b/e1' }],
    actions: [
      { label: 'vm show a/e1', short: 'a/e1', command: 'vm show a/e1' },
      { label: 'vm show b/e1', short: 'b/e1', command: 'vm show b/e1' },
    ],
  });
});

test('an error without a hint has a title alone; an unknown outcome warns', () => {
  expect(failureCard(new BotError('failed', 'No'), parts)).toEqual({
    title: 'No',
    tone: 'danger',
  });
  expect(failureCard(new BotError('undecided', 'Who knows'), parts).tone).toBe('warning');
});

test.each([new TypeError('x of undefined'), 'a string', undefined, null])(
  'a bug (%s) shows its incident alone, and the log has the rest',
  (bug) => {
    const logged: object[] = [];
    const log: Log = { ...silent, error: (fields) => logged.push(fields) };
    const card = failureCard(bug, { log, commands });
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

const buttonsOf = (...choices: readonly (string | Choice)[]) =>
  failureCard(new BotError('conflict', 'No', { choices }), parts).actions ?? [];

test.each([
  ['web-1'],
  ['--site campus'],
  [''],
  ['vm stop "web-1'],
  ['vm stop web-1 --yes'],
  ['vm stop web-1 --even-the-bot'],
  ['vm fly web-1'],
])('%j is no button', (fragment) => {
  expect(buttonsOf(fragment)).toEqual([]);
});

test('a fragment among the choices takes no button from the others, and the log names it', () => {
  const logged: object[] = [];
  const log: Log = { ...silent, warn: (fields) => logged.push(fields) };
  const error = new BotError('conflict', 'No', { choices: ['web-1', 'vm start web-1'] });
  const { actions } = failureCard(error, { log, commands });
  expect(actions).toMatchObject([{ command: 'vm start web-1', short: 'vm start' }]);
  expect(logged).toEqual([{ line: 'web-1' }]);
});

test('whatever the choices are, each button is a line that is understood and confirms nothing', () => {
  const word = fc.constantFrom('vm', 'stop', 'web-1', '--yes', '--help', 'guest', 'run', '"', 'x');
  const line = fc.array(word, { maxLength: 5 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 4 }), (choices) => {
      for (const { command, short } of buttonsOf(...choices)) {
        expect(short).not.toBe('');
        expect(outcomeOf(command)).toBe(false);
      }
    }),
  );
});

/** Whether the line confirms itself; one that lacks values is asked about. */
function outcomeOf(line: string): boolean {
  try {
    return parseLine(line, commands).yes;
  } catch (error) {
    if (error instanceof MissingValues) return false;
    throw error;
  }
}

test('a button says what tells its line from the others, or what it was given', () => {
  const shorts = (...choices: readonly (string | Choice)[]) =>
    buttonsOf(...choices).map(({ short }) => short);
  expect(shorts('vm shutdown web-1', 'vm stop web-1')).toEqual(['shutdown', 'stop']);
  expect(shorts('backup restore a@x1 --as=c', 'backup restore a@x2 --as=c')).toEqual([
    'a@x1',
    'a@x2',
  ]);
  expect(shorts('vm list', 'vm list tag:prod')).toEqual(['vm list', 'tag:prod']);
  expect(shorts('help vm list', 'help net')).toEqual(['vm list', 'net']);
  expect(shorts({ line: 'vm clone a a-2', label: 'Name it a-2' })).toEqual(['Name it a-2']);
});
