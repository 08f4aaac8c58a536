import { expect, test } from 'vitest';
import { createNewsDesk } from '../../src/alerts/news.ts';
import { incident } from '../fixtures/reach.ts';

const kept = (more: Partial<ReturnType<typeof incident>> = {}) => ({
  ...incident({ severity: 'warning', ...more }),
  number: 1,
});

test('whoever looks on hears of what got critical while it was quiet, when it is not any more', async () => {
  const desk = createNewsDesk({ find: async () => kept({ endedAt: 1 }) });
  const look = async (...open: readonly ReturnType<typeof kept>[]) =>
    (await desk.look(open)).map(({ why }) => why);
  expect(await look()).toEqual([]);
  expect(await look(kept())).toEqual(['fired']);
  const quiet = 'muted by anna';
  expect(await look(kept({ quiet }))).toEqual([]);
  expect(await look(kept({ quiet, severity: 'critical' }))).toEqual([]);
  expect(await look(kept({ severity: 'critical' }))).toEqual(['escalated']);
  expect(await look(kept({ severity: 'critical' }))).toEqual([]);
  expect(await look()).toEqual(['resolved']);
});
