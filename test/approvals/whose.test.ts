import { describe, expect, test } from 'vitest';
import { createApprovals } from '../../src/approvals/approvals.ts';
import { policyOf } from '../access/rules.ts';
import { machine, site } from '../fixtures/machines.ts';
import { actors, openScene, rule, type Scene, titleOf } from './fixture.ts';

const { anna, ben, chandra } = actors;

const approve = async (scene: Scene, id: number, actor = ben) => {
  const [post] = await scene.outbox();
  const [, seen] = /--seen=(\S+)/.exec(post?.card.actions?.[0]?.command ?? '') ?? [];
  return scene.say(`approval approve ${id} --seen=${seen}`, { actor });
};

describe('a rule that names a role', () => {
  const onCall = { ...rule, approvers: ['chandra', 'role:on-call'] };

  test('lets whoever has it approve, and nobody else', async () => {
    const scene = await openScene();
    scene.rules.splice(0, 1, onCall);
    const id = await scene.request();
    expect(titleOf(await approve(scene, id))).toBe(`You may not decide about approval ${id}`);
    scene.roles.add('P2 on-call');
    expect((await approve(scene, id)).handled.outcome).toBe('accepted');
  });

  test('asks those alone who have it, and those it names', async () => {
    const scene = await openScene();
    scene.rules.splice(0, 1, { ...onCall, post: undefined });
    await scene.request();
    expect((await scene.outbox()).map(({ calls }) => calls)).toEqual(['R3']);
    scene.roles.add('P2 on-call');
    await scene.request(chandra);
    expect((await scene.outbox()).map(({ calls }) => calls)).toEqual(['R3', 'P2']);
  });

  test('lets whoever asked break the glass by their role', async () => {
    const scene = await openScene();
    scene.rules.splice(0, 1, { ...rule, breakGlass: ['role:on-call'] });
    const id = await scene.request();
    const line = `approval break ${id} "the shop is down"`;
    expect(titleOf(await scene.say(line))).toBe('You may not go ahead alone with this');
    scene.roles.add('P1 on-call');
    expect((await scene.say(line)).handled.outcome).toBe('accepted');
  });

  test('means that very role, on all of the machines, in that channel', async () => {
    const scene = await openScene();
    const policy = policyOf(`access:
  people: { anna: { pigeon: P1 }, ben: { pigeon: P2 } }
  bindings:
    - { role: admin, people: [ben], on: ["tag:prod"], in: { pigeon: [ops] } }`);
    const records = scene.replicas[0]?.store.approvals ?? expect.unreachable();
    const approvals = createApprovals({
      ...{ records, rules: () => scene.rules, people: policy.book.people, rights: policy },
      platforms: [],
    });
    const touched = (tags: readonly string[]) => ({
      machines: [
        {
          machine: machine({ host: 'pve1', tags: [...tags] }),
          hypervisor: site('kvm'),
          label: 'x',
        },
      ],
      ...{ hosts: [], sites: ['kvm'] },
    });
    const may = (tags: readonly string[], channel: string, role: string) =>
      approvals.mayGive(
        { actor: ben },
        {
          rule: { ...rule, approvers: [`role:${role}`] },
          touched: touched(tags),
          place: { platform: 'pigeon', channel },
        },
      );
    expect(may(['prod'], 'ops', 'admin')).toBe(true);
    expect(may(['prod'], 'ops', 'operator')).toBe(false);
    expect(may(['lab'], 'ops', 'admin')).toBe(false);
    expect(may(['prod'], 'elsewhere', 'admin')).toBe(false);
  });
});

describe('the home page', () => {
  const begins = async (scene: Scene, actor = ben) => {
    const { blocks = [], actions = [] } = await scene.home(actor);
    return { text: JSON.stringify(blocks), first: actions[0]?.command };
  };

  test('shows what waits for the approval of this person, and how to see it', async () => {
    const scene = await openScene();
    const id = await scene.request();
    const { text, first } = await begins(scene);
    expect(text).toContain(`Waits for your approval:\\n${id}: Stop web-1`);
    expect(first).toBe(`approval show ${id}`);
    await approve(scene, id);
    expect((await begins(scene)).text).not.toContain('Waits for your approval');
  });

  test('does not show it to whoever asked, from either chat, nor to those who may not approve it', async () => {
    const scene = await openScene();
    await scene.request();
    for (const actor of [anna, actors.annaElsewhere, actors.stranger]) {
      expect((await begins(scene, actor)).text).not.toContain('Waits for your approval');
    }
    scene.without.add('P2 approval.give');
    expect((await begins(scene)).text).not.toContain('Waits for your approval');
    scene.rules.splice(0, 1, { ...rule, approvers: ['ben'] });
    expect((await begins(scene, chandra)).text).not.toContain('Waits for your approval');
  });
});
