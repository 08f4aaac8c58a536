import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Keep, retention } from '../../src/backups/retention.ts';
import type { Backup } from '../../src/hypervisor/backups.ts';

const none: Keep = { last: 0, daily: 0, weekly: 0, monthly: 0 };
const zone = 'Asia/Jakarta';

function backup(id: string, at: string | number, more: Partial<Backup> = {}): Backup {
  return {
    site: 'lab',
    host: 'kvm-a',
    place: 'local',
    id,
    machine: { id: 'm', birth: 'b', name: 'e1' },
    createdAt: typeof at === 'number' ? at : Date.parse(at),
    note: '',
    kind: more.parent === undefined ? 'full' : 'incremental',
    warnings: [],
    ...more,
  };
}

const broken = { verified: { at: 0, verdict: { whole: false, says: 'rot' } } } as const;

/** `id` to why it stays; what goes is left out. */
function staying(all: readonly Backup[], keep: Partial<Keep>, more: object = {}) {
  const fates = retention(all, { keep: { ...none, ...keep }, zone, ...more });
  return Object.fromEntries(
    fates.filter(({ stays }) => stays).map((fate) => [fate.backup.id, fate.why.join(', ')]),
  );
}

describe('the rules', () => {
  const daily = Array.from({ length: 40 }, (_, days) =>
    backup(`d${days}`, Date.parse('2026-11-23T02:00:00Z') - days * 86_400_000),
  );

  it('keep the newest ones, and the newest of each day, week and month, added up', () => {
    expect(staying(daily, { last: 1, daily: 3, weekly: 3, monthly: 2 })).toEqual({
      d0: 'last 1, daily 1, weekly 1, monthly 1',
      d1: 'daily 2, weekly 2',
      d2: 'daily 3',
      d8: 'weekly 3',
      d23: 'monthly 2',
    });
  });

  it('count a day without a backup for nothing', () => {
    const sparse = [backup('a', '2026-11-20T05:00Z'), backup('b', '2026-10-01T05:00Z')];
    expect(staying(sparse, { daily: 2 })).toEqual({ a: 'daily 1', b: 'daily 2' });
  });

  it('count days in the given zone', () => {
    // 23:30 and 00:30 in Jakarta, one day in UTC.
    const two = [backup('early', '2026-11-22T16:30Z'), backup('late', '2026-11-22T17:30Z')];
    expect(staying(two, { daily: 2 })).toEqual({ late: 'daily 1', early: 'daily 2' });
    expect(staying(two, { daily: 2 }, { zone: 'UTC' })).toEqual({ late: 'daily 1' });
  });

  it('count weeks from Monday, also over a new year', () => {
    const year = [backup('sunday', '2027-01-03T05:00Z'), backup('monday', '2026-12-28T05:00Z')];
    expect(staying(year, { weekly: 2 })).toEqual({ sunday: 'weekly 1' });
    const weeks = [backup('next', '2027-01-04T05:00Z'), ...year];
    expect(staying(weeks, { weekly: 2 })).toEqual({ next: 'weekly 1', sunday: 'weekly 2' });
  });
});

describe('one that is not whole', () => {
  it('uses up no place, and goes', () => {
    const three = [
      backup('new', '2026-11-23T05:00Z', broken),
      backup('mid', '2026-11-22T05:00Z'),
      backup('old', '2026-11-21T05:00Z'),
    ];
    expect(staying(three, { last: 2 })).toEqual({ mid: 'last 1', old: 'last 2' });
  });

  it('takes what stands on it along', () => {
    const chain = [
      backup('child', '2026-11-23T05:00Z', { parent: 'base' }),
      backup('base', '2026-11-22T05:00Z', broken),
      backup('old', '2026-11-21T05:00Z'),
    ];
    expect(staying(chain, { last: 1 })).toEqual({ old: 'last 1' });
  });

  it('stays where there is no better one', () => {
    const all = [backup('a', 2, broken), backup('b', 1, broken)];
    expect(staying(all, { last: 5 })).toEqual({ a: 'the last one, though not whole' });
  });

  it('is one whose base is gone', () => {
    const all = [backup('orphan', 2, { parent: 'gone' }), backup('good', 1)];
    expect(staying(all, { last: 1 })).toEqual({ good: 'last 1' });
  });
});

it('the last good one stays without any rule, unless it is asked for', () => {
  const all = [backup('a', 2), backup('b', 1)];
  expect(staying(all, {})).toEqual({ a: 'the last good one' });
  expect(staying(all, {}, { evenLast: true })).toEqual({});
});

it('a base stays as long as one that stands on it does', () => {
  const chain = [backup('c', 3, { parent: 'b' }), backup('b', 2, { parent: 'a' }), backup('a', 1)];
  expect(staying(chain, { last: 1 })).toEqual({ c: 'last 1', b: 'base of 1', a: 'base of 1' });
});

describe('whatever there is and whatever is asked for', () => {
  const HOUR = 3_600_000;
  const shelf = fc
    .array(
      fc.record({
        at: fc.integer({ min: 0, max: 24 * 400 }),
        rot: fc.integer({ min: 0, max: 9 }),
        on: fc.option(fc.nat(), { nil: undefined }),
      }),
      { maxLength: 40 },
    )
    .map((drawn) => {
      const sorted = drawn.toSorted((a, b) => a.at - b.at);
      return sorted.map(({ at, rot, on }, index) =>
        backup(`b${index}`, Date.parse('2026-01-01') + at * HOUR, {
          ...(on !== undefined && index > 0 && { parent: `b${on % index}` }),
          ...(rot === 0 && broken),
        }),
      );
    });
  const few = fc.integer({ min: 0, max: 12 });
  const rules = fc.record({ last: few, daily: few, weekly: few, monthly: few });
  const kept = (all: readonly Backup[], keep: Keep) =>
    retention(all, { keep, zone }).flatMap(({ backup: one, stays }) => (stays ? [one] : []));

  it('each one has a fate with a reason, newest first', () => {
    fc.assert(
      fc.property(shelf, rules, (all, keep) => {
        const fates = retention(all, { keep, zone });
        expect(fates).toHaveLength(all.length);
        expect(fates.every(({ why }) => why.length > 0)).toBe(true);
        const times = fates.map((fate) => fate.backup.createdAt);
        expect(times).toEqual(times.toSorted((a, b) => b - a));
      }),
    );
  });

  it('no base of one that stays goes, and something always stays', () => {
    fc.assert(
      fc.property(shelf, rules, (all, keep) => {
        const ids = new Set(kept(all, keep).map(({ id }) => id));
        for (const { parent } of kept(all, keep))
          expect(ids.has(parent ?? [...ids][0] ?? '')).toBe(true);
        expect(ids.size > 0).toBe(all.length > 0);
      }),
    );
  });

  it('the newest one that is not broken is never lost', () => {
    fc.assert(
      fc.property(shelf, rules, (all, keep) => {
        const alone = all.filter(({ parent, verified }) => !parent && !verified);
        const newest = alone.at(-1);
        if (newest === undefined) return;
        const good = kept(all, keep).filter(({ verified }) => !verified);
        expect(good.some(({ createdAt }) => createdAt >= newest.createdAt)).toBe(true);
      }),
    );
  });

  it('a second prune deletes nothing more, and more to keep never keeps less', () => {
    fc.assert(
      fc.property(shelf, rules, (all, keep) => {
        const first = kept(all, keep).map(({ id }) => id);
        expect(kept(kept(all, keep), keep).map(({ id }) => id)).toEqual(first);
        const more = kept(all, { ...keep, daily: keep.daily + 1 }).map(({ id }) => id);
        if (Object.values(keep).some((most) => most > 0)) {
          expect(more).toEqual(expect.arrayContaining(first));
        }
      }),
    );
  });

  it('the order they are listed in does not matter', () => {
    fc.assert(
      fc.property(shelf, rules, (all, keep) => {
        expect(retention(all.toReversed(), { keep, zone })).toEqual(retention(all, { keep, zone }));
      }),
    );
  });
});
