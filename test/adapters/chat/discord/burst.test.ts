import { expect, test, vi } from 'vitest';
import { openDesk, says } from './desk.ts';

/** More than Discord lets a bot ask in a second apart from its answers. */
const MANY = 80;

test('more commands in a second than a bot may send messages are all answered', async () => {
  const { ada, double } = await openDesk({ answer: says({ title: '3 machines' }, 'channel') });
  const lines = Array.from({ length: MANY }, () => ({ line: 'vm list' }));
  await Promise.all(lines.map((line) => ada.slash('ops', 'nakhoda do', line)));
  await vi.waitFor(
    async () => {
      const seen = await ada.messages('ops');
      const answers = seen.filter(({ drawn }) => drawn.includes('3 machines'));
      expect(answers).toHaveLength(MANY);
    },
    { timeout: 20_000 },
  );
  expect(double.requests.filter(({ status }) => status === 429)).toEqual([]);
});
