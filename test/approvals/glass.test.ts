import { describe, expect, test } from 'vitest';
import { actors, nothingBegan, openScene, rule, titleOf } from './fixture.ts';

const { anna, ben } = actors;

describe('breaking the glass', () => {
  const broken = 'approval break 1 "the shop is down"';

  test('is for the person on call who asked, begins at once, and everybody is told loudly', async () => {
    const scene = await openScene();
    scene.rules.splice(0, 1, { ...rule, breakGlass: ['anna'] });
    await scene.request();
    const form = await scene.say('approval break 1');
    expect(form.forms).toMatchObject([{ fields: [{ name: 'reason' }] }]);
    const { handled } = await scene.say(broken);
    expect(handled.outcome).toBe('accepted');
    const ended = await scene.replicas[0]?.ended(handled.operation ?? 0);
    expect(ended?.card.footer).toContain('asked by anna · without approval: the shop is down');
    const loud = (await scene.outbox()).filter(({ nonce }) => nonce.includes('-loud-'));
    const title = 'Glass broken: anna goes ahead alone with Stop web-1';
    expect(loud).toMatchObject([
      { place: { channel: 'approvals' }, calls: null, card: { title, tone: 'danger' } },
      { place: { platform: 'pigeon', channel: '' }, calls: 'P2', card: { title } },
      { place: { platform: 'raven', channel: '' }, calls: 'R3', card: { title } },
    ]);
    expect(JSON.stringify(loud[0]?.card)).toContain('the shop is down');
    expect(await scene.audit()).toContainEqual(
      expect.objectContaining({ event: 'broke-glass', actor: anna, operation: 1 }),
    );
    const [how] = await scene.query(
      "select line, place ->> 'channel' as channel from audit where event = 'broke-glass'",
    );
    expect(how).toEqual({ line: broken, channel: 'ops' });
    expect((await scene.say('approval approve 1', { actor: ben })).handled.outcome).toBe('refused');
  });

  test('is offered and done only where the rule says so, by those whom it names, with the right', async () => {
    const scene = await openScene();
    await scene.request();
    const refused = async (how: typeof rule.breakGlass, actor = anna) => {
      scene.rules.splice(0, 1, { ...rule, breakGlass: how });
      return titleOf(await scene.say(broken, { actor }));
    };
    expect(await refused(false)).toBe('You may not go ahead alone with this');
    expect(await refused(['ben'])).toBe('You may not go ahead alone with this');
    expect(await refused(true, ben)).toBe('Only anna, who asked, may do that');
    scene.without.add('P1 approval.break');
    expect(await refused(true)).toBe('You do not have the right approval.break');
    await nothingBegan(scene);
  });

  test('wants a reason that says something', async () => {
    const scene = await openScene();
    scene.rules.splice(0, 1, { ...rule, breakGlass: true });
    await scene.request();
    expect((await scene.say('approval break 1 " "')).handled.outcome).not.toBe('accepted');
    await nothingBegan(scene);
  });
});
