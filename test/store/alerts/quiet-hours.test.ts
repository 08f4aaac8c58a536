import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Incident } from '../../../src/alerts/incident.ts';
import { SEAT, sitDown, writerOf } from '../../fixtures/alert-writer.ts';
import { MINUTE } from '../../fixtures/alerts.ts';
import { reachingIn } from '../../fixtures/reach.ts';
import { type Member, type World, world } from '../../fixtures/stores.ts';

/** Half an hour after the quiet hours have begun, one before they end. */
const begin = Date.parse('2026-01-06T10:00:00Z');

let db: World;
let one: Member;
beforeEach(async () => {
  db = await world();
  one = await db.join();
  await sitDown(one);
});
afterEach(() => db.dispose());

const waiting = async () => {
  const { rows } = await one.database.pool.query<{ title: string; channel: string }>(
    `select card ->> 'title' as title, place ->> 'channel' as channel from outbox
      where said_at is null and given_up_at is null order by id`,
  );
  return rows.map(({ title, channel }) => `${channel}: ${title}`);
};

describe('what quiet hours hold back', () => {
  const quiet = reachingIn('[{ to: test:ops, quiet: { from: "09:30", to: "11:00", zone: UTC } }]');
  const held = (more: object = {}) => writerOf({ ...one, reaching: quiet, begin, ...more });

  test('is told at their end, also by the next process', async () => {
    await held().says(0.9);
    expect(await waiting()).toEqual([]);
    await one.store.replicas.release([SEAT]);
    one = await db.join();
    await sitDown(one);
    const heir = held({ stored: await one.store.alerts.goOn('kvm', 0) });
    await heir.at(59);
    expect(await waiting()).toEqual([]);
    await heir.at(60);
    await heir.at(61);
    expect(await waiting()).toEqual(['ops: Alert 1: warning, firing']);
  });

  test('and is over by then is told in one line for all sites, and once', async () => {
    const writer = held();
    await writer.says(0.9);
    await writer.says(0.1);
    await one.store.alerts.write(elsewhere());
    await one.store.replicas.release([SEAT]);
    one = await db.join();
    await sitDown(one);
    const heir = held({ stored: await one.store.alerts.goOn('kvm', 0) });
    await heir.at(60);
    expect(await waiting()).toEqual([]);
    for (const minutes of [61, 62, 90]) await heir.at(minutes);
    expect(await waiting()).toEqual(['ops: Missed: 1, 2']);
    const { rowCount } = await one.database.pool.query('select from held_back');
    expect(rowCount).toBe(0);
  });

  test('is told of in no line where nothing was', async () => {
    const writer = held();
    await writer.says(0.1);
    await writer.at(120);
    expect(await waiting()).toEqual([]);
  });
});

/** An incident of another site that was held back until eleven, and is over. */
function elsewhere() {
  const about = { signal: 'machine-cpu', site: 'vbox', startedAt: begin } as const;
  const incident: Incident = {
    ...{ ...about, id: 'vbox', state: 'resolved', severity: 'warning', flapping: false },
    ...{ endedAt: begin + MINUTE, members: [] },
  };
  const until = begin + 60 * MINUTE;
  return {
    ...{ site: 'vbox', seat: SEAT },
    cases: [
      {
        incident,
        case: {
          ...{ ...about, id: 'vbox', key: 'vbox', members: [], calmSince: begin, changed: false },
          ...({
            worst: 'warning',
            flapping: false,
            again: false,
            endedAt: begin + MINUTE,
          } as const),
        },
        ...{ says: [], reached: { told: [], held: [], waits: {}, done: [] } },
        missed: [{ place: { platform: 'test', channel: 'ops' }, until }],
      },
    ],
  };
}
