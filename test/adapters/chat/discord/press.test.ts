import { expect, test } from 'vitest';
import type { Form, Incoming } from '../../../../src/chat.ts';
import { answered } from '../../../doubles/bot.ts';
import { CHANNEL, openDesk, says, until } from './seat.ts';

const form: Form = {
  title: 'snapshot create',
  problem: { title: 'Which machine?' },
  line: 'snapshot create',
  fields: [
    { name: 'machine', label: 'Machine', required: true, choices: ['web-1', 'web-2'] },
    { name: 'name', label: 'Name', required: true },
  ],
};
const preview = {
  title: 'Roll back e1?',
  actions: [
    { label: 'Roll back e1', command: 'snapshot rollback e1 a', confirms: 'c-1' },
    { label: 'Cancel', command: 'snapshot rollback e1 a', declines: 'c-1' },
  ],
};

/** As the router does it: the preview to the caller, then what became of its button. */
async function previews({ confirms, declines, reply }: Incoming) {
  if (declines) await reply.answer({ title: 'Cancelled: nothing was changed' });
  else {
    await reply.defer('caller');
    if (confirms) await reply.accepted?.({ title: 'Accepted: Roll back e1' }, 1);
    else await reply.answer(preview);
  }
  return answered;
}

test.each([
  ['Roll back e1', 'Accepted: Roll back e1'],
  ['Cancel', 'Cancelled: nothing was changed'],
])('[%s] takes the place of the preview', async (label, outcome) => {
  const { ada, bob } = await openDesk({ answer: previews });
  await ada.slash(CHANNEL, 'snapshot rollback', { machine: 'e1', snapshot: 'a' });
  await until(async () => expect(await ada.seen(CHANNEL)).toContain('Roll back e1?'));
  await ada.click(label);
  await until(async () => expect(await ada.seen(CHANNEL)).toContain(outcome));
  expect(await ada.seen(CHANNEL)).not.toContain('Roll back e1?');
  expect(await bob.seen(CHANNEL)).not.toContain('e1');
  const buttons = (await ada.messages(CHANNEL)).flatMap((message) => message.buttons);
  expect(buttons).toEqual([]);
});

test('a button that is too old says so', async () => {
  const actions = [{ label: 'Show', command: 'vm show web-1' }];
  const { ada, bot } = await openDesk({
    answer: says({ title: 'web-1', actions }, 'channel'),
    bends: () => ({ kept: async () => undefined }),
  });
  await ada.slash(CHANNEL, 'vm list');
  await until(async () => expect(await ada.seen(CHANNEL)).toContain('[Show]'));
  await ada.click('Show');
  await until(async () => expect(await ada.seen(CHANNEL)).toContain('This button is too old'));
  expect(bot.heard).toHaveLength(1);
});

test('two buttons for one line stand side by side, and each sends it', async () => {
  const actions = ['Again', 'Once more'].map((label) => ({ label, command: 'vm list' }));
  const { ada, bot } = await openDesk({ answer: says({ title: 'Machines', actions }, 'channel') });
  await ada.slash(CHANNEL, 'vm list');
  await until(async () => expect(await ada.seen(CHANNEL)).toContain('[Once more]'));
  await ada.click('Once more');
  await until(() => expect(bot.heard.map(({ line }) => line)).toEqual(['vm list', 'vm list']));
});

test('a card is shown without its buttons while they cannot be kept', async () => {
  const actions = [{ label: 'Show', command: 'vm show web-1' }];
  const keep = () => Promise.reject(new Error('the store is down'));
  const { ada } = await openDesk({
    answer: says({ title: 'web-1', actions }, 'channel'),
    bends: () => ({ keep }),
  });
  await ada.slash(CHANNEL, 'vm list');
  await until(async () => expect(await ada.seen(CHANNEL)).toContain('web-1'));
  expect((await ada.messages(CHANNEL)).flatMap(({ buttons }) => buttons)).toEqual([]);
});

test('a form opens at once, offers its choices, and comes back as a line', async () => {
  const { ada, bot } = await openDesk({
    async answer({ line, reply }) {
      if (line === 'snapshot create') await reply.ask(form);
      return answered;
    },
  });
  await ada.slash(CHANNEL, 'nakhoda do', { line: 'snapshot create' });
  await until(() => expect(ada.modal()?.fields[0]?.options).toEqual(['web-1', 'web-2']));
  await ada.fill({ Machine: 'web-2', Name: 'before "it"' });
  await until(() => expect(bot.heard.at(-1)?.line).toBe('snapshot create web-2 "before \\"it\\""'));
});

test('a form is a button where the first response is over', async () => {
  const { ada, bot } = await openDesk({
    async answer({ line, reply }) {
      if (line !== 'snapshot create') return answered;
      await reply.defer('caller');
      await reply.ask(form);
      return { outcome: 'usage' };
    },
  });
  await ada.slash(CHANNEL, 'nakhoda do', { line: 'snapshot create' });
  await until(async () => expect(await ada.seen(CHANNEL)).toContain('[Fill in]'));
  await ada.click('Fill in');
  await until(() => expect(ada.modal()).toBeDefined());
  await ada.fill(['web-1', 'x']);
  await until(() => expect(bot.heard.at(-1)?.line).toBe('snapshot create web-1 x'));
});

test('a machine is completed while it is typed', async () => {
  const { ada } = await openDesk({
    words: [{ value: '--machine=web-1' }, { value: '--machine=web-2' }],
  });
  const found = await ada.autocomplete(CHANNEL, 'vm show', { machine: 'we' }, 'machine');
  expect(found.map(({ value }) => value)).toEqual(['web-1', 'web-2']);
});
