import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/doctor/diagnose.ts';
import type { SiteFacts } from '../../src/doctor/facts.ts';
import { createGuard } from '../../src/doctor/guard.ts';
import { type IgnoreRule, markIgnored } from '../../src/doctor/ignore.ts';
import { never } from '../contracts/subject.ts';
import { GiB, healthy, hostOf, machineOf } from './healthy.ts';

const off = machineOf('kvm', 'web-1', { state: 'stopped' });
const machine = { site: 'kvm', ...off };

/** What is known, how old it is, and what a new look finds. */
function guardOver(
  known: Partial<SiteFacts>,
  {
    ageMs = 0,
    now = known,
    ignore = [],
  }: {
    readonly ageMs?: number;
    readonly now?: Partial<SiteFacts>;
    readonly ignore?: readonly IgnoreRule[];
  } = {},
) {
  const looks: string[] = [];
  const whole = (facts: Partial<SiteFacts>, at: number) => [
    healthy('kvm', { machines: [off], ...facts, at }),
  ];
  const guard = createGuard({
    known: async () => whole(known, Date.now() - ageMs),
    judged: (facts) => markIgnored(diagnose(facts), ignore, facts),
    async look(site) {
      looks.push(site);
      return whole(now, Date.now());
    },
  });
  return {
    looks,
    obstacle: (besides?: number) => guard.obstacle(machine, { signal: never, besides }),
  };
}

const held = (stops: 'all' | readonly string[]): Partial<SiteFacts> => ({
  checks: [{ code: 'vtx-contended', subject: 'KVM', state: 'failed', says: 'KVM holds it', stops }],
});
const full = { hosts: [hostOf('kvm', { memoryUsedBytes: 30 * GiB })] };

describe('a start is held back', () => {
  it.each([
    { name: 'by what stops all machines', facts: held('all'), code: 'vtx-contended' },
    { name: 'by what stops this one', facts: held(['id-web-1']), code: 'vtx-contended' },
    { name: 'not by what stops others', facts: held(['id-db-1']), code: undefined },
    { name: 'by memory that is not there', facts: full, code: 'memory-short' },
    { name: 'not where all is well', facts: {}, code: undefined },
  ])('$name', async ({ facts, code }) => {
    expect((await guardOver(facts).obstacle())?.code).toBe(code);
  });

  it('by the others that start before it', async () => {
    const { obstacle } = guardOver({});
    expect(await obstacle(20 * GiB)).toBeUndefined();
    expect((await obstacle(21 * GiB))?.says).toContain('the others that start there take 21.0 GiB');
  });

  it('not by what the configuration ignores', async () => {
    const contended = guardOver(held('all'), { ignore: [{ code: 'vtx-contended' }] });
    expect(await contended.obstacle()).toBeUndefined();
    const short = guardOver(full, { ignore: [{ code: 'memory-short', on: 'web-*' }] });
    expect(await short.obstacle()).toBeUndefined();
  });
});

describe('what was found some time ago', () => {
  it('is looked at again before anything is refused', async () => {
    const gone = guardOver(full, { ageMs: 60_000, now: {} });
    expect(await gone.obstacle()).toBeUndefined();
    expect(gone.looks).toEqual(['kvm']);
    const still = guardOver(full, { ageMs: 60_000 });
    expect((await still.obstacle())?.at).toBeGreaterThan(Date.now() - 60_000);
  });

  it('costs no question where nothing stands against it', async () => {
    const well = guardOver({}, { ageMs: 600_000 });
    expect(await well.obstacle()).toBeUndefined();
    expect(well.looks).toEqual([]);
  });

  it('is not looked at again where it is young', async () => {
    const young = guardOver(full);
    expect((await young.obstacle())?.code).toBe('memory-short');
    expect(young.looks).toEqual([]);
  });
});
