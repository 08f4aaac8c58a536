import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoSite, openDemo } from '../adapters/hypervisor/demo/site.ts';
import { type Bench, openBench, textOf } from './bench.ts';

let site: DemoSite;
let bench: Bench;

beforeEach(async () => {
  site = await openDemo();
  bench = openBench([site.hypervisor]);
});
afterEach(() => site.close());

async function preview(line: string) {
  const plan = await bench.plan(line);
  if (!plan.preview) throw new Error(`${line} shows no preview`);
  return { plan, text: textOf(plan.preview) };
}

/** The name in the list of the newest backup with these words in its row. */
async function named(words: string): Promise<string> {
  const rows = textOf(await bench.card('backup list')).split('\n');
  const row = rows.find((line) => line.includes('@') && line.includes(words));
  return row?.split(' ')[0] ?? expect.unreachable(`no row with ${words}`);
}

describe('backup delete', () => {
  it('says what is left to go back to, and deletes this one alone', async () => {
    const doomed = await named('web-1');
    const { plan, text } = await preview(`backup delete ${doomed}`);
    expect(plan).toMatchObject({ danger: 'confirm', confirmLabel: `Delete ${doomed} on demo-a` });
    expect(text).toMatch(/The newest other one is web-1@\w{5}\./);
    await bench.perform(plan.operations[0] ?? expect.fail());
    const left = textOf(await bench.card('backup list'));
    expect(left).not.toContain(doomed);
    expect((await bench.card('backup list')).title).toBe('7 backups');
  });

  it('says that it is the last good one of its machine', async () => {
    expect((await preview('backup delete wiki@latest')).text).toContain(
      'It is the last good backup of wiki: there is none after it.',
    );
  });

  it('is refused for one that others stand on', async () => {
    const rows = textOf(await bench.card('backup list db-1')).split('\n');
    const names = rows.flatMap((row) => /^(db-1@\w{5})/.exec(row)?.[1] ?? []);
    const refusals = await Promise.all(
      names.map((name) => bench.plan(`backup delete ${name}`).then(() => '', String)),
    );
    expect(refusals.some((said) => said.includes('cannot be restored without it'))).toBe(true);
  });
});
