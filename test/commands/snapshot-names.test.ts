import { afterAll, beforeAll, expect, it } from 'vitest';
import { BotError } from '../../src/errors.ts';
import { type DemoSite, openDemo } from '../adapters/hypervisor/demo/site.ts';
import { type Bench, openBench } from './bench.ts';

let site: DemoSite;
let bench: Bench;
beforeAll(async () => {
  site = await openDemo();
  bench = openBench([site.hypervisor]);
});
afterAll(() => site.close());

/** What a line is refused with, and the line it offers instead. */
async function refusal(line: string): Promise<BotError & { readonly offered: string }> {
  try {
    await bench.type(line);
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    return Object.assign(error, { offered: error.choices[0] ?? '' });
  }
  throw new Error(`${line} was not refused`);
}

const wanted = async (line: string) => (await bench.plan(line)).operations[0]?.input;

it.each([
  [
    'snapshot create web-1 "before the 9.1/9.2 upgrade!"',
    'snapshot create web-1 before-the-9.1-9.2-upgrade --description "before the 9.1/9.2 upgrade!"',
  ],
  [
    'snapshot create web-1 "9.1/9.2" --description "the \\"big\\" one"',
    'snapshot create web-1 9.1-9.2 --description "9.1/9.2: the \\"big\\" one"',
  ],
  ['snapshot create web-1 "a\\nb"', 'snapshot create web-1 a-b --description "a\\nb"'],
  ['snapshot create web-1 " ab "', 'snapshot create web-1 ab --description ab'],
  ['snapshot create web-1 "--all/"', 'snapshot create web-1 all --description "--all/"'],
])('%s is offered as a line that is understood', async (line, offered) => {
  const refused = await refusal(line);
  expect(refused.code).toBe('invalid');
  expect(refused.message).toContain('cannot name a snapshot: ');
  expect(refused.hint).toContain('Nothing was changed.');
  expect(refused.offered).toBe(offered);
  expect(await wanted(offered)).toMatchObject({ wanted: expect.any(Object) });
});

it('the text that was typed becomes the description', async () => {
  const { offered } = await refusal('snapshot create web-1 "9.1/9.2" --description "a \\\\ b"');
  expect(await wanted(offered)).toMatchObject({
    wanted: { name: '9.1-9.2', description: '9.1/9.2: a \\ b' },
  });
});

it('a name that exists is offered with a number, also one that was only proposed', async () => {
  const first = await refusal('snapshot create web-1 before-upgrade --description again');
  expect(first.code).toBe('conflict');
  expect(first.offered).toBe('snapshot create web-1 before-upgrade-2 --description again');
  const second = await refusal('snapshot create web-1 before/upgrade');
  expect(second.offered).toBe(
    'snapshot create web-1 before-upgrade-2 --description before/upgrade',
  );
});
