import { expect, test } from 'vitest';
import { actors, openScene, rule, titleOf } from './fixture.ts';

const { anna, ben } = actors;
const line = 'vm stop web-1';

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
      mentions: [{ name: 'Ben' }],
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

test('whoever asked hears once that the channel does not take the request', async () => {
  const scene = await openScene();
  await scene.request();
  const sweep = () => scene.replicas[0]?.store.approvals.sweep();
  const ago = `now() - interval '1 minute'`;
  await scene.query(`update outbox set added_at = ${ago}`);
  expect(await sweep()).toBe(0);
  await scene.query(`update outbox set trouble = 'The bot is not in that channel'`);
  expect([await sweep(), await sweep()]).toEqual([1, 0]);
  expect((await scene.outbox()).slice(1)).toMatchObject([
    {
      calls: anna.id,
      place: { channel: 'ops' },
      card: {
        title: 'Nobody could be asked yet: Stop web-1',
        blocks: [{ text: expect.stringMatching(/^The bot is not in that channel. Nothing was/) }],
      },
    },
  ]);
});
