import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GROUP, type House, openHouse } from './house.ts';

const rules = `access:
  people:
    anna: { slack: UANNA, discord: "190000000000000001", terminal: anna }
    eve: { slack: UEVE }
  roles:
    starter: { includes: [viewer], may: [vm.power] }
  bindings:
    - { role: viewer, people: [anna] }
    - { role: operator, people: [anna], on: ["owner:{person}"] }
    - { role: starter, groups: { slack: [${GROUP.slack}], discord: ["${GROUP.discord}"] }, on: ["tag:lab"] }
    - { role: admin, people: [eve], in: { slack: [C0LAB], discord: ["$lab"] } }`;

let house: House;
beforeAll(async () => {
  house = await openHouse(rules);
}, 120_000);
afterAll(() => house?.close());

const noRight = (right: string, on = '') => `You do not have the right ${right}${on}`;

/** role × selector × platform × channel × command, as people type it, and what they see. */
const table = [
  // A viewer everywhere, an operator on her own.
  ['slack', 'anna', 'ops', 'vm list', 'db-1'],
  ['discord', 'anna', 'ops', 'vm list', 'db-1'],
  ['slack', 'anna', 'ops', 'vm stop lab-anna', 'Stop lab-anna'],
  ['discord', 'anna', 'lab', 'vm stop lab-anna', 'Stop lab-anna'],
  ['slack', 'anna', 'ops', 'vm start lab-ben', noRight('vm.power', ' on lab-ben')],
  ['discord', 'anna', 'ops', 'vm start web-1', noRight('vm.power', ' on web-1')],
  ['slack', 'anna', 'ops', 'vm stop lab-*', noRight('vm.power', ' on lab-ben')],
  ['slack', 'anna', 'ops', 'access list', noRight('access.read')],
  // A role of the file for a group, on a tag.
  ['slack', 'ben', 'ops', 'vm list', 'lab-ben'],
  ['discord', 'ben', 'ops', 'vm list', 'lab-ben'],
  ['slack', 'ben', 'ops', 'vm stop lab-*', 'Stop 2 machines'],
  ['discord', 'ben', 'ops', 'vm stop lab-anna', 'Stop lab-anna'],
  ['slack', 'ben', 'ops', 'vm show web-1', 'There is no one machine web-1 that you may see'],
  ['discord', 'ben', 'ops', 'vm show db-1', 'There is no one machine db-1 that you may see'],
  ['slack', 'ben', 'ops', 'vm stop *', 'Stop 2 machines'],
  ['slack', 'ben', 'ops', 'snapshot create lab-ben x', noRight('snapshot.create')],
  ['discord', 'ben', 'ops', 'board', noRight('board.change')],
  // An admin in one channel alone, and in one chat alone: eve has no Discord id.
  ['slack', 'eve', 'lab', 'access list', 'access.bindings[3]'],
  ['slack', 'eve', 'ops', 'access list', 'You have it in other channels.'],
  ['slack', 'eve', 'ops', 'vm list', noRight('vm.read')],
  ['slack', 'eve', 'lab', 'vm stop db-1', 'Stop db-1'],
  ['discord', 'eve', 'lab', 'access list', noRight('access.read')],
  ['discord', 'eve', 'lab', 'vm list', noRight('vm.read')],
  // What everybody may.
  ['discord', 'eve', 'ops', 'help', 'What you can type'],
  ['discord', 'eve', 'ops', 'access explain me vm list', 'eve may not vm.read'],
  ['slack', 'eve', 'ops', 'access explain me vm list', 'eve may vm.read, in slack C0LAB; discord '],
  ['slack', 'eve', 'lab', 'access explain me vm stop db-1', 'vm.power on db-1, in slack C0LAB; '],
  ['slack', 'ben', 'ops', 'access explain me vm stop lab-ben', 'ben may vm.power on lab-ben\n'],
] as const;

describe('the rules, in the chats', () => {
  test.each(table)('%s: %s in #%s types %s', async (chat, who, channel, line, sees) => {
    expect(await house.say(chat, who, channel, line)).toContain(sees);
  });

  test.each([
    ['slack', 'vm list'],
    ['discord', 'vm list'],
    ['slack', 'fleet'],
    ['discord', 'fleet'],
  ] as const)('%s: %s names nothing that the person may not see', async (chat, line) => {
    const shown = await house.say(chat, 'ben', 'ops', line);
    expect(shown).toMatch(/2 (of 2 )?machines/);
    for (const hidden of ['web-1', 'db-1']) expect(shown).not.toContain(hidden);
  });

  test('help shows the commands of the person alone', async () => {
    const ben = await house.say('slack', 'ben', 'ops', 'help vm');
    expect(ben).toContain('vm stop');
    expect(ben).not.toContain('vm delete');
  });

  test('Discord’s autocomplete offers machines that the command may be done to', async () => {
    const offered = async (who: string, command: string) => {
      const found = await house.discord
        .person(who)
        .autocomplete('ops', command, { machines: '' }, 'machines');
      return found.map(({ value }) => value).filter((value) => !value.includes(':'));
    };
    expect(await offered('ben', 'vm stop')).toEqual(['lab-anna', 'lab-ben']);
    expect(await offered('anna', 'vm stop')).toEqual(['lab-anna']);
    expect(await offered('anna', 'vm list')).toEqual(['db-1', 'lab-anna', 'lab-ben', 'web-1']);
    expect(await offered('eve', 'vm list')).toEqual([]);
  });

  test('who leaves a group on Discord has its right no more with the next line', async () => {
    expect(await house.say('discord', 'ben', 'ops', 'vm show lab-ben')).toContain('lab-ben');
    const [role = ''] = house.roles.splice(0);
    expect(await house.say('discord', 'ben', 'ops', 'vm show lab-ben')).toContain(
      noRight('vm.read'),
    );
    house.roles.push(role);
  });
});

describe('the rules, at the terminal', () => {
  test('whoever owns the file may do everything', async () => {
    const { code, text } = await house.type(house.app, 'root', 'access list');
    expect([code, text]).toEqual([0, expect.stringContaining('access.bindings[0]')]);
  });

  test('whoever does not has what the rules give their name', async () => {
    const theirs = await house.openOn({ ownsFile: false, client: true });
    const of = async (name: string, line: string) => house.type(theirs, name, line);
    expect(await of('mallory', 'vm list')).toMatchObject({
      code: 1,
      text: expect.stringContaining(noRight('vm.read')),
    });
    expect(await of('mallory', 'access grant terminal:mallory admin')).toMatchObject({ code: 1 });
    expect(await of('mallory', 'access code')).toMatchObject({ code: 1 });
    expect(await of('anna', 'vm list')).toMatchObject({ code: 0 });
    expect(await of('anna', 'vm stop web-1 --yes')).toMatchObject({
      code: 1,
      text: expect.stringContaining(noRight('vm.power', ' on web-1')),
    });
  });
});
