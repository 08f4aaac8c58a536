import { type Database, openDatabase } from '../../../adapters/postgres/index.ts';
import { authorise } from '../../../src/access/policy.ts';
import { keyFrom } from '../../../src/audit/keys.ts';
import type { Actor } from '../../../src/chat.ts';
import { silent } from '../../../src/log.ts';
import { openStore } from '../../../src/store/open.ts';
import type { Store } from '../../../src/store/store.ts';
import { closedPolicy } from '../../fixtures/closed-policy.ts';
import type { Measured } from '../figure.ts';
import { interleave, median, timed } from '../measure.ts';
import { inScratch } from '../scratch.ts';

/** Rows in one round: short ones, so that what else the machine does falls on both alike. */
const ROWS = 50;
const ROUNDS = 60;
/** Of them at the same time, where many write. */
const AT_ONCE = 50;

const actor: Actor = { platform: 'terminal', id: 'anna', name: 'anna' };
const place = { platform: 'terminal', channel: 'terminal' };
const line = 'vm show web-1';

/** The right asked for and the row sealed and committed, beside the same row bare: one INSERT and its COMMIT. */
export function measureAudit(signal: AbortSignal): AsyncIterable<Measured> {
  return inScratch(async function* (directory) {
    const database = await openDatabase({ dataDirectory: directory, log: silent, signal });
    const auditKeys = { current: keyFrom('k'.repeat(64)), old: [] };
    const store = await openStore(database, { sites: [], client: false, auditKeys });
    try {
      yield* measure(store, database, signal);
    } finally {
      await store.close();
    }
  });
}

async function* measure(
  store: Store,
  { pool }: Database,
  signal: AbortSignal,
): AsyncGenerator<Measured> {
  await pool.query(`create table bare (id bigint generated always as identity primary key,
    at timestamptz not null default now(), replica integer, event text not null, actor jsonb not null,
    place jsonb, line text not null, targets text[] not null, outcome text not null, duration_ms integer)`);
  await pool.query('create index on bare (at)');
  const bare = () =>
    pool.query(
      `insert into bare (replica, event, actor, place, line, targets, outcome, duration_ms)
        values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [store.me, 'answered', actor, place, line, ['machine:kvm/1'], 'ok', 3],
    );
  const audited = async () => {
    authorise(closedPolicy, { local: true, actor }, 'vm.read');
    const targets = ['machine:kvm/1'];
    await store.audit({
      ...{ event: 'answered', actor, place, line, targets },
      ...{ outcome: 'ok', durationMs: 3 },
    });
  };
  const times = await interleave(
    {
      one: () => alone(audited),
      oneBare: () => alone(bare),
      many: () => together(audited),
      manyBare: () => together(bare),
    },
    { rounds: ROUNDS, warmUp: 10, signal },
  );
  const goal = { is: 'longer', atMost: 1.5 } as const;
  yield {
    figure: 'a right asked for and its row in the audit, one after another',
    value: median(times.one),
    unit: 'ms',
    beside: { what: 'a bare INSERT and COMMIT of the same row', value: median(times.oneBare) },
    goal,
  };
  yield {
    figure: `the same, ${AT_ONCE} at once`,
    value: median(times.many),
    unit: 'ms',
    beside: { what: `bare ones, ${AT_ONCE} at once`, value: median(times.manyBare) },
    goal,
  };
  const { findings } = await store.trail.verify({ heads: [], signal });
  if (findings.length > 0) throw new Error('what was measured is no whole audit');
}

/** Milliseconds for each. */
async function alone(act: () => Promise<unknown>): Promise<number> {
  const all = await timed(async () => {
    for (let at = 0; at < ROWS; at += 1) await act();
  });
  return all / ROWS;
}

async function together(act: () => Promise<unknown>): Promise<number> {
  const all = await timed(async () => {
    for (let at = 0; at < ROWS; at += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, act));
    }
  });
  return all / ROWS;
}
