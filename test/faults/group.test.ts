import { describe, expect, it } from 'vitest';
import { ended, openBot, send } from './bot.ts';
import { sharedSite } from './site.ts';
import { kill } from './strike.ts';

const patience = { timeout: 120_000 };
const line = 'vm shutdown lab-01 web-1 web-2 --yes';

describe.concurrent('several machines are one task', () => {
  it('one card with a row each, and one place in the list', patience, async () => {
    await using site = await sharedSite();
    const app = await openBot(site);
    const group = await send(app, line);
    const { state, card } = await ended(app, group);
    const listed = await app.store.listTasks({ ended: true, limit: 10 });
    const { members } = await app.store.showTask(group);
    await app.close();
    expect(state).toBe('done');
    expect(card).toMatchObject({ title: 'Shut down 3 machines: all done', tone: 'success' });
    expect(JSON.stringify(card.blocks)).toContain('Shut down web-2');
    expect(listed.map(({ id }) => id)).toEqual([group]);
    expect(members.map((member) => member.state)).toEqual(['done', 'done', 'done']);
    expect(site.accepted('shutdown')).toBe(3);
  });

  it('one that fails is told row by row, and the others go on', patience, async () => {
    await using site = await sharedSite();
    const app = await openBot(site);
    // Started by somebody else between the plan and its turn.
    const holding = await send(app, 'vm start lab-03');
    const group = await send(app, 'vm start lab-03 lab-04 --yes');
    await ended(app, holding);
    const { state, card } = await ended(app, group);
    await app.close();
    expect(state).toBe('failed');
    expect(card).toMatchObject({ title: 'Start 2 machines: 1 of 2 done', tone: 'warning' });
    expect(JSON.stringify(card.blocks)).toContain('lab-03 is already running');
  });

  it('a cancelled group stops its members and says how each truly ended', patience, async () => {
    await using site = await sharedSite({ speed: 1 });
    const app = await openBot(site);
    const group = await send(app, line);
    await app.store.cancel(group, { platform: 'terminal', id: 'anna', name: 'anna' });
    const { state } = await ended(app, group);
    const { members } = await app.store.showTask(group);
    await app.close();
    expect(state).toBe('cancelled');
    expect(new Set(members.map((member) => member.state))).toEqual(new Set(['cancelled']));
  });

  it('killed with kill -9 in the middle, every member is done once', patience, async () => {
    await using site = await sharedSite();
    await kill({ ...site, line, step: 'shutdown', moment: 'after-do' });
    const next = await openBot(site);
    const [task] = await next.store.listTasks({ ended: true, limit: 1 });
    const { state, card } = await ended(next, task?.id ?? 0);
    await next.close();
    expect({ state, title: card.title }).toEqual({
      state: 'done',
      title: 'Shut down 3 machines: all done',
    });
    expect(site.accepted('shutdown')).toBe(3);
  });
});
