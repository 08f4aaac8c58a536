import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Card } from '../../src/card.ts';
import type { Incoming } from '../../src/chat.ts';
import { machine, site } from '../fixtures/machines.ts';
import { type House, openHouse } from './house.ts';

const rules = `access:
  people:
    anna: { slack: UANNA }
    ben: { slack: UBEN }
    eve: { slack: UEVE }
  bindings:
    - { role: operator, people: [anna], on: ["tag:lab", "web-*"] }
    - { role: operator, people: [ben], in: { slack: [C0LAB] } }
    - { role: admin, people: [eve], on: ["tag:lab"] }`;

const lab = machine({ name: 'lab-1', tags: ['lab'] });
const web = machine({ name: 'web-1' });
const db = machine({ name: 'db-1' });
const kvm = site('kvm', [lab, web, db]);
let house: House;
beforeAll(async () => {
  house = await openHouse(rules, [kvm]);
}, 120_000);
afterAll(() => house?.close());
beforeEach(() => kvm.machinesAre([lab, web, db]));

interface Sent {
  readonly channel?: string;
  readonly confirms?: string | undefined;
}

/** A line of somebody in Slack, as the adapter would bring it, and what they see. */
async function send(who: string, line: string, { channel = 'C0OPS', confirms }: Sent = {}) {
  const cards: Card[] = [];
  const reply: Incoming['reply'] = {
    defer: async () => {},
    answer: async (card) => void cards.push(card),
    ask: async ({ problem }) => void cards.push(problem),
  };
  const actor = { platform: 'slack', id: `U${who.toUpperCase()}`, name: who, groups: [] };
  const place = { platform: 'slack', channel, durable: true };
  const handled = await house.app.bot.handle({ actor, place, line, confirms, reply });
  const [card] = cards;
  const id = card?.actions?.find((one) => one.confirms !== undefined)?.confirms;
  return { outcome: handled.outcome, title: card?.title, text: JSON.stringify(card), confirms: id };
}

const tasks = async () => (await house.app.store.listTasks({ ended: true, limit: 50 })).length;

describe('between preview and click', () => {
  test('a machine renamed into the pattern is not stopped: the plan is shown anew', async () => {
    const asked = await send('anna', 'vm stop web-*');
    expect(asked.text).not.toContain('web-9');
    kvm.machinesAre([lab, web, { ...db, name: 'web-9' }]);
    const clicked = await send('anna', 'vm stop web-*', asked);
    expect(clicked.outcome).toBe('asked');
    expect(clicked.text).toContain('web-9');
    expect(await tasks()).toBe(0);
  });

  test('a machine that lost its tag is not the person’s any more', async () => {
    const asked = await send('anna', 'vm stop lab-1');
    expect(asked.outcome).toBe('asked');
    kvm.machinesAre([{ ...lab, tags: [] }, web, db]);
    expect(await send('anna', 'vm stop lab-1', asked)).toMatchObject({ outcome: 'refused' });
    expect(await tasks()).toBe(0);
  });

  test('another machine that took the name is not touched', async () => {
    const asked = await send('anna', 'vm stop lab-1');
    kvm.machinesAre([{ ...db, name: 'lab-1' }, web]);
    expect(await send('anna', 'vm stop lab-1', asked)).toMatchObject({ outcome: 'refused' });
    expect(await tasks()).toBe(0);
  });

  test('a click in a channel outside the rule is refused', async () => {
    const asked = await send('ben', 'vm stop db-1', { channel: 'C0LAB' });
    expect(asked.outcome).toBe('asked');
    const clicked = await send('ben', 'vm stop db-1', { ...asked, channel: 'C0OPS' });
    expect(clicked).toMatchObject({
      outcome: 'refused',
      title: expect.stringContaining('vm.power'),
    });
    expect(await tasks()).toBe(0);
  });

  test('a role taken meanwhile is gone, and so is what its button would do', async () => {
    const asked = await send('anna', 'vm stop lab-1');
    house.use('access: { people: { anna: { slack: UANNA } } }');
    expect(await send('anna', 'vm stop lab-1', asked)).toMatchObject({ outcome: 'refused' });
    house.use(rules);
  });
});

describe('arguments', () => {
  test.each([
    'vm stop "lab-1\ndb-1"',
    'vm stop "lab-1 db-1"',
    'vm stop lab-1,db-1',
    'vm stop "lab-1" db-1',
    'vm stop lab-1\u2028db-1',
    'vm stop lab-1\nvm stop db-1',
    'vm stop name:db-1',
    'vm stop kvm/db-1',
    'vm stop "--yes" db-1',
    'vm stop machines=db-1',
    'vm stop “lab-1” “db-1”',
  ])('%j smuggles no machine past the rules', async (line) => {
    const said = await send('anna', line);
    expect(said.confirms).toBeUndefined();
    expect(['refused', 'usage']).toContain(said.outcome);
    expect(await tasks()).toBe(0);
  });

  test('an id stands for its machine, with the same rights', async () => {
    expect(await send('anna', `vm stop ${db.id}`)).toMatchObject({ outcome: 'refused' });
    expect(await send('anna', `vm stop ${lab.id}`)).toMatchObject({ outcome: 'asked' });
  });

  test('a machine called like another one’s id takes no right with it', async () => {
    kvm.machinesAre([lab, { ...web, name: db.id, tags: ['lab'] }, db]);
    expect((await send('anna', `vm stop ${db.id}`)).confirms).toBeUndefined();
  });
});

describe('what the rules do not give', () => {
  test.each([
    ['eve', 'access grant slack:UEVE admin'],
    ['eve', 'access list'],
    ['eve', 'board'],
    ['anna', 'access explain @ben vm list'],
    ['anna', 'vm create new-1 --site=kvm'],
    ['anna', 'vm show db-1'],
  ])('%s: %s is refused', async (who, line) => {
    expect(await send(who, line)).toMatchObject({ outcome: 'refused' });
  });

  test('those without the right are named, and the rest is a line to send', async () => {
    house.use(`${rules}\n    - { role: viewer, people: [anna] }`);
    const said = await send('anna', 'vm stop *');
    expect(said.title).toBe('You do not have the right vm.power on db-1');
    expect(said.text).toContain('vm stop lab-1 web-1');
    house.use(rules);
  });

  test('a task of a machine that may not be seen is neither shown nor stopped', async () => {
    kvm.machinesAre([lab, web, { ...db, state: 'stopped' }]);
    await send('ben', 'vm start db-1', { channel: 'C0LAB' });
    const [task] = await house.app.store.listTasks({ ended: true, limit: 1 });
    expect(task?.title).toContain('db-1');
    const line = (verb: string) => `task ${verb} ${task?.id}`;
    expect((await send('anna', 'task list --all')).text).not.toContain('db-1');
    expect(await send('anna', line('show'))).toMatchObject({ outcome: 'refused' });
    expect(await send('anna', line('cancel'))).toMatchObject({ outcome: 'refused' });
    expect((await send('ben', line('show'), { channel: 'C0LAB' })).text).toContain('db-1');
  });
});

describe('what waits for a second person', () => {
  const waits = `${rules}
approvals: [{ for: [vm.power], machines: db-1, post: ["slack:C0OPS"] }]`;

  test('is neither listed nor shown to those who may not see its machine', async () => {
    house.use(waits);
    const lab = { channel: 'C0LAB' };
    const asked = await send('ben', 'vm stop db-1', lab);
    const waiting = await send('ben', 'vm stop db-1', { ...lab, confirms: asked.confirms });
    const [, number] = /approval (\d+)/.exec(waiting.text) ?? expect.fail(waiting.text);
    const show = `approval show ${number}`;
    for (const who of ['anna', 'eve']) {
      expect((await send(who, 'approval list --all')).text).not.toContain('db-1');
      const shown = await send(who, show);
      expect(shown).toMatchObject({ outcome: 'refused' });
      expect(shown.text).not.toContain('db-1');
      expect((await send(who, `approval approve ${number}`)).text).not.toContain('db-1');
      expect((await send(who, `approval reject ${number} no`)).outcome).toBe('refused');
    }
    expect((await send('ben', show, lab)).text).toContain('db-1');
    expect((await send('ben', 'approval list', lab)).text).toContain('db-1');
    expect(await send('ben', `approval withdraw ${number}`, lab)).toMatchObject({
      outcome: 'answered',
    });
    house.use(rules);
  });
});
