import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Actor } from '../../src/chat.ts';
import { type House, openHouse } from './house.ts';

const asks = 'approvals: [{ for: [vm.power], post: ["slack:C0LAB"] }]';
const nobody = `access:\n${asks}`;
const root = { local: true, actor: { platform: 'terminal', id: 'root', name: 'root' } };
const ben = { platform: 'slack', id: 'UBEN', name: 'ben' };
const benElsewhere = { platform: 'discord', id: '190000000000000002', name: 'ben' };
const PATIENCE = { timeout: 20_000, interval: 20 };

let house: House;
let id: number;
beforeAll(async () => {
  house = await openHouse(nobody);
}, 120_000);
afterAll(() => house?.close());

/** One code, from the first to the second. */
async function link(first: Actor, second: Actor): Promise<void> {
  const { access } = house.app;
  await access.takeLink(await access.linkCode(first), second);
  await access.link(second);
}

const { list, find, end } = {
  list: () => house.app.store.approvals.list({ ended: false, limit: 9 }),
  find: (one: number) => house.app.store.approvals.find(one),
  end: (one: number) =>
    house.app.store.approvals.end(one, { state: 'withdrawn', by: ben, line: '' }),
};

/** Ben, whom no file names, may do everything in both chats, and asks for the stop of a machine. */
beforeEach(async () => {
  house.use(nobody);
  for (const one of await list()) await end(one.id);
  await house.app.access.unlink(ben, ben);
  await house.app.access.unlink(benElsewhere, ben);
  for (const one of [ben, benElsewhere]) await house.app.access.grant(one, 'admin', root);
  await link(ben, benElsewhere);
  const label = 'Ask for approval: Stop web-1 on pve2';
  const me = house.slack.person('UBEN');
  await house.say('slack', 'ben', 'ops', 'vm stop web-1');
  await expect.poll(() => me.seen('C0OPS'), PATIENCE).toContain(label);
  await me.click(label);
  await expect.poll(async () => (await list()).length, PATIENCE).toBe(1);
  id = (await list())[0]?.id ?? expect.unreachable();
});

const same = 'Whoever asked may not be the second person';
const approve = (chat: 'slack' | 'discord') =>
  house.say(chat, 'ben', 'ops', `approval approve ${id}`);

test('whoever asked stays who they are where they are linked the other way round', async () => {
  await house.app.access.unlink(ben, ben);
  await link(benElsewhere, ben);
  expect(await approve('slack')).toContain(same);
  expect(await approve('discord')).toContain(same);
  expect((await find(id)).state).toBe('waiting');
  expect(await house.say('discord', 'ben', 'ops', `approval withdraw ${id}`)).toContain(
    'Withdrawn',
  );
});

test('whoever asked stays who they are where the file names them since', async () => {
  house.use(`access:
  people: { benjamin: { slack: UBEN, discord: "${benElsewhere.id}" } }
  bindings: [{ role: admin, people: [benjamin] }]
${asks}`);
  expect(await approve('slack')).toContain(same);
  expect(await approve('discord')).toContain(same);
});

test('nobody approves what was asked by an account that is nobody’s any more', async () => {
  await house.app.access.unlink(ben, ben);
  await link(benElsewhere, { platform: 'slack', id: 'UEVE', name: 'eve' });
  expect(await approve('discord')).toContain('Nobody knows any more who asked');
  expect(await house.say('discord', 'ben', 'ops', `approval reject ${id} no`)).toContain(
    'Rejected',
  );
});

test('accounts are not parted while something waits that one of them asked for', async () => {
  expect(await house.say('discord', 'ben', 'ops', 'unlink')).toContain(
    `Approval ${id} waits, and ben asked for it`,
  );
  expect(await house.say('slack', 'ben', 'ops', `approval withdraw ${id}`)).toContain('Withdrawn');
  expect(await house.say('discord', 'ben', 'ops', 'unlink')).toContain('stands for itself again');
});
