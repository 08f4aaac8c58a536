import { afterEach, beforeEach, expect } from 'vitest';
import { type DemoSite, openDemo } from '../adapters/hypervisor/demo/site.ts';
import { type Bench, openBench, textOf } from './bench.ts';

/** A demo of its own for each fact about backups, and what they ask of it again and again. */
export function backupBench() {
  let site: DemoSite;
  let bench: Bench;
  beforeEach(async () => {
    site = await openDemo();
    bench = openBench([site.hypervisor]);
  });
  afterEach(() => site.close());
  return {
    get bench() {
      return bench;
    },
    async preview(line: string) {
      const plan = await bench.plan(line);
      if (!plan.preview) throw new Error(`${line} shows no preview`);
      return { plan, text: textOf(plan.preview) };
    },
    /** The name in the list of the newest backup with these words in its row. */
    async named(words: string): Promise<string> {
      const rows = textOf(await bench.card('backup list')).split('\n');
      const row = rows.find((line) => line.includes('@') && line.includes(words));
      return row?.split(' ')[0] ?? expect.unreachable(`no row with ${words}`);
    },
  };
}
