import { expect, it, onTestFinished } from 'vitest';
import { openFleet } from './fleet.ts';
import { prove, settled } from './proof.ts';
import { storm } from './storm.ts';
import { rowsOf, stream } from './stream.ts';

/** All 300 take minutes; their figures stand in docs/replicas.md. */
const wanted = Number(process.env['NAKHODA_STORM'] ?? 60);
const patience = { timeout: 180_000, interval: 500 };

it(`three replicas, killed, stopped and cut off: ${wanted} operations all end truly, and each happens once`, {
  timeout: 180_000 + wanted * 5_000,
}, async () => {
  const fleet = await openFleet();
  onTestFinished(() => fleet.close());
  const [first, second] = [await fleet.start(), await fleet.start()];
  await fleet.start();
  let accepted = 0;
  const counting = setInterval(() => {
    rowsOf(fleet).then(
      (rows) => (accepted = rows.length),
      () => {},
    );
  }, 500);
  const began = performance.now();
  const { struck, calm } = storm(fleet, [first, second], { progress: () => accepted / wanted });
  const typed = await stream(fleet, wanted);
  const tookS = Math.round((performance.now() - began) / 1_000);
  await calm();
  clearInterval(counting);
  const calmed = performance.now();
  await expect.poll(() => settled(fleet), patience).toBe(true);
  const settledS = Math.round((performance.now() - calmed) / 1_000);
  const { misses, ...figures } = await prove(fleet, typed);
  process.stdout.write(`storm: ${JSON.stringify({ ...figures, tookS, settledS, ...struck })}\n`);
  expect(misses).toEqual([]);
  expect(figures.accepted).toBeGreaterThanOrEqual(wanted);
  expect(struck).toMatchObject({ restarted: 2, cut: 1 });
  expect(Math.min(struck.killed, struck.stopped)).toBeGreaterThan(1);
});
