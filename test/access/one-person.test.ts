import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type House, openHouse } from './house.ts';

const nobody = 'access:';
const root = { local: true, actor: { platform: 'terminal', id: 'root', name: 'root' } };
const ben = { platform: 'slack', id: 'UBEN', name: 'ben' };
const benElsewhere = { platform: 'discord', id: '190000000000000002', name: 'ben' };
const eve = { platform: 'slack', id: 'UEVE', name: 'eve' };

let house: House;
beforeAll(async () => {
  house = await openHouse(nobody);
}, 120_000);
afterAll(() => house?.close());

/** Ben is admin in both chats, each by a grant of its own, and then shows that both are him. */
beforeEach(async () => {
  const { access } = house.app;
  for (const one of [ben, benElsewhere, eve]) await access.revoke(one, root);
  await access.unlink(ben, ben);
  await access.grant(ben, 'admin', root);
  await access.grant(benElsewhere, 'admin', root);
  await access.takeLink(await access.linkCode(ben), benElsewhere);
  await access.link(benElsewhere);
});

const roles = () => house.app.access.grants().map(({ role }) => role);

test('a new role takes the place of the old one in both chats', async () => {
  await house.app.access.grant(eve, 'admin', root);
  expect(await house.say('slack', 'eve', 'ops', 'access grant slack:UBEN viewer')).toContain(
    'ben is viewer now',
  );
  expect(roles().toSorted()).toEqual(['admin', 'viewer']);
  expect(await house.say('discord', 'ben', 'ops', 'access list')).toContain(
    'You do not have the right',
  );
});

test('a role is taken in both chats, with one row of the audit that names both', async () => {
  await house.app.access.grant(eve, 'admin', root);
  expect(await house.say('slack', 'eve', 'ops', 'access revoke slack:UBEN')).toContain(
    'ben has no role any more',
  );
  expect(roles()).toEqual(['admin']);
  const [row] = await house.app.store.trail.list({ event: 'revoked' }, { limit: 1 });
  expect(row?.targets).toEqual(['person:slack:UBEN', `person:discord:${benElsewhere.id}`]);
});

test('the last admin keeps all of it: nothing was changed', async () => {
  expect(await house.say('slack', 'ben', 'ops', 'access revoke slack:UBEN')).toContain(
    'ben is the last admin',
  );
  expect(roles()).toEqual(['admin', 'admin']);
});
