import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { plainKey, plainKeys } from '../../../src/audit/keys.ts';
import { type AnchorFields, type Head, sealAnchor } from '../../../src/audit/seal.ts';
import { tampered } from '../../fixtures/audit.ts';

let audit: Awaited<ReturnType<typeof tampered>>;
beforeEach(async () => {
  audit = await tampered();
});
afterEach(() => audit.db.dispose());

const write: typeof audit.write = (...given) => audit.write(...given);
const tamper: typeof audit.tamper = (...given) => audit.tamper(...given);
const query: typeof audit.query = (...given) => audit.query(...given);
const findings: typeof audit.findings = (...given) => audit.findings(...given);

describe('an end that was cut off', () => {
  const cut = 'delete from audit where seq > 3';
  const hidden = `update audit_chains set seq = 3, mac = (select mac from audit where seq = 3)`;

  test('is seen by the chain’s own record', async () => {
    await write(5);
    await tamper(cut);
    await audit.begin();
    const found = await findings();
    expect(found).toContainEqual({ is: 'ends-early', chain: 1, seq: 3, said: 5, by: 'database' });
  });

  test('is seen by the process that wrote it, whatever the database says', async () => {
    await write(5);
    await tamper(cut, hidden);
    expect(await findings()).toEqual([
      { is: 'ends-early', chain: 1, seq: 3, said: 5, by: 'process' },
    ]);
  });

  test('is seen by a head in the log, and by nothing else', async () => {
    await write(5);
    const [report] = (await audit.verify()).chains;
    const head = report?.head as Head;
    await tamper(cut, hidden);
    await audit.begin();
    expect(await findings()).toEqual([]);
    expect(await findings([head])).toEqual([
      { is: 'ends-early', chain: 1, seq: 3, said: 5, by: 'log' },
    ]);
  });

  test('and written anew is seen by a head in the log', async () => {
    await write(5);
    const head = (await audit.verify()).chains[0]?.head as Head;
    await tamper(cut, hidden);
    await audit.begin();
    await write(2);
    expect(await findings([head])).toEqual([{ is: 'another', chain: 1, seq: 5, by: 'log' }]);
  });
});

describe('a month that was dropped', () => {
  /** Makes the first three rows as old as that would be. */
  async function age() {
    await write(5);
    await query("select audit_month((now() - interval '2 years')::date)");
    // Sealed as they are, so that only what retention does is looked at.
    await tamper("update audit set at = at - interval '2 years' where seq <= 3");
    expect((await findings()).map(({ is }) => is)).toEqual(['changed', 'changed', 'changed']);
  }
  const dropIt = () => audit.prune();

  test('leaves an anchor, and the rest goes on from there', async () => {
    await age();
    expect(await dropIt()).toMatchObject({ audit: 3 });
    expect(await audit.verify()).toMatchObject({
      findings: [],
      chains: [{ rows: 3, dropped: 3 }],
      anchors: 1,
    });
  });

  test('is missing where its anchor is, too', async () => {
    await age();
    await dropIt();
    await tamper('delete from audit_anchors');
    expect(await findings()).toMatchObject([{ is: 'missing', chain: 1, from: 1, to: 3 }]);
  });

  test('is missing where somebody else dropped it', async () => {
    await age();
    const { rows } = await query(
      'select tableoid::regclass::text as part from audit where seq = 1',
    );
    await tamper(`drop table ${rows[0]?.part}`);
    expect(await findings()).toMatchObject([{ is: 'missing', chain: 1, from: 1, to: 3 }]);
  });

  test('is not told of by an anchor that was changed', async () => {
    await age();
    await dropIt();
    await tamper(
      'delete from audit where seq = 4',
      `update audit_anchors set runs = jsonb_set(runs, '{0,to}', '4')`,
    );
    expect(await findings()).toMatchObject([
      { is: 'anchor-changed', anchor: 1 },
      { is: 'missing', chain: 1, from: 1, to: 4 },
    ]);
  });

  test('is not told of by an anchor that was made without the key', async () => {
    await write(5);
    const anchor: AnchorFields = {
      ...{ id: 1, part: 'audit_2026_01', rows: 3, firstId: 1, lastId: 3, previous: '' },
      dropped: '2026-01-01T00:00:00.000000Z',
      runs: [{ chain: 1, from: 1, to: 3, mac: await audit.macOf(3) }],
    };
    await tamper('delete from audit where seq <= 3');
    await query(
      `insert into audit_anchors (id, part, rows, first_id, last_id, dropped_at, runs, previous, key, mac)
        values (1, $1, 3, 1, 3, $2, $3, '', 'none', decode($4, 'hex'))`,
      [anchor.part, anchor.dropped, JSON.stringify(anchor.runs), sealAnchor(plainKey, anchor)],
    );
    expect(await findings()).toMatchObject([
      { is: 'anchor-without-key', anchor: 1, chains: [1] },
      { is: 'missing', chain: 1, from: 1, to: 3 },
    ]);
  });

  test('is kept where a wrong clock put rows into it that are younger than others that stay', async () => {
    await write(5);
    await query("select audit_month((now() - interval '2 years')::date)");
    await tamper("update audit set at = at - interval '2 years' where seq = 3");
    expect(await dropIt()).toMatchObject({ audit: 0 });
    expect(await audit.idOf(3)).toBeDefined();
  });

  test('is kept by a process without the key, which could leave no anchor for it', async () => {
    await age();
    await audit.begin(plainKeys);
    expect(await dropIt()).toMatchObject({ audit: 0 });
    await audit.begin();
    expect((await findings()).map(({ is }) => is)).not.toContain('missing');
  });
});
