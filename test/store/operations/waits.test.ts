import { expect, test } from 'vitest';
import type { Blocker } from '../../../src/store/operations/claims.ts';
import { behind } from '../../../src/store/operations/waits.ts';

const anna = { platform: 'test', id: 'u1', name: 'anna' };
const minute = 60_000;
const running: Blocker = {
  id: 12,
  title: 'Back up e1',
  state: 'running',
  actor: anna,
  ran: 4 * minute + 12_345,
  fraction: null,
};

test.each([
  [running, 'behind anna’s task 12 (Back up e1), for 4 min now'],
  [
    { ...running, fraction: 0.4 },
    'behind anna’s task 12 (Back up e1), for 4 min now, about 6 min left',
  ],
  [
    { ...running, fraction: 0.99 },
    'behind anna’s task 12 (Back up e1), for 4 min now, less than a minute left',
  ],
  [{ ...running, fraction: 0.01 }, 'behind anna’s task 12 (Back up e1), for 4 min now'],
  [{ ...running, fraction: 1 }, 'behind anna’s task 12 (Back up e1), for 4 min now'],
  [{ ...running, ran: 59_000 }, 'behind anna’s task 12 (Back up e1)'],
  [{ ...running, state: 'waiting', ran: null }, 'behind anna’s task 12 (Back up e1)'],
  [
    { ...running, state: 'undecided' },
    'behind anna’s task 12 (Back up e1), whose outcome is unknown until somebody settles it',
  ],
] as const)('%j is said as %s', (blocker, words) => {
  expect(behind(blocker)).toBe(words);
});
