import { describe, expect, test } from 'vitest';
import { openAccess } from '../../src/access/access.ts';
import { silent } from '../../src/log.ts';
import { leave, replica, workshop } from '../fixtures/replicas.ts';
import { textOf } from './bench.ts';
import { anna, budi, citra, dewi, keepRota, root, rules, told } from './oncall-bench.ts';

const bench = keepRota();
const said = async () =>
  (
    await bench().query(
      `select place ->> 'channel' as channel, card ->> 'title' as title from outbox order by id`,
    )
  ).map(({ channel, title }) => `${channel}: ${title}`);

describe('alert oncall take', () => {
  test('makes whoever says it the one on call, until the turn ends; who is relieved and the channels are told', async () => {
    const end = bench().onCall()?.until;
    const card = await bench().say('alert oncall take lab', budi);
    expect(card).toMatchObject({ title: 'Budi is on call in lab now', tone: 'success' });
    expect(bench().onCall()).toMatchObject({ person: { id: 'budi' }, insteadOf: { id: 'anna' } });
    expect(textOf(card)).toContain('Instead of: Anna');
    expect(textOf(card)).toContain('Told: Anna, slack:C2, slack:C3, slack:C4');
    expect(told).toEqual([
      { person: 'slack:U1', title: 'You are not on call in lab any more: Budi is' },
    ]);
    // In slack:C1 the answer stands already.
    expect(await said()).toEqual(
      ['C2', 'C3', 'C4'].map((to) => `${to}: Budi is on call in lab now`),
    );
    const [row] = await bench().query(
      `select (extract(epoch from ends_at) * 1000)::float8 as until, made_by ->> 'id' as by from stand_ins`,
    );
    expect(row).toEqual({ until: end, by: 'U2' });
  });

  test('for a time ends by itself, and says why', async () => {
    const before = Date.now();
    const card = await bench().say('alert oncall take lab for 8h anna is ill', budi);
    expect(textOf(card)).toMatch(/Then: Anna[\s\S]*Why: anna is ill/);
    const until = bench().onCall()?.until ?? 0;
    expect(until).toBeGreaterThanOrEqual(before + 8 * 3_600_000);
    expect(until).toBeLessThanOrEqual(Date.now() + 8 * 3_600_000);
    expect(bench().access.book().onCall.turn('lab', until)).toMatchObject({
      person: { id: 'anna' },
    });
    const list = await bench().say('alert oncall', dewi);
    expect(textOf(list)).toContain('Budi, for Anna');
  });

  test('is in the audit, with its end and its reason', async () => {
    await bench().say('alert oncall take lab 2h lunch', budi);
    const [row] = await bench().query(
      `select event, line, person, targets, detail from audit where event = 'handed-over' order by id desc`,
    );
    expect(row).toMatchObject({
      ...{ line: 'alert oncall give budi lab', targets: ['rota:lab', 'person:budi'] },
      detail: expect.stringMatching(/^until 20.*Z: lunch$/),
    });
  });

  test('needs no rota where the person has one alone, and asks which where they have two', async () => {
    expect((await bench().say('alert oncall take 4h', anna)).title).toBe(
      'Anna is on call in lab already',
    );
    expect(await bench().say('alert oncall take', budi)).toMatchObject({
      title: 'There are 2 rotas',
      actions: [{ command: 'alert oncall take lab' }, { command: 'alert oncall take net' }],
    });
  });

  test('changes nothing where it is their turn as long anyway', async () => {
    expect((await bench().say('alert oncall take lab 1h', anna)).title).toBe(
      'Anna is on call in lab already',
    );
    expect(await bench().query('select from stand_ins')).toEqual([]);
    expect(told).toEqual([]);
  });

  test.each([
    ['alert oncall take lab', () => citra, 'Citra takes no turns in lab'],
    ['alert oncall take lab', () => dewi, 'You do not have the right alert.oncall'],
    ['alert oncall take lba', () => budi, 'There is no rota lba'],
    ['alert oncall take lab for lunch', () => budi, 'lunch is no length of time'],
    ['alert oncall take lab for', () => budi, 'for is no length of time'],
    ['alert oncall take lab for 90d', () => budi, 'That is not within limits'],
    ['alert oncall take lab 1m', () => budi, 'That is not within limits'],
  ])('%s is refused where that is wrong', async (line, who, title) => {
    expect((await bench().say(line, who())).title).toBe(title);
    expect(await bench().query('select from stand_ins')).toEqual([]);
  });

  test('somebody whom the file does not name cannot be called, and is told so', async () => {
    const card = await bench().say('alert oncall take lab', root, { local: true });
    expect(card.title).toBe('There is nobody called root under access: people:');
  });

  test('of two who take it at once one has it, and the other is told', async () => {
    const turn = { rota: 'lab', from: Date.now(), until: Date.now() + 60_000, seen: 0 };
    await bench().access.handOver({ ...turn, person: 'budi' }, budi);
    await expect(bench().access.handOver({ ...turn, person: 'anna' }, anna)).rejects.toMatchObject({
      code: 'conflict',
      message: 'Somebody has just been given the turn in lab',
    });
    expect(bench().onCall()?.person.id).toBe('budi');
  });
});

test('a turn given in one process is known in another at once', async () => {
  const other = await replica(bench().world, { kinds: workshop().kinds });
  const there = await openAccess({
    records: other.store.access,
    log: silent,
    rules: rules(),
  });
  await bench().say('alert oncall take lab 2h', budi);
  await expect
    .poll(() => there.book().onCall.turn('lab', Date.now())?.person.id, { timeout: 30_000 })
    .toBe('budi');
  await there.close();
  await leave([other]);
});
