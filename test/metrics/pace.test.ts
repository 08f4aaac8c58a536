import { expect, test } from 'vitest';
import { LEAST_MS, MOST_MS, pauseAfter } from '../../src/metrics/pace.ts';

test.each([
  ['that answers at once, every ten seconds', 5, 0, LEAST_MS],
  ['that takes a second, no more often', 1_000, 0, LEAST_MS],
  ['that takes four seconds, less often', 4_000, 0, 40_000],
  ['that did not answer once, twice as late', 5, 1, 2 * LEAST_MS],
  ['that did not answer three times, eight times as late', 5, 3, 8 * LEAST_MS],
  ['that has been away for long, every five minutes', 5, 500, MOST_MS],
])('a site %s is asked again', (_words, answerMs, failures, pause) => {
  expect(pauseAfter({ answerMs, failures })).toBe(pause);
});
