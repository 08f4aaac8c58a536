import { describe, expect, test } from 'vitest';
import type { Actor } from '../../src/chat.ts';
import { actors, nothingBegan, openScene, type Scene, titleOf } from './fixture.ts';

const { anna, annaElsewhere, annaUnlinked, ben, chandra, stranger } = actors;
const line = 'vm stop web-1';

/** The line that the button on the posted card stands for. */
async function button(scene: Scene): Promise<string> {
  const card = (await scene.outbox()).find(({ edits }) => edits)?.card;
  return card?.actions?.[0]?.command ?? expect.fail('nothing was posted');
}

describe('a request is not approved', () => {
  const nobodies: readonly (readonly [string, Actor, string])[] = [
    ['by who asked', anna, 'Whoever asked may not be the second person'],
    [
      'by who asked from the other chat',
      annaElsewhere,
      'Whoever asked may not be the second person',
    ],
    [
      'by who asked with an account nobody linked',
      annaUnlinked,
      'Only a known person may approve or reject',
    ],
    ['by a stranger', stranger, 'You do not have the right approval.give'],
    [
      'by the same id on another platform',
      { ...ben, platform: 'raven' },
      'Only a known person may approve or reject',
    ],
  ];
  test.each(nobodies)('%s', async (_, actor, said) => {
    const scene = await openScene();
    const id = await scene.request();
    for (const tried of [
      await button(scene),
      `approval approve ${id}`,
      `approval reject ${id} no`,
    ]) {
      const answer = await scene.say(tried, { actor });
      expect(answer.handled.outcome).toBe('refused');
      expect(titleOf(answer)).toBe(said);
    }
    await nothingBegan(scene);
  });

  test('once the right was taken away, by the button that is still there', async () => {
    const scene = await openScene();
    await scene.request();
    scene.without.add('P2 approval.give');
    const said = await scene.say(await button(scene), { actor: ben });
    expect(titleOf(said)).toBe('You do not have the right approval.give');
    await nothingBegan(scene);
  });

  test('when its time is over', async () => {
    const scene = await openScene();
    const id = await scene.request();
    await scene.query('update approvals set expires_at = now()');
    const said = await scene.say(await button(scene), { actor: ben });
    expect(titleOf(said)).toBe(`The time for approval ${id} is over`);
    await nothingBegan(scene);
  });

  test('by a number that nobody gave, or a mark that was guessed', async () => {
    const scene = await openScene();
    const id = await scene.request();
    for (const number of ['99', '0', '-1', '1e9', '2147483648']) {
      const { handled } = await scene.say(`approval approve ${number}`, { actor: ben });
      expect(handled.outcome, number).not.toMatch(/accepted|asked/);
    }
    const guessed = await scene.say(`approval approve ${id} --seen=0000`, { actor: ben });
    expect(guessed.handled).toEqual({ outcome: 'asked' });
    await nothingBegan(scene);
  });
});

test('an account that belongs to no known person cannot ask: nobody could tell it from the second one', async () => {
  const scene = await openScene();
  const said = await scene.say(line, { actor: annaUnlinked });
  expect(titleOf(said)).toBe('This needs a second person, and nobody knows who you are');
  const local = await scene.say(`${line} --yes`, { local: true, actor: { ...anna, id: 'root' } });
  expect(titleOf(local)).toBe('This needs a second person, and nobody knows who you are');
  expect(scene.stopped).toEqual([]);
});

test('two approve at the same moment on two replicas: one begins it, the other is told', async () => {
  const scene = await openScene();
  await scene.request();
  const tried = await button(scene);
  const both = await Promise.all([
    scene.say(tried, { actor: ben, on: 0 }),
    scene.say(tried, { actor: chandra, on: 1 }),
  ]);
  expect(both.map(({ handled }) => handled.outcome).toSorted()).toEqual(['accepted', 'refused']);
  const lost = both.find(({ handled }) => handled.outcome === 'refused') ?? expect.fail();
  expect(titleOf(lost)).toMatch(/^Approval 1 has ended: Approved by (ben|chandra)$/);
  const id = both.find(({ handled }) => handled.operation)?.handled.operation ?? 0;
  await scene.replicas[0]?.ended(id);
  expect(scene.stopped).toEqual(['101']);
  const events = (await scene.audit()).map(({ event }) => event);
  expect(events.filter((event) => event === 'approved')).toHaveLength(1);
  expect(events.filter((event) => event === 'accepted')).toHaveLength(1);
});

test('a preview asks for one approval, however often it is confirmed', async () => {
  const scene = await openScene();
  const asked = await scene.say(line);
  const confirms = asked.cards[0]?.actions?.[0]?.confirms ?? '';
  const both = await Promise.all([
    scene.say(line, { confirms, on: 0 }),
    scene.say(line, { confirms, on: 1 }),
  ]);
  expect(both.map(({ handled }) => handled.outcome).toSorted()).toEqual(['asked', 'refused']);
  expect(await scene.query('select id from approvals')).toHaveLength(1);
  const foreign = await scene.say(line, { confirms, actor: ben });
  expect(titleOf(foreign)).toBe('Only the person who asked may confirm this');
});

describe('between the request and the click', () => {
  const changes: readonly (readonly [string, (scene: Scene) => void, RegExp])[] = [
    ['the machine got another name', ({ machines }) => rename(machines, 'web-1', 'other'), /./],
    [
      'its id was given to another machine',
      ({ machines }) => machines.splice(0, 1, { ...first(machines), birth: 'b9' }),
      /./,
    ],
    [
      'its name was given to another machine',
      ({ machines }) => {
        rename(machines, 'web-1', 'old');
        rename(machines, 'lab-1', 'web-1');
      },
      /./,
    ],
    [
      'the machine was moved',
      ({ machines }) => machines.splice(0, 1, { ...first(machines), host: 'pve2' }),
      /What was shown has changed since/,
    ],
    [
      'the machine was stopped',
      ({ machines }) => machines.splice(0, 1, { ...first(machines), state: 'stopped' }),
      /web-1 is already off/,
    ],
    [
      'who asked lost the right to it',
      ({ without }) => without.add('P1 vm.power'),
      /You do not have the right vm\.power/,
    ],
  ];
  test.each(changes)(
    '%s: it goes back to who asked, and nothing begins',
    async (_, change, why) => {
      const scene = await openScene();
      const id = await scene.request();
      const tried = await button(scene);
      change(scene);
      const said = await scene.say(tried, { actor: ben });
      expect(said.handled.outcome).toBe('refused');
      expect(titleOf(said)).toMatch(/^It went back to anna: /);
      expect(titleOf(said)).toMatch(why);
      expect(scene.stopped).toEqual([]);
      expect((await scene.outbox()).slice(-2)).toMatchObject([
        { edits: true, card: { title: 'Not as it was asked for any more: Stop web-1' } },
        { calls: anna.id, card: { actions: [{ label: 'Ask anew', command: line }] } },
      ]);
      expect((await scene.audit()).map(({ event }) => event)).toContain('approval-changed');
      expect((await scene.say(tried, { actor: chandra })).handled.outcome).toBe('refused');
      expect(titleOf(await scene.say(`approval show ${id}`))).toMatch(/^Not as it was asked/);
    },
  );

  test('the site did not answer: the request waits', async () => {
    const scene = await openScene();
    await scene.request();
    const tried = await button(scene);
    const [kept] = scene.machines;
    scene.fails = true;
    const said = await scene.say(tried, { actor: ben });
    expect(said.handled.outcome).toBe('refused');
    expect(kept?.name).toBe('web-1');
    await nothingBegan(scene);
    scene.fails = false;
    expect((await scene.say(tried, { actor: ben })).handled.outcome).toBe('accepted');
  });

  test('the rule was taken away: it still wants a second person with the right', async () => {
    const scene = await openScene();
    await scene.request();
    const tried = await button(scene);
    scene.rules.length = 0;
    expect((await scene.say(tried, { actor: anna })).handled.outcome).toBe('refused');
    expect((await scene.say(tried, { actor: ben })).handled.outcome).toBe('accepted');
  });
});

function first<T>([one]: readonly T[]): T {
  return one ?? expect.fail('there is none');
}

function rename(machines: Scene['machines'], from: string, to: string): void {
  const at = machines.findIndex(({ name }) => name === from);
  const found = machines[at] ?? expect.fail(from);
  machines.splice(at, 1, { ...found, name: to });
}
