import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BotError } from '../../src/errors.ts';
import type { OperationData } from '../../src/operation.ts';
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

describe('backup prune', () => {
  it('says what goes, what stays and why; a dry run is the same and only an answer', async () => {
    const rules = '--keep-last 1 --keep-daily 2';
    const { plan, text } = await preview(`backup prune ${rules}`);
    expect(plan.title).toMatch(/^Delete \d of 8 backups$/);
    expect(text).toMatch(/^web-1@\w{5} \| 8 h ago \| .* \| stays \| last 1, daily 1$/m);
    expect(text).toMatch(/^web-1@\w{5} \| 2 d 8 h ago \| .* \| goes \| no rule keeps it$/m);
    expect(text).toMatch(/^db-1@\w{5} \| 7 d 7 h ago \| .* \| stays \| base of 2$/m);
    const dry = await bench.card(`backup prune ${rules} --dry-run`);
    expect(dry.title).toMatch(/^A prune would delete \d of 8 backups$/);
    expect(dry.blocks).toEqual(plan.preview?.blocks);
  });

  it('each deletion is a member of one group, and what stays is still there', async () => {
    const { operations } = await bench.plan('backup prune web-1 --keep-last 1');
    expect(operations).toHaveLength(2);
    for (const operation of operations) {
      expect(await bench.perform(operation)).toMatchObject({ state: 'done' });
    }
    expect((await bench.card('backup list web-1')).title).toBe('1 backup of web-1');
    const again = await bench.card('backup prune web-1 --keep-last 1');
    expect(again.title).toBe('Nothing to prune: the one backup stays');
  });

  it('the last good one stays, unless it is asked for', async () => {
    const { text } = await preview('backup prune web-1 --keep-last 0');
    expect(text).toMatch(/^web-1@\w{5} \| 8 h ago \| .* \| stays \| the last good one$/m);
    const all = await bench.plan('backup prune web-1 --keep-last 0 --even-last');
    expect(all.operations).toHaveLength(3);
  });

  it('many go only so many at once on a host; one alone waits for no place', async () => {
    const slots = (operations: readonly OperationData[]) =>
      operations.map(({ claims }) => claims.filter(({ mode }) => mode === 'slot').length);
    const many = await bench.plan('backup prune web-1 --keep-last 1');
    expect(slots(many.operations)).toEqual([1, 1]);
    const one = await bench.plan('backup prune web-1 --keep-last 2');
    expect(slots(one.operations)).toEqual([0]);
  });

  it('a site that does not answer now has nothing pruned by what is remembered of it', async () => {
    const { hypervisor } = site;
    const { backups } = hypervisor;
    if (!backups) throw new Error('no backups');
    const state: { silent: boolean } = { silent: false };
    const list: typeof backups.list = async (options) => {
      if (state.silent) throw new BotError('unreachable', 'does not answer');
      return backups.list(options);
    };
    bench = openBench([{ ...hypervisor, backups: { ...backups, list } }]);
    expect((await bench.plan('backup prune --keep-last 1')).operations.length).toBeGreaterThan(1);
    state.silent = true;
    const card = await bench.card('backup prune --keep-last 1');
    expect(card.title).toBe('Nothing to prune: what is kept is unknown');
    await expect(bench.plan('backup delete web-1@latest')).rejects.toMatchObject({
      code: 'unreachable',
    });
  });

  it('a line without a rule deletes nothing', async () => {
    await expect(bench.type('backup prune web-1')).rejects.toMatchObject({ code: 'usage' });
  });
});
