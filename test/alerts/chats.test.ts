import { expect, test } from 'vitest';
import { openAlerting, PATIENCE, sees } from './chats.ts';

const LIMIT = { timeout: 180_000 };
const both = [{ to: ['slack:C1', 'discord:ops'] }];

test(
  'a click on [Acknowledge] in one chat edits the card in both, and only with the right',
  LIMIT,
  async () => {
    const { anna, ben, chandra, without } = await openAlerting(both);
    await sees(anna, 'C1', 'CPU of web-1 over 80 %');
    await sees(chandra, 'ops', 'CPU of web-1 over 80 %');
    without.add('U2 alert.ack');
    await ben.click('Acknowledge', { channel: 'C1' });
    await sees(ben, 'C1', 'You do not have the right alert.ack');
    await anna.click('Acknowledge', { channel: 'C1' });
    await sees(anna, 'C1', 'You look after alert 1');
    await sees(chandra, 'ops', 'CPU of web-1 over 80 %, acknowledged');
    await sees(ben, 'C1', 'CPU of web-1 over 80 %, acknowledged');
    expect(await chandra.seen('ops')).toContain('by anna');
    expect(chandra.messages('ops')).toHaveLength(1);
    await anna.slash('C1', '/alert', 'list');
    await sees(anna, 'C1', '1 alert now');
    expect(await anna.seen('C1')).not.toContain('Nobody watches');
  },
);

test(
  'what nobody acknowledges calls whoever is on call, in both chats, until somebody does',
  LIMIT,
  async () => {
    const access = {
      people: { anna: { name: 'Anna', slack: 'U1', discord: '190000000000000003' } },
      onCall: { lab: { people: ['anna'], every: '1w', from: '2026-01-05 09:00', zone: 'UTC' } },
    };
    const escalate = [
      { after: '1m', mention: 'onCall' },
      { after: '60m', to: 'slack:C2', mention: 'here' },
    ];
    const routes = [{ ...both[0], mention: 'onCall', escalate }];
    const { anna, ben, chandra } = await openAlerting(routes, { access, hurry: 10_000 });
    const last = () => anna.messages('C1').at(-1);
    await expect.poll(() => anna.messages('C1').length, PATIENCE).toBe(1);
    expect(last()).toMatchObject({ calls: ['U1'] });
    await expect.poll(() => anna.messages('C1').length, PATIENCE).toBe(2);
    expect(last()).toMatchObject({ calls: ['U1'], thread: anna.messages('C1')[0]?.ts });
    expect(last()?.drawn).toContain('Nobody has acknowledged it for 10 s');
    await expect.poll(() => chandra.messages('ops').length, PATIENCE).toBe(2);
    expect(chandra.messages('ops').map(({ rang }) => rang)).toEqual([['chandra'], ['chandra']]);
    expect(ben.notifications()).toEqual([]);
    await ben.slash('C1', '/alert', 'show 1');
    await sees(ben, 'C1', 'slack:C2');
    await anna.click('Acknowledge', { channel: 'C1' });
    await sees(ben, 'C1', 'CPU of web-1 over 80 %, acknowledged');
    await anna.slash('C1', '/alert', 'oncall');
    await sees(anna, 'C1', 'Anna is on call');
  },
);

test(
  'a turn that is taken with a click is known to all, and whoever is relieved is told directly',
  LIMIT,
  async () => {
    const access = {
      people: { anna: { name: 'Anna', slack: 'U1' }, ben: { name: 'Ben', slack: 'U2' } },
      onCall: {
        lab: { people: ['anna'], every: '52w', from: '2026-01-05 09:00', zone: 'UTC' },
        other: { people: ['ben'], every: '52w', from: '2026-01-05 09:00', zone: 'UTC' },
      },
    };
    const routes = [{ to: ['slack:C1', 'discord:ops'], mention: 'onCall:lab' }];
    const { anna, ben, chandra } = await openAlerting(routes, { access });
    await ben.slash('C1', '/alert', 'oncall');
    await sees(anna, 'C1', 'Take lab');
    await ben.click('Take lab', { channel: 'C1' });
    await sees(anna, 'C1', 'Ben is on call in lab now');
    await sees(chandra, 'ops', 'Ben is on call in lab now');
    await expect
      .poll(() => anna.seen(), PATIENCE)
      .toContain('You are not on call in lab any more: Ben is');
    await anna.slash('C1', '/alert', 'test critical web-1');
    await sees(anna, 'C1', 'The test was said in 2 of 2 places');
    const specimen = anna.messages('C1').find(({ drawn }) => drawn.includes('Test: CPU of web-1'));
    expect(specimen?.drawn).toMatch(/A real one would call\W+Ben/);
    expect(specimen?.calls).toEqual([]);
    expect(await chandra.seen('ops')).toContain('Ben by name only, without an account here');
  },
);

test('[Mute …] asks for how long in a form, and the card says who muted it', LIMIT, async () => {
  const { anna, chandra } = await openAlerting(both);
  await sees(chandra, 'ops', 'CPU of web-1 over 80 %');
  await chandra.click('Mute …', { channel: 'ops' });
  await expect.poll(() => chandra.modal(), PATIENCE).toBeDefined();
  await chandra.fill(['4h', 'new memory']);
  await sees(chandra, 'ops', 'Muted for 4 h');
  await sees(anna, 'C1', 'Nothing more is said of it now: muted by chandra: new memory.');
});

test(
  'a rule that is taken out while the bot runs ends its card in both chats, in these words',
  LIMIT,
  async () => {
    const { anna, chandra, alerting } = await openAlerting(both);
    await sees(anna, 'C1', 'CPU of web-1 over 80 %');
    await sees(chandra, 'ops', 'CPU of web-1 over 80 %');
    const { rules, ...others } = alerting.now();
    alerting.use({ ...others, rules: rules.filter(({ name }) => name !== 'machine-cpu') });
    await sees(anna, 'C1', 'Not watched any more: CPU of web-1');
    await sees(chandra, 'ops', 'nobody looks: its rule was taken out.');
    expect(await anna.seen('C1')).not.toContain('Resolved');
  },
);

test('alert test goes the real way, and says where nobody lets the bot in', LIMIT, async () => {
  const { anna, chandra } = await openAlerting([{ to: ['slack:C1', 'slack:C9', 'discord:ops'] }]);
  await anna.slash('C1', '/alert', 'test critical web-1');
  await sees(chandra, 'ops', 'Test: CPU of web-1 over 80 %');
  await sees(anna, 'C1', 'The test was said in 2 of 3 places');
  expect(await anna.seen('C1')).toMatch(/slack:C9.*not yet/s);
});
