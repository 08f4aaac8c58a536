import { expect, test } from 'vitest';
import { aFewAtOnce } from '../../../src/alerts/sources/bounded.ts';
import { ask } from './asked.ts';

test('of a hundred sites a few are asked at once, and one that hangs holds up its own place alone', async () => {
  const asked: string[] = [];
  const gate = Promise.withResolvers<void>();
  let now = 0;
  let most = 0;
  const source = aFewAtOnce({
    ...{ signals: ['storage-fill'], everyMs: 1 },
    async read({ site }) {
      now += 1;
      most = Math.max(most, now);
      asked.push(site);
      await (site === 'site-0' ? gate.promise : new Promise(setImmediate));
      now -= 1;
      return [];
    },
  });
  const sites = Array.from({ length: 100 }, (_, at) => `site-${at}`);
  const [first, ...others] = sites.map((site) => source.read(ask({ site })));
  await Promise.all(others);
  expect([asked.length, most]).toEqual([100, 8]);
  gate.resolve();
  expect(await first).toEqual([]);
});
