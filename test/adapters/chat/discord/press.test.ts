import { describe, expect, test } from 'vitest';
import type { Form, Incoming } from '../../../../src/chat.ts';
import { answered } from '../../../doubles/bot.ts';
import { openDesk, says, until } from './desk.ts';

const form: Form = {
  title: 'snapshot create',
  problem: { title: 'Which machine?' },
  line: 'snapshot create',
  fields: [
    { name: 'machine', label: 'Machine', required: true, choices: ['web-1', 'web-2'] },
    { name: 'keep', label: 'How many', required: false, named: true, integer: { min: 1, max: 9 } },
  ],
};

const asksAtFirst = async ({ line, reply }: Incoming) => {
  if (line === 'snapshot create') await reply.ask(form);
  else await reply.answer({ title: `Done: ${line}` });
  return answered;
};

describe('a button on Discord', () => {
  const preview = {
    title: 'Roll back e1?',
    actions: [
      { label: 'Roll back e1', command: 'snapshot rollback e1 a', confirms: 'c-1' },
      { label: 'Cancel', command: 'snapshot rollback e1 a', declines: 'c-1' },
    ],
  };
  const previews = async ({ confirms, declines, reply }: Incoming) => {
    await reply.defer('caller');
    if (confirms) await reply.accepted?.({ title: 'Accepted: Roll back e1' }, 1);
    else await reply.answer(declines ? { title: 'Cancelled: nothing was changed' } : preview);
    return answered;
  };

  test.each([
    ['Roll back e1', 'Accepted: Roll back e1'],
    ['Cancel', 'Cancelled: nothing was changed'],
  ])('[%s] takes the place of the preview', async (label, outcome) => {
    const { ada, ben } = await openDesk({ answer: previews });
    await ada.slash('ops', 'snapshot rollback', { machine: 'e1', snapshot: 'a' });
    await until(async () => expect(await ada.seen('ops')).toContain('Roll back e1?'));
    await ada.click(label);
    await until(async () => expect(await ada.seen('ops')).toContain(outcome));
    expect(await ada.seen('ops')).not.toContain('Roll back e1?');
    expect(ada.messages('ops')).toMatchObject([{ buttons: [], ephemeral: true }]);
    expect(ben.messages('ops')).toEqual([]);
  });

  test('that is slow to answer still takes the place of the preview', async () => {
    const ends = Promise.withResolvers<void>();
    const { ada } = await openDesk({
      answer: async (incoming) => {
        if (incoming.confirms) await ends.promise;
        return previews(incoming);
      },
    });
    await ada.slash('ops', 'snapshot rollback', { machine: 'e1', snapshot: 'a' });
    await until(async () => expect(await ada.seen('ops')).toContain('Roll back e1?'));
    await ada.click('Roll back e1');
    ends.resolve();
    await until(async () => expect(await ada.seen('ops')).toContain('Accepted: Roll back e1'));
    expect(ada.messages('ops')).toHaveLength(1);
  });

  test('under a message for all leaves it as it is', async () => {
    const { ada, ben, bot } = await openDesk({
      answer: async ({ line, reply }) => {
        await reply.defer(line === 'vm list' ? 'channel' : 'caller');
        const actions = [{ label: 'Show', command: 'vm show web-1' }];
        await reply.answer(line === 'vm list' ? { title: 'web-1', actions } : { title: 'Details' });
        return answered;
      },
    });
    await ada.slash('ops', 'vm list');
    await until(() => expect(ben.messages('ops')[0]?.thinking).toBe(false));
    await ben.click('Show');
    await until(async () => expect(await ben.seen('ops')).toContain('Details'));
    expect(ada.messages('ops')).toMatchObject([{ buttons: [{ label: 'Show' }], edited: false }]);
    expect(bot.heard[1]).toMatchObject({ line: 'vm show web-1', actor: { id: ben.id } });
  });

  test('in a direct message is answered there', async () => {
    const { ada, ben, discord, bot } = await openDesk({
      answer: says({ title: 'Details' }, 'caller'),
    });
    const place = await discord.direct?.(ada.id);
    const actions = [{ label: 'Show', command: 'vm show web-1' }];
    if (place) await discord.post(place, { title: 'web-1', actions }, { nonce: 'n-1' });
    await ada.click('Show', { channel: 'dm' });
    await until(async () => expect(await ada.seen('dm')).toContain('Details'));
    expect(bot.heard[0]?.place).toEqual(place);
    expect(ada.messages('dm')[1]?.buttons).toEqual([]);
    expect(await ben.seen()).not.toContain('Details');
  });

  test('that is dangerous only sends its line', async () => {
    const actions = [{ label: 'Delete', command: 'vm delete e1', tone: 'danger' as const }];
    const { ada, bot } = await openDesk({ answer: says({ title: 'e1', actions }, 'channel') });
    await ada.slash('ops', 'vm list');
    await until(async () => expect(await ada.seen()).toContain('[Delete]'));
    await ada.click('Delete');
    await until(() => expect(bot.heard[1]?.line).toBe('vm delete e1'));
    expect(bot.heard[1]?.confirms).toBeUndefined();
  });

  test('that is too old says so', async () => {
    const actions = [{ label: 'Show', command: 'vm show web-1' }];
    const { ada, ben, bot } = await openDesk({
      answer: says({ title: 'web-1', actions }, 'channel'),
      bends: () => ({ kept: async () => undefined }),
    });
    await ada.slash('ops', 'vm list');
    await until(async () => expect(await ada.seen()).toContain('[Show]'));
    await ada.click('Show');
    await until(async () => expect(await ada.seen('ops')).toContain('This button is too old'));
    expect(await ben.seen('ops')).not.toContain('too old');
    expect(bot.heard).toHaveLength(1);
  });

  test('is not shown while what it stands for cannot be kept', async () => {
    const actions = [{ label: 'Show', command: 'vm show web-1' }];
    const { ada } = await openDesk({
      answer: says({ title: 'web-1', actions }, 'channel'),
      bends: () => ({
        keep: async () => {
          throw new Error('the store is down');
        },
      }),
    });
    await ada.slash('ops', 'vm list');
    await until(async () => expect(await ada.seen('ops')).toContain('web-1'));
    expect(ada.messages('ops')).toMatchObject([{ buttons: [] }]);
  });
});

describe('a form on Discord', () => {
  test('opens at once, and comes back as a line', async () => {
    const { ada, bot } = await openDesk({ answer: asksAtFirst });
    await ada.slash('ops', 'nakhoda do', { line: 'snapshot create' });
    expect(ada.modal()).toMatchObject({
      title: 'snapshot create',
      fields: [{ label: 'Machine', options: ['web-1', 'web-2'] }, { label: 'How many' }],
    });
    await ada.fill({ Machine: 'web-2', 'How many': '3' });
    await until(() => expect(bot.heard).toHaveLength(2));
    expect(bot.heard[1]?.line).toBe('snapshot create web-2 --keep=3');
    await until(async () => expect(await ada.seen('ops')).toContain('Done: snapshot create web-2'));
  });

  test('that was closed can be opened again by typing the line once more', async () => {
    const { ada } = await openDesk({ answer: asksAtFirst });
    await ada.slash('ops', 'nakhoda do', { line: 'snapshot create' });
    ada.dismiss();
    await ada.slash('ops', 'nakhoda do', { line: 'snapshot create' });
    expect(ada.modal()).toBeDefined();
  });

  test('is a button where an answer was announced already', async () => {
    const { ada, ben, bot } = await openDesk({
      answer: async (incoming) => {
        if (incoming.line === 'snapshot create') await incoming.reply.defer('channel');
        return asksAtFirst(incoming);
      },
    });
    await ada.slash('ops', 'nakhoda do', { line: 'snapshot create' });
    await until(async () => expect(await ada.seen('ops')).toContain('Which machine?'));
    expect(ben.messages('ops')).toEqual([]);
    await ada.click('Fill in');
    await ada.fill(['web-1']);
    await until(() => expect(bot.heard.at(-1)?.line).toBe('snapshot create web-1'));
  });

  test('in answer to a form is a button: Discord opens none there', async () => {
    const fields = Array.from({ length: 7 }, (_, at) => ({
      name: `f${at}`,
      label: `Field ${at}`,
      required: true,
    }));
    const { ada, bot } = await openDesk({
      answer: async ({ line, reply }) => {
        const given = line.split(' ').length - 2;
        if (given < 7) await reply.ask({ ...form, line, fields: fields.slice(given) });
        else await reply.answer({ title: 'Done' });
        return answered;
      },
    });
    await ada.slash('ops', 'nakhoda do', { line: 'snapshot create' });
    await ada.fill(['a', 'b', 'c', 'd', 'e']);
    await until(async () => expect(await ada.seen('ops')).toContain('[Fill in]'));
    await ada.click('Fill in');
    await ada.fill(['f', 'g']);
    await until(() => expect(bot.heard.at(-1)?.line).toBe('snapshot create a b c d e f g'));
  });

  test('for what is gone is answered to the one who filled it in', async () => {
    const { ada, ben } = await openDesk({
      answer: async (incoming) => {
        if (incoming.line === 'snapshot create') return asksAtFirst(incoming);
        await incoming.reply.answer({ title: 'There is no web-1 any more', tone: 'danger' });
        return { outcome: 'refused' };
      },
    });
    await ada.slash('ops', 'nakhoda do', { line: 'snapshot create' });
    await ada.fill({ Machine: 'web-1' });
    await until(async () => expect(await ada.seen('ops')).toContain('There is no web-1 any more'));
    expect(await ben.seen('ops')).not.toContain('web-1');
  });
});
