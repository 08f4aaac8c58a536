import { type Client, SlashCommandBuilder } from 'discord.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  button,
  command,
  commands,
  layout,
  menu,
  messages,
  modals,
  row,
  suggestions,
  text,
  wanted,
} from './bodies.ts';
import { connectedClient, vmCommand, whenAsked } from './client.ts';
import { type DiscordDouble, startDiscord } from './index.ts';

/** The limits of the double itself, without Discord's file. */
let double: DiscordDouble;
let client: Client<true>;
let callback: { type: number; data: object } | undefined;

beforeAll(async () => {
  double = await startDiscord({ contracts: '' });
  client = await connectedClient(double);
  whenAsked(client, async ({ id, token }) => {
    await client.rest.post(`/interactions/${id}/${token}/callback`, { body: callback });
  });
});

afterAll(async () => {
  await client.destroy();
  await double.close();
});

async function send(method: string, path: string, body: object): Promise<number> {
  const answer = await fetch(`${double.apiUrl}/v10${path}`, {
    method,
    headers: { authorization: `Bot ${double.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { code } = Object(await answer.json());
  return answer.status < 300 ? 200 : Number(code);
}

const post = (body: object): Promise<number> =>
  send('POST', `/channels/${double.channel('ops')}/messages`, body);
const register = (body: object): Promise<number> =>
  send('PUT', `/applications/${double.applicationId}/commands`, body);

/** What became of this first response; one that is refused leaves the interaction to lapse. */
async function respond(type: 8 | 9, data: object): Promise<number | undefined> {
  await client.application.commands.set([vmCommand]);
  callback = { type, data };
  const before = double.requests.length;
  const ada = double.person('ada');
  const asked: Promise<unknown> =
    type === 8
      ? ada.autocomplete('ops', 'vm show', {}, 'machine')
      : ada.slash('ops', 'vm show', { machine: 'web-1' });
  await expect.poll(() => double.requests.length).toBe(before + 1);
  double.faults.lapseInteractions();
  await asked;
  const { status, error } = double.requests[before] ?? { status: 0 };
  return status < 300 ? 200 : Object(error).code;
}

describe('the limits of messages', () => {
  it.each(messages)('%s: %i and no more', async (_name, most, body) => {
    expect([await post(body(most)), await post(body(most + 1))]).toEqual([200, 50035]);
  });

  const v2 = (...components: readonly object[]): object => ({ flags: layout, components });
  it.each([
    ['a custom_id twice', { components: [row(button({}), button({}))] }],
    ['a menu beside a button', { components: [row(button({}), menu({}))] }],
    ['a button without words', { components: [row(button({ label: '' }))] }],
    ['a button with a style that is none', { components: [row(button({ style: 9 }))] }],
    ['a button outside of a row', { components: [button({})] }],
    ['text with the layout flag', { content: 'a', ...v2(text('a')) }],
    ['an embed with the layout flag', { embeds: [{ title: 'a' }], ...v2(text('a')) }],
    ['the new components without the flag', { components: [text('a')] }],
    ['an empty text', v2(text(' '))],
    ['an empty container', v2({ type: 17, components: [] })],
    [
      'a container in another',
      v2({ type: 17, components: [{ type: 17, components: [text('a')] }] }),
    ],
    ['a section with nothing beside it', v2({ type: 9, components: [text('a')] })],
    ['a file that was not uploaded', v2({ type: 13, file: { url: 'attachment://a.txt' } })],
    ['an empty value of a field', { embeds: [{ fields: [{ name: 'a', value: '' }] }] }],
    [
      'an answer to a message that is not there',
      { content: 'a', message_reference: { message_id: '1' } },
    ],
  ])('%s is refused', async (_name, body) => {
    expect(await post(body)).toBe(50035);
  });

  it('a file that no component shows is refused with the layout flag', async () => {
    const body = new FormData();
    body.set('payload_json', JSON.stringify(v2(text('a'))));
    body.set('files[0]', new Blob(['a']), 'a.txt');
    const answer = await fetch(`${double.apiUrl}/v10/channels/${double.channel('ops')}/messages`, {
      method: 'POST',
      headers: { authorization: `Bot ${double.token}` },
      body,
    });
    expect(answer.status).toBe(400);
  });

  it('the layout flag stays with its message', async () => {
    expect(await post(v2(text('a')))).toBe(200);
    const { id } = double.person('ada').messages().at(-1) ?? { id: '' };
    const path = `/channels/${double.channel('ops')}/messages/${id}`;
    expect(await send('PATCH', path, { flags: 0 })).toBe(50035);
    expect(await send('PATCH', path, { content: 'a' })).toBe(50035);
    expect(await send('PATCH', path, { components: [text('b')] })).toBe(200);
  });

  it('an error says where it is', async () => {
    await post({ components: [row(button({ label: 'x'.repeat(81) }))] });
    expect(double.requests.at(-1)?.error).toMatchObject({
      code: 50035,
      errors: {
        components: {
          0: { components: { 0: { label: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH' }] } } } },
        },
      },
    });
  });
});

describe('the limits of first responses', () => {
  it.each(modals)('a modal, %s: %i and no more', async (_name, most, data) => {
    expect([await respond(9, data(most)), await respond(9, data(most + 1))]).toEqual([200, 50035]);
  });

  it.each(suggestions)('an autocomplete, %s: %i and no more', async (_name, most, data) => {
    expect([await respond(8, data(most)), await respond(8, data(most + 1))]).toEqual([200, 50035]);
  });
});

describe('the limits of commands', () => {
  it.each(commands)('%s: %i and no more', async (_name, most, body) => {
    expect([await register(body(most)), await register(body(most + 1))]).toEqual([200, 50035]);
  });

  const sub = (more: object): object => wanted({ type: 1, ...more });
  it.each([
    ['a name in capitals', [command({ name: 'VM' })]],
    ['a name of two words', [command({ name: 'vm show' })]],
    ['no description', [{ name: 'vm' }]],
    ['the same name twice', [command({}), command({})]],
    ['two options of one name', [command({ options: [wanted({}), wanted({})] })]],
    [
      'a required option behind one that is not',
      [command({ options: [wanted({}), wanted({ name: 'b', required: true })] })],
    ],
    ['a subcommand beside an option', [command({ options: [sub({}), wanted({ name: 'b' })] })]],
    ['a subcommand in another', [command({ options: [sub({ options: [sub({})] })] })]],
    [
      'a group in another',
      [
        command({
          options: [wanted({ type: 2, options: [wanted({ type: 2, options: [sub({})] })] })],
        }),
      ],
    ],
    [
      'choices and autocomplete together',
      [
        command({
          options: [wanted({ autocomplete: true, choices: [{ name: 'a', value: 'a' }] })],
        }),
      ],
    ],
    ['autocomplete of a flag', [command({ options: [wanted({ type: 5, autocomplete: true })] })]],
  ])('%s is refused', async (_name, body) => {
    expect(await register(body)).toBe(50035);
  });

  it('a list takes the place of the one before, and the same name keeps its id', async () => {
    const [first] = [...(await client.application.commands.set([vmCommand])).values()];
    const other = new SlashCommandBuilder().setName('net').setDescription('a').toJSON();
    const after = await client.application.commands.set([other, vmCommand]);
    expect(after.map(({ name }) => name)).toEqual(['net', 'vm']);
    expect(after.find(({ name }) => name === 'vm')?.id).toBe(first?.id);
    await client.application.commands.set([vmCommand], double.guildId);
    await client.application.commands.set([]);
    expect(double.registered()).toMatchObject([{ name: 'vm' }]);
  });
});
