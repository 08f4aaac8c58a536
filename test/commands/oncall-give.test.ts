import { describe, expect, test } from 'vitest';
import { textOf } from './bench.ts';
import { anna, budi, citra, deaf, keepRota, root, told } from './oncall-bench.ts';

const bench = keepRota();

describe('alert oncall give', () => {
  test('makes another one of the rota the one on call, and tells them', async () => {
    const card = await bench().say('alert oncall give budi lab for 2h a flight', anna);
    expect(card.title).toBe('Budi is on call in lab now');
    expect(told).toEqual([{ person: 'slack:U2', title: 'You are on call in lab now' }]);
    expect(bench().onCall()?.person.id).toBe('budi');
  });

  test('understands a mention and another’s name, and tells both where a third does it', async () => {
    expect((await bench().say('alert oncall give <@U2> lab', citra)).title).toBe(
      'Budi is on call in lab now',
    );
    expect(told.map(({ person: whom }) => whom)).toEqual(['slack:U1', 'slack:U2']);
  });

  test('back to whose it is by the file is no stand-in: the rota goes on', async () => {
    const taken = await bench().say('alert oncall take lab 1d', budi);
    const back = taken.actions?.find(({ label }) => label === 'Give back to Anna');
    expect((await bench().say(back?.command ?? '', budi)).title).toBe('Anna is on call in lab now');
    expect(bench().onCall()).toMatchObject({ person: { id: 'anna' } });
    expect(bench().onCall()?.insteadOf).toBeUndefined();
    expect(await bench().query('select from stand_ins where ended_at is null')).toEqual([]);
  });

  test('tells them in another of their chats where the first does not take it, and says whom nobody told', async () => {
    deaf.add('slack:U2');
    await bench().say('alert oncall give budi lab 2h', anna);
    expect(told.map(({ person: whom }) => whom)).toEqual(['discord:22']);
    deaf.add('slack:U1');
    const card = await bench().say('alert oncall give anna lab', budi);
    expect(card.tone).toBe('warning');
    expect(textOf(card)).toContain(
      'Not told: Anna: the bot cannot write to them from here, tell them',
    );
  });

  test.each([
    ['alert oncall give dewi lab', 'Dewi takes no turns in lab'],
    ['alert oncall give nobody lab', 'There is nobody called nobody under access: people:'],
    ['alert oncall give mute lab', 'Mute is in no chat, and nobody could call them'],
  ])('%s is refused', async (line, title) => {
    expect((await bench().say(line, anna)).title).toBe(title);
    expect(await bench().query('select from stand_ins')).toEqual([]);
  });

  test('an admin may give it to somebody who takes no turns there', async () => {
    expect((await bench().say('alert oncall give citra lab 2h', root, { local: true })).title).toBe(
      'Citra is on call in lab now',
    );
    expect(bench().onCall()).toMatchObject({ person: { id: 'citra' }, insteadOf: { id: 'anna' } });
  });
});
