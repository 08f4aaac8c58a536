import { expect, it, vi } from 'vitest';
import { day, painterFor, sizeOf } from '../fixtures/charts.ts';

const module = (code: string) => new URL(`data:text/javascript,${encodeURIComponent(code)}`);
/** Never answers. */
const silent = module(
  "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => {});",
);
/** Is caught in a loop. */
const stuck = module(
  "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { for (;;); });",
);
const dies = module(
  "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => process.exit(1));",
);
const greedy = module(
  "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { const all = []; for (;;) all.push(new Array(1e5).fill({})); });",
);

it('draws a PNG that is sharp on a phone', async () => {
  const [width, height] = sizeOf((await painterFor().draw(day)) ?? new Uint8Array(24));
  expect(width).toBe(925);
  expect(height).toBeGreaterThan(400);
  expect(height).toBeLessThan(width);
});

it('draws several one after another, and the same picture of the same chart', async () => {
  const painter = painterFor();
  const drawn = await Promise.all([painter.draw(day), painter.draw(day), painter.draw(day)]);
  expect(new Set(drawn.map((png) => Buffer.from(png ?? []).toString('base64'))).size).toBe(1);
});

it.each([
  ['is silent', silent],
  ['is caught in a loop', stuck],
])('gives up on a thread that %s, and on none that waits behind it', async (_, path) => {
  const said = vi.fn<(text: string) => void>();
  const painter = painterFor({ module: path, bounds: { deadlineMs: 300 } }, said);
  expect(await Promise.all([painter.draw(day), painter.draw(day)])).toEqual([undefined, undefined]);
  expect(said).toHaveBeenCalledWith('a chart took too long to draw');
});

it.each([
  ['dies', dies],
  ['takes more memory than it may', greedy],
])('a chart is not drawn where the thread %s', async (_, path) => {
  const painter = painterFor({ module: path, bounds: { heapMb: 32 } });
  expect(await painter.draw(day)).toBeUndefined();
  expect(await painter.draw(day)).toBeUndefined();
});

it('a chart that cannot be drawn spoils none after it', async () => {
  const said = vi.fn<(text: string) => void>();
  const painter = painterFor({}, said);
  const never = { from: Number.NaN, to: Number.NaN };
  expect(await painter.draw({ ...day, span: never })).toBeUndefined();
  expect(said).toHaveBeenCalledWith('a chart could not be drawn');
  expect(await painter.draw({ ...day, span: { from: 0, to: 8e15 } })).toBeInstanceOf(Uint8Array);
  expect(await painter.draw(day)).toBeInstanceOf(Uint8Array);
});

it('takes no more than may wait, and no chart of more points than anybody could see', async () => {
  const painter = painterFor({ module: silent, bounds: { waiting: 2, deadlineMs: 500 } });
  const waiting = [painter.draw(day), painter.draw(day)];
  const said = vi.fn<(text: string) => void>();
  expect(await painter.draw(day)).toBeUndefined();
  const points = Array.from({ length: 60_000 }, (_, at) => [at, 1] as const);
  const large = { ...day, series: [{ name: 'a', points }] };
  expect(await painterFor({}, said).draw(large)).toBeUndefined();
  expect(said).toHaveBeenCalledOnce();
  expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
});

it('a thread without work ends, and the next chart starts another', async () => {
  const painter = painterFor({ bounds: { idleMs: 1 } });
  expect(await painter.draw(day)).toBeInstanceOf(Uint8Array);
  await vi.waitFor(() => expect(painter.isRunning()).toBe(false), 20_000);
  expect(await painter.draw(day)).toBeInstanceOf(Uint8Array);
});

it('closed, it draws nothing, also what it had begun', async () => {
  const painter = painterFor();
  const begun = painter.draw(day);
  await painter.close();
  expect(await begun).toBeUndefined();
  expect(await painter.draw(day)).toBeUndefined();
});
