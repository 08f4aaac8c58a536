import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { GROUP, type House, openHouse } from './house.ts';

const rules = `access:
  people:
    ben: { slack: UBEN, discord: "190000000000000002" }
    eve: { slack: UEVE, terminal: eve }
  bindings:
    - { role: operator, groups: { slack: [${GROUP.slack}], discord: ["${GROUP.discord}"] } }
    - { role: admin, people: [eve] }
approvals: [{ for: [vm.power], post: ["slack:C0LAB"] }]`;
const label = 'Ask for approval: Stop lab-ben on pve1';
const PATIENCE = { timeout: 20_000, interval: 20 };

let house: House;
beforeAll(async () => {
  house = await openHouse(rules);
}, 120_000);
afterAll(() => house?.close());
beforeEach(async () => {
  house.slack.groups.set(GROUP.slack, ['UBEN']);
  house.roles.splice(0, house.roles.length, GROUP.discord);
});

/** Ben asks for the stop of a machine that his group may stop; gives the number of the request. */
async function ask(chat: 'slack' | 'discord'): Promise<number> {
  const me = chat === 'slack' ? house.slack.person('UBEN') : house.discord.person('ben');
  await house.say(chat, 'ben', 'ops', 'vm stop lab-ben');
  await expect.poll(() => me.seen(chat === 'slack' ? 'C0OPS' : 'ops'), PATIENCE).toContain(label);
  await me.click(label);
  const { list } = house.app.store.approvals;
  const waiting = async () => (await list({ ended: false, limit: 1 }))[0]?.id;
  await expect.poll(waiting, PATIENCE).toBeDefined();
  return (await waiting()) ?? expect.unreachable();
}

const stateOf = async (id: number) => (await house.app.store.approvals.find(id)).state;
const approve = (id: number) => house.say('slack', 'eve', 'ops', `approval approve ${id}`);

test('a request of somebody who has left the group on Discord since goes back', async () => {
  const id = await ask('discord');
  house.roles.splice(0);
  expect(await approve(id)).toContain('It went back to ben: You do not have the right vm.power');
  expect(await stateOf(id)).toBe('changed');
});

test('a request from a group waits where nobody can say who is in it', async () => {
  const id = await ask('discord');
  const alone = await house.openOn({ ownsFile: true, client: true });
  const typed = await house.type(alone, 'eve', `approval approve ${id}`);
  expect(typed.text).toContain('Which groups ben is in is not known here just now');
  expect(await stateOf(id)).toBe('waiting');
  expect(await approve(id)).toContain('Approve: Stop lab-ben on pve1');
  await house.app.store.approvals.end(id, {
    ...{ state: 'withdrawn', by: { platform: 'slack', id: 'UBEN', name: 'ben' }, line: '' },
  });
});

test('a request of somebody who has left the group on Slack since goes back', async () => {
  const id = await ask('slack');
  house.slack.groups.set(GROUP.slack, []);
  // Who is in it was asked less than a minute ago: a new start knows nothing of that.
  await house.slackChat.stop();
  await house.slackChat.start(house.app.bot);
  house.slack.deliverTo(undefined);
  expect(await approve(id)).toContain('It went back to ben: You do not have the right vm.power');
  expect(await stateOf(id)).toBe('changed');
});
