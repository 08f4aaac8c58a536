import { expect, test } from 'vitest';
import { actors, openScene, rule, titleOf } from './fixture.ts';

const { anna, annaElsewhere, ben, chandra } = actors;
const line = 'vm stop web-1';
const seenIn = (command = '') => /--seen=(\S+)/.exec(command)?.[1] ?? expect.fail(command);

test('what a rule says needs a second person is shown first, and its button only asks', async () => {
  const scene = await openScene();
  const said = await scene.say(line);
  expect(said.handled).toEqual({ outcome: 'asked' });
  expect(said.cards[0]?.actions?.[0]?.label).toBe('Ask for approval: Stop web-1 on pve1');
  const confirms = said.cards[0]?.actions?.[0]?.confirms ?? '';
  const asked = await scene.say(line, { confirms });
  expect(asked.handled).toMatchObject({ outcome: 'asked', approval: 1 });
  expect(titleOf(asked)).toBe('Waits for a second person: Stop web-1');
  expect(scene.stopped).toEqual([]);
  expect(await scene.outbox()).toMatchObject([
    {
      place: { platform: 'pigeon', channel: 'approvals' },
      card: {
        title: 'anna asks for approval: Stop web-1',
        actions: [
          { label: 'Approve: Stop web-1 on pve1', tone: 'danger' },
          { label: 'Reject', command: 'approval reject 1', apart: true },
        ],
      },
    },
  ]);
  expect((await scene.audit()).map(({ event }) => event)).toEqual(['asked', 'approval-asked']);
});

test('a second person lets it begin: the card says who asked and who approved, and so does the audit', async () => {
  const scene = await openScene();
  const id = await scene.request();
  const [post] = await scene.outbox();
  const { handled } = await scene.say(post?.card.actions?.[0]?.command ?? '', { actor: ben });
  expect(handled).toMatchObject({ outcome: 'accepted' });
  const ended = await scene.replicas[0]?.ended(handled.operation ?? 0);
  expect(ended?.state).toBe('done');
  expect(ended?.card.footer).toContain('asked by anna · approved by ben');
  expect(scene.stopped).toEqual(['101']);
  expect(await scene.audit()).toMatchObject([
    { event: 'asked', actor: anna },
    { event: 'approval-asked', actor: anna },
    { event: 'accepted', actor: anna, operation: 1 },
    { event: 'approved', actor: ben, operation: 1, detail: `anna asked for: ${line}` },
    { event: 'ended', actor: anna, operation: 1 },
  ]);
  const edit = (await scene.outbox()).find(({ nonce }) => nonce.endsWith('-approved'));
  expect(edit).toMatchObject({ edits: true, card: { title: 'Approved by ben: Stop web-1' } });
  expect(titleOf(await scene.say(`approval show ${id}`))).toBe('Approved by ben: Stop web-1');
  const rung = (await scene.outbox()).filter(({ calls }) => calls === anna.id);
  expect(rung).toMatchObject([{ place: { channel: 'ops' }, card: { title: ended?.card.title } }]);
});

test('whoever approves by its number alone sees the plan first', async () => {
  const scene = await openScene();
  const id = await scene.request();
  const typed = `approval approve ${id}`;
  const shown = await scene.say(typed, { actor: ben });
  expect(shown.handled).toEqual({ outcome: 'asked' });
  expect(shown.cards[0]?.actions?.[0]?.label).toBe('Approve: Stop web-1 on pve1');
  expect(JSON.stringify(shown.cards[0]?.blocks)).toContain('The power is cut');
  const confirms = shown.cards[0]?.actions?.[0]?.confirms ?? '';
  expect((await scene.say(typed, { actor: chandra, confirms })).handled.outcome).toBe('refused');
  expect((await scene.say(typed, { actor: ben, confirms })).handled.outcome).toBe('accepted');
});

test('what no rule is about begins as before', async () => {
  const scene = await openScene();
  const said = await scene.say('vm stop lab-1');
  expect(said.cards[0]?.actions?.[0]?.label).toBe('Stop lab-1 on pve1');
  const confirms = said.cards[0]?.actions?.[0]?.confirms ?? '';
  expect((await scene.say('vm stop lab-1', { confirms })).handled.outcome).toBe('accepted');
  scene.rules.splice(0, 1, { ...rule, from: ['raven', 'pigeon:other'] });
  expect((await scene.say(line)).cards[0]?.actions?.[0]?.label).toBe('Stop web-1 on pve1');
});

test('one machine that a rule is about is enough, and what asks nothing by itself can need a second person', async () => {
  const scene = await openScene();
  const both = await scene.say('vm stop lab-1 web-1');
  expect(both.cards[0]?.actions?.[0]?.label).toBe('Ask for approval: Stop 2 machines on pve1');
  const start = await scene.say('vm shutdown web-1');
  expect(start.cards[0]?.actions?.[0]?.label).toBe('Ask for approval: Shut down web-1');
});

test('--yes confirms that it is asked for, and never approves', async () => {
  const scene = await openScene();
  const local = { local: true, actor: ben, place: { platform: 'pigeon', channel: 'here' } };
  const said = await scene.say(`${line} --yes`, local);
  expect(said.handled).toMatchObject({ outcome: 'asked', approval: 1 });
  const again = await scene.say('approval approve 1 --yes', local);
  expect(titleOf(again)).toBe('Whoever asked may not be the second person');
  const other = await scene.say('approval approve 1 --yes', { ...local, actor: chandra });
  expect(titleOf(other)).toBe('--yes confirms and never approves');
  expect(scene.stopped).toEqual([]);
});

test('it is refused with a reason that a form asks for, and who asked is called', async () => {
  const scene = await openScene();
  const id = await scene.request();
  const asked = await scene.say(`approval reject ${id}`, { actor: ben });
  expect(asked.forms).toMatchObject([{ fields: [{ name: 'reason', label: 'Why' }] }]);
  const said = await scene.say(`approval reject ${id} "not before the backup"`, { actor: ben });
  expect(titleOf(said)).toBe('Rejected: Stop web-1');
  const told = (await scene.outbox()).slice(1);
  expect(told).toMatchObject([
    { edits: true, card: { title: 'Rejected by ben: Stop web-1' } },
    { calls: anna.id, place: { channel: 'ops' }, card: { title: 'Rejected by ben: Stop web-1' } },
  ]);
  expect(JSON.stringify(told[1]?.card)).toContain('not before the backup. Nothing was changed.');
  const late = await scene.say(`approval approve ${id}`, { actor: chandra });
  expect(titleOf(late)).toBe(`Approval ${id} has ended: Rejected by ben`);
});

test('who asked takes it back from either chat, and nobody else does', async () => {
  const scene = await openScene();
  const id = await scene.request();
  expect(titleOf(await scene.say(`approval withdraw ${id}`, { actor: ben }))).toBe(
    'Only anna, who asked, may do that',
  );
  const said = await scene.say(`approval withdraw ${id}`, { actor: annaElsewhere });
  expect(titleOf(said)).toBe('Withdrawn: Stop web-1. Nothing was changed');
  expect((await scene.say(`approval approve ${id}`, { actor: ben })).handled.outcome).toBe(
    'refused',
  );
});

test('what waits is listed, and each sees what they can say to it', async () => {
  const scene = await openScene();
  const id = await scene.request();
  expect(titleOf(await scene.say('approval list', { actor: ben }))).toBe('1 request waiting');
  const labels = async (actor: typeof ben) =>
    (await scene.say(`approval show ${id}`, { actor })).cards[0]?.actions?.map(
      ({ label }) => label,
    );
  expect(await labels(ben)).toEqual(['Approve: Stop web-1 on pve1', 'Reject']);
  expect(await labels(anna)).toEqual(['Withdraw']);
  expect(await labels(annaElsewhere)).toEqual(['Withdraw']);
  expect(await labels(actors.annaUnlinked)).toEqual([]);
  scene.rules.splice(0, 1, { ...rule, breakGlass: ['anna'], approvers: ['chandra'] });
  expect(await labels(annaElsewhere)).toEqual(['Break glass: Stop web-1 on pve1', 'Withdraw']);
  expect(await labels(ben)).toEqual([]);
  scene.rules.splice(0, 1, rule);
  scene.without.add('P2 approval.give');
  expect(await labels(ben)).toEqual([]);
});

test('one that is over by the database’s clock alone is said to be over', async () => {
  const scene = await openScene();
  const id = await scene.request();
  const [post] = await scene.outbox();
  const later = `now() + interval '1 minute'`;
  await scene.query(`create function taken_late() returns trigger language plpgsql as
    $$ begin if new.state = 'approved' then return null; end if; return new; end $$`);
  await scene.query(
    'create trigger taken_late before update on approvals for each row execute function taken_late()',
  );
  await scene.query(`update approvals set expires_at = ${later}`);
  const said = await scene.say(post?.card.actions?.[0]?.command ?? '', { actor: ben });
  expect(titleOf(said)).toBe(`The time for approval ${id} is over`);
});

test('it is reminded of, and its end in time is told, by whichever replica comes first', async () => {
  const scene = await openScene();
  scene.rules.splice(0, 1, { ...rule, remindMs: 60_000 });
  await scene.request();
  const sweep = async () => {
    const swept = await Promise.all(scene.replicas.map(({ store }) => store.approvals.sweep()));
    return swept.reduce((sum, one) => sum + one, 0);
  };
  expect(await sweep()).toBe(0);
  await scene.query("update approvals set remind_at = now() - interval '1 second'");
  expect(await sweep()).toBe(1);
  expect((await scene.outbox()).at(-1)).toMatchObject({
    topic: null,
    edits: false,
    card: {
      title: 'Still waits for approval: Stop web-1',
      actions: [{ command: 'approval show 1' }],
    },
  });
  await scene.query('update approvals set expires_at = now()');
  expect(await sweep()).toBe(1);
  expect((await scene.outbox()).slice(-2)).toMatchObject([
    { edits: true, card: { title: 'Nobody approved in time: Stop web-1', actions: [] } },
    { calls: anna.id, card: { actions: [{ label: 'Ask anew', command: line }] } },
  ]);
  expect((await scene.audit()).at(-1)?.event).toBe('approval-expired');
  expect(await sweep()).toBe(0);
});

test('without a channel each who may approve is asked alone, once, and never who asks', async () => {
  const scene = await openScene();
  const { post: _, ...alone } = rule;
  scene.rules.splice(0, 1, alone);
  await scene.request();
  const asked = (await scene.outbox()).map(({ place, calls }) => [
    place.platform,
    place.channel,
    calls,
  ]);
  expect(asked).toEqual([
    ['pigeon', '', 'P2'],
    ['raven', '', 'R3'],
  ]);
  scene.rules.splice(0, 1, { ...alone, approvers: ['anna'] });
  const said = await scene.say(line);
  const confirms = said.cards[0]?.actions?.[0]?.confirms ?? '';
  expect(titleOf(await scene.say(line, { confirms }))).toBe(
    'This needs a second person, and nobody else may approve it',
  );
});

test('only the people whom the rule names may approve', async () => {
  const scene = await openScene();
  scene.rules.splice(0, 1, { ...rule, approvers: ['chandra'] });
  const id = await scene.request();
  const said = await scene.say(`approval approve ${id}`, { actor: ben });
  expect(titleOf(said)).toBe(`You may not decide about approval ${id}`);
  expect(titleOf(await scene.say(`approval reject ${id} no`, { actor: ben }))).toBe(
    `You may not decide about approval ${id}`,
  );
  const [post] = await scene.outbox();
  const seen = seenIn(post?.card.actions?.[0]?.command);
  const good = await scene.say(`approval approve ${id} --seen=${seen}`, { actor: chandra });
  expect(good.handled.outcome).toBe('accepted');
});
