import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Backup, Backups } from '../../src/hypervisor/backups.ts';
import type { Hypervisor } from '../../src/hypervisor.ts';
import { done } from '../../src/hypervisor.ts';
import { type DemoSite, openDemo } from '../adapters/hypervisor/demo/site.ts';
import { type Bench, openBench, textOf } from './bench.ts';

/** As a platform has them that keeps no birth mark with a backup, and whose places answer each for themselves. */
let site: DemoSite;
const state: { since: number | undefined; silent: boolean; kept: Set<string> } = {
  since: undefined,
  silent: false,
  kept: new Set(),
};

beforeEach(async () => {
  site = await openDemo();
  Object.assign(state, { since: undefined, silent: false, kept: new Set() });
});
afterEach(() => site.close());

function bench(more: Partial<Backups> = {}): Bench {
  const { hypervisor } = site;
  const { backups } = hypervisor;
  if (!backups) throw new Error('no backups');
  const untold = (backup: Backup): Backup => ({
    ...backup,
    machine: { ...backup.machine, birth: '' },
    protected: state.kept.has(backup.id),
  });
  const changed: Hypervisor = {
    ...hypervisor,
    backups: {
      ...backups,
      async list(options) {
        if (state.silent) options.silent?.({ host: 'a', name: 'nas', why: 'does not answer' });
        return (await backups.list(options)).map(untold);
      },
      since: async () => state.since,
      async protect(backup, on) {
        state.kept[on ? 'add' : 'delete'](backup.id);
        return done;
      },
      ...more,
    },
  };
  return openBench([changed]);
}

async function previewOf(line: string) {
  const { preview } = await bench().plan(line);
  if (!preview) throw new Error(`${line} shows no preview`);
  return textOf(preview);
}

describe('backups that do not tell whose they were', () => {
  it('count for the machine that has the id', async () => {
    const { operations } = await bench().plan('backup prune web-1 --keep-last 1');
    expect(operations).toHaveLength(2);
  });

  it('that are older than the machine are left alone when its own are pruned', async () => {
    state.since = Date.now() - 24 * 3_600_000;
    const card = await bench().card('backup prune web-1 --keep-last 1');
    expect(card.title).toBe('Nothing to prune: the one backup stays');
  });

  it('that are older are of another machine, which keeps its newest too', async () => {
    state.since = Date.now() - 24 * 3_600_000;
    const stays = (text: string) => text.match(/^web-1@\w{5} .* stays /gm) ?? [];
    expect(stays(await previewOf('backup prune --keep-last 1'))).toHaveLength(2);
    state.since = undefined;
    expect(stays(await previewOf('backup prune --keep-last 1'))).toHaveLength(1);
  });
});

describe('a place that does not answer', () => {
  it('is told beside the backups of all others', async () => {
    state.silent = true;
    const card = await bench().card('backup list');
    expect(card.title).toBe('8 backups');
    expect(card.tone).toBe('warning');
    expect(textOf(card)).toContain('nas on a does not answer');
  });
});

describe('a protected backup', () => {
  it('stays whatever the rules say, and is not deleted until it is let go', async () => {
    const typed = bench();
    expect(await typed.carryOut('backup protect web-1@latest')).toMatchObject({ state: 'done' });
    expect(textOf(await typed.card('backup list web-1'))).toMatch(/^web-1@\w{5} \(protected\)/m);
    await expect(typed.plan('backup delete web-1@latest')).rejects.toMatchObject({
      code: 'conflict',
      choices: [expect.stringMatching(/^backup unprotect web-1@\w{5}$/)],
    });
    const text = await previewOf('backup prune web-1 --keep-last 0 --even-last');
    expect(text).toMatch(/^web-1@\w{5} .* stays \| protected$/m);
    expect(await typed.carryOut('backup unprotect web-1@latest')).toMatchObject({ state: 'done' });
    expect((await typed.plan('backup delete web-1@latest')).operations).toHaveLength(1);
  });

  it('is unsupported where the platform knows no such thing', async () => {
    const plain = openBench([site.hypervisor]);
    await expect(plain.plan('backup protect web-1@latest')).rejects.toMatchObject({
      code: 'unsupported',
    });
  });
});

describe('what a backup may ask for besides', () => {
  it('is unsupported where there is nothing to choose', async () => {
    await expect(bench().plan('backup create web-2 --mode stop')).rejects.toMatchObject({
      code: 'unsupported',
    });
  });

  it('is passed on where there is', async () => {
    const choices = { modes: ['stop'], compressions: ['zstd'] } as const;
    const { operations } = await bench({ choices }).plan('backup create web-2 --mode stop');
    expect(operations[0]?.input).toMatchObject({ wanted: { mode: 'stop' } });
    await expect(
      bench({ choices }).plan('backup create web-2 --compress lzo'),
    ).rejects.toMatchObject({ code: 'unsupported', hint: 'It has zstd.' });
  });
});
