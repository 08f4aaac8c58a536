import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse(`access:
  people: { eve: { slack: UEVE } }
  bindings: [{ role: admin, people: [eve] }]`);
}, 120_000);
afterAll(() => house?.close());

const codeIn = (text: string) => /[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(text)?.[0] ?? '';
/** All that was written down, but for what the platforms brought and what stands on buttons. */
const written = async () => {
  const { rows } = await house.pool.query('select line, detail from audit');
  const codes = await house.pool.query('select * from link_codes');
  return JSON.stringify([rows, codes.rows]);
};

test('a code of one chat, sent and confirmed in the other, makes two identities one person', async () => {
  await house.say('slack', 'eve', 'ops', 'access grant slack:UANNA operator');
  expect(await house.say('discord', 'anna', 'ops', 'vm list')).toContain(
    'You do not have the right',
  );
  const code = codeIn(await house.say('slack', 'anna', 'ops', 'link'));
  const asked = await house.say('discord', 'anna', 'ops', `link ${code}`);
  expect(asked).toContain('Is anna on slack you?');
  expect(await house.say('discord', 'anna', 'ops', 'vm list')).toContain(
    'You do not have the right',
  );
  expect(await house.say('discord', 'ben', 'ops', `link ${code}`)).toContain(
    'This code was used already',
  );
  expect(await house.say('discord', 'ben', 'ops', 'link --sure')).toContain(
    'There is no code of yours',
  );
  expect(await house.say('discord', 'anna', 'ops', 'link --sure')).toContain('are one person now');
  expect(await house.say('discord', 'anna', 'ops', 'vm list')).toContain('db-1');
  expect(await house.say('discord', 'anna', 'ops', 'link --sure')).toContain(
    'There is no code of yours',
  );
  expect(await written()).not.toContain(code);
  expect(await written()).toContain('link slack:UANNA');
  expect(
    house.app.access.book().people.of({ platform: 'discord', id: '190000000000000001' }),
  ).toEqual(house.app.access.book().people.of({ platform: 'slack', id: 'UANNA' }));
});

test('admins see who is linked, and it can be taken back', async () => {
  const listed = await house.say('slack', 'eve', 'ops', 'access list');
  expect(listed).toContain('anna (discord:190000000000000001)');
  expect(await house.say('slack', 'ben', 'ops', 'unlink slack:UANNA')).toContain(
    'Only they themselves or an admin',
  );
  expect(await house.say('slack', 'anna', 'ops', 'unlink')).toContain('stands for itself again');
  expect(await house.say('discord', 'anna', 'ops', 'vm list')).toContain(
    'You do not have the right',
  );
});

test('two in one chat are not joined, and what the file says of one is not undone in chat', async () => {
  const code = codeIn(await house.say('slack', 'anna', 'ops', 'link'));
  expect(await house.say('slack', 'ben', 'ops', `link ${code}`)).toContain(
    'Both are in the same chat',
  );
  const other = codeIn(await house.say('discord', 'ben', 'ops', 'link'));
  expect(await house.say('slack', 'eve', 'ops', `link ${other}`)).toContain(
    'slack:UEVE is eve already',
  );
  expect(await house.say('slack', 'eve', 'ops', 'unlink')).toContain(
    'access.people.eve in the configuration',
  );
});

test('a wrong code is told, and after five nobody’s is looked at', async () => {
  for (const at of [2, 3, 4, 5, 6]) {
    expect(await house.say('slack', 'ben', 'lab', `link AAAA-BBBB-CCC${at}`)).toContain(
      'This code is wrong',
    );
  }
  const code = codeIn(await house.say('discord', 'eve', 'ops', 'link'));
  expect(await house.say('slack', 'ben', 'lab', `link ${code}`)).toContain('Too many wrong codes');
});

test('what the file says cannot be granted or revoked in chat, and the answer says where it stands', async () => {
  expect(await house.say('slack', 'eve', 'ops', 'access grant eve viewer')).toContain(
    'access.bindings[0]',
  );
  expect(await house.say('slack', 'eve', 'ops', 'access revoke eve')).toContain(
    'access.bindings[0]',
  );
  expect(
    await house.say('slack', 'eve', 'ops', 'access grant slack:UBEN operator tag:lab'),
  ).toContain('operator on tag:lab');
  expect(await house.say('slack', 'ben', 'ops', 'vm list')).not.toContain('db-1');
  const listed = await house.say('slack', 'eve', 'ops', 'access list');
  for (const one of ['access.bindings[0]', 'tag:lab', 'by eve']) expect(listed).toContain(one);
  const why = await house.say('slack', 'eve', 'ops', 'access explain slack:UBEN vm stop lab-ben');
  expect(why).toContain('may vm.power on lab-ben');
  expect(
    await house.say('slack', 'eve', 'ops', 'access explain slack:UBEN vm.power db-1'),
  ).toContain('may not vm.power on db-1');
});
