import { Routes } from 'discord.js';
import { describe, expect, it, test } from 'vitest';
import type { Card, Mention } from '../../../../src/card.ts';
import { hostile } from '../../../contracts/hostile.ts';
import { connectedClient } from '../../../doubles/discord/client.ts';
import { openDesk } from './desk.ts';

const [ada, ben, citra] = ['190000000000000001', '190000000000000002', '190000000000000003'];
const role = '340000000000000002';
const people = [
  { id: ada, name: 'ada' },
  { id: ben, name: 'ben', roles: [role] },
  { id: citra, name: 'citra' },
];
const person = (name: string, id: string): Mention => ({
  ...{ kind: 'person', name },
  ids: [
    { platform: 'slack', id: 'U1' },
    { platform: 'discord', id },
  ],
});
const group: Mention = { kind: 'group', platform: 'discord', id: role };

type Options = Parameters<typeof openDesk>[0];

/** The message as it came, and whose devices rang. */
async function posted(card: Card, options: Options = {}) {
  const desk = await openDesk({ people, mentionable: [role], ...options });
  const place = { platform: 'discord', channel: desk.double.channel('ops') };
  const ref = await desk.discord.post(place, card, { nonce: 'n-1' });
  const [message] = desk.ada.messages('ops');
  expect(desk.double.violations).toEqual([]);
  return { ...desk, ref, rang: message?.rang, seen: await desk.ada.seen('ops') };
}

describe('whom a card calls on Discord', () => {
  test('is a person, whose device rings', async () => {
    const { rang, seen } = await posted({ title: 'CPU', mentions: [person('Ada', ada)] });
    expect(rang).toEqual(['ada']);
    expect(seen).toContain('@ada');
  });

  test('is a role of the server, whose members hear it', async () => {
    expect((await posted({ title: 'CPU', mentions: [group] })).rang).toEqual(['ben']);
  });

  test('is nobody by a role that the bot may not mention, as on the real one', async () => {
    const { rang } = await posted({ title: 'CPU', mentions: [group] }, { mentionable: [] });
    expect(rang).toEqual([]);
  });

  test('is everybody who is here, with the right to call them', async () => {
    const here: Card = { title: 'CPU', mentions: [{ kind: 'here' }] };
    expect((await posted(here, { mentionsAll: true })).rang).toEqual(['ada', 'ben', 'citra']);
    expect((await posted(here)).rang).toEqual([]);
  });

  test('is named where they have no account there, and rings nobody', async () => {
    const mentions: readonly Mention[] = [
      { kind: 'person', name: 'Budi <@&1> @everyone', ids: [{ platform: 'slack', id: 'U2' }] },
      { kind: 'group', platform: 'slack', id: 'S1' },
    ];
    const { rang, seen } = await posted({ title: 'CPU', mentions }, { mentionsAll: true });
    expect(rang).toEqual([]);
    expect(seen).toContain('Budi');
    expect(seen).not.toContain('S1');
  });

  test('is called once: an edit rings nobody', async () => {
    const { discord, ada: reader, ref } = await posted({ title: 'CPU', mentions: [group] });
    await discord.update(ref, { title: 'CPU, acknowledged', mentions: [group] });
    expect(reader.messages('ops')).toHaveLength(1);
    expect(await reader.seen('ops')).not.toContain('@role');
  });
});

const outside = [
  '<@190000000000000003> <@&340000000000000002> @everyone @here',
  '@@here @everyone\n@here',
  ...Object.values(hostile),
];

it('no text from outside calls anybody, whatever the card may call', async () => {
  // It may not call all: who rings then, rings by a mention of their own.
  const desk = await openDesk({ people, mentionable: [role] });
  const place = { platform: 'discord', channel: desk.double.channel('ops') };
  for (const [at, text] of outside.entries()) {
    const mentions: readonly Mention[] = [{ kind: 'here' }, person(text, ada)];
    await desk.discord.post(place, { ...all(text), mentions }, { nonce: `n-${at}` });
  }
  const messages = desk.ada.messages('ops');
  expect(messages).toHaveLength(outside.length);
  for (const { rang } of messages) expect(rang).toEqual(['ada']);
  // Behind the @here that the card wants there is no other, which would ring all where it may.
  expect(desk.double.violations).toEqual([]);
});

function all(text: string): Card {
  return {
    ...{ title: text, footer: text },
    blocks: [
      { type: 'text', text },
      { type: 'code', text },
      { type: 'fields', fields: [{ label: text, value: text }] },
      { type: 'table', columns: [{ label: text }], rows: [[text]] },
    ],
  };
}

test('the double refuses mentions as Discord does', async () => {
  const { double } = await openDesk({ people });
  const client = await connectedClient(double);
  const send = (allowed_mentions: object) =>
    client.rest.post(Routes.channelMessages(double.channel('ops')), {
      body: { content: 'hello', allowed_mentions },
    });
  await expect(send({ parse: ['users'], users: [ada] })).rejects.toThrow('mutually exclusive');
  await expect(send({ parse: ['here'] })).rejects.toThrow(/allowed_mentions\.parse/);
  await expect(send({ parse: [], roles: ['S1'] })).rejects.toThrow(/allowed_mentions\.roles/);
  await client.destroy();
});
