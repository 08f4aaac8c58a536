import { AttachmentBuilder, type Client, MessageFlags, Routes, type TextChannel } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connectedClient, quiet, textChannel } from './client.ts';
import { type DiscordDouble, type DiscordPerson, startDiscord } from './index.ts';

let double: DiscordDouble;
let client: Client<true>;
let ops: TextChannel;
let ada: DiscordPerson;

beforeEach(async () => {
  double = await startDiscord({
    channels: ['ops', 'closed', 'secret'],
    deny: ['closed'],
    hide: ['secret'],
  });
  client = await connectedClient(double);
  ops = await textChannel(client, double.channel('ops'));
  ada = double.person('ada');
});

afterEach(async () => {
  await client.destroy();
  await double.close();
});

const post = (content: string, more: object = {}) =>
  ops.send({ content, allowedMentions: quiet, ...more });

describe('a message of the bot', () => {
  it('is posted once for one nonce, and again when the nonce is forgotten', async () => {
    const first = await post('hello', { nonce: '7', enforceNonce: true });
    const second = await post('hello', { nonce: '7', enforceNonce: true });
    expect(second.id).toBe(first.id);
    double.faults.forgetNonces();
    await post('hello', { nonce: '7', enforceNonce: true });
    expect(ada.messages()).toHaveLength(2);
  });

  it('rings those it may mention, and nobody by an edit', async () => {
    await post(`<@${ada.id}> done`, { allowedMentions: { parse: [], users: [ada.id] } });
    const quietly = await post('working');
    await quietly.edit({ content: `<@${ada.id}> done too`, allowedMentions: quiet });
    expect(ada.notifications()).toEqual(['@ada done']);
    expect(double.person('ben').notifications()).toEqual([]);
    await post(`<@${ada.id}> @everyone quiet`);
    expect(ada.notifications()).toHaveLength(1);
  });

  it('is against the rules of the house when it says nothing about mentions', async () => {
    await ops.send('hello');
    await ops.send({ content: 'hello', allowedMentions: { parse: ['users'] } });
    expect(double.violations).toHaveLength(2);
  });

  it('can be pinned, and is found among the pins', async () => {
    const board = await post('board');
    await board.pin();
    expect(ada.messages()[0]?.pinned).toBe(true);
    const pins = await ops.messages.fetchPins();
    expect(pins.items.map(({ message }) => message.id)).toEqual([board.id]);
  });

  it('can answer another, and begin a thread', async () => {
    const first = await post('first');
    await first.reply({ content: 'second', allowedMentions: quiet });
    expect(ada.messages()[1]?.answers).toBe(first.id);
    const thread = await first.startThread({ name: 'the log' });
    await thread.send({ content: 'line', allowedMentions: quiet });
    expect(await ada.seen(thread.id)).toBe('Nakhoda: line');
  });

  it('can be sent to one person alone, and rings', async () => {
    const user = await client.users.fetch(ada.id);
    await user.send({ content: 'psst', allowedMentions: quiet });
    expect(await ada.seen('dm')).toBe('Nakhoda: psst');
    expect(ada.notifications()).toEqual(['psst']);
    expect(await double.person('ben').seen()).toBe('');
  });

  it('keeps its files through an edit that does not name them', async () => {
    const file = new AttachmentBuilder(Buffer.from('text'), { name: 'log.txt' });
    const message = await post('see', { files: [file] });
    await message.edit({ content: 'see below', allowedMentions: quiet });
    expect(ada.messages()[0]?.files).toEqual([{ name: 'log.txt', text: 'text' }]);
    await message.edit({ attachments: [], allowedMentions: quiet });
    expect(ada.messages()[0]?.files).toEqual([]);
    const [url = ''] = message.attachments.map((one) => one.url);
    expect(url).toContain('/attachments/');
  });
});

describe('a file in a component', () => {
  const file = { type: 13, file: { url: 'attachment://log.txt' } };
  const body = { flags: MessageFlags.IsComponentsV2, allowed_mentions: quiet };
  const path = () => Routes.channelMessages(ops.id);
  const files = [{ name: 'log.txt', data: Buffer.from('text'), contentType: 'text/plain' }];
  const shown = z.object({
    id: z.string(),
    attachments: z.array(z.unknown()),
    components: z.array(z.object({ file: z.object({ url: z.string() }) })),
  });

  it('is told there and nowhere else', async () => {
    const sent = await client.rest.post(path(), { body: { ...body, components: [file] }, files });
    const { attachments, components } = shown.parse(sent);
    expect(attachments).toEqual([]);
    expect(await (await fetch(components[0]?.file.url ?? '')).text()).toBe('text');
  });

  it('goes with it', async () => {
    const sent = await client.rest.post(path(), { body: { ...body, components: [file] }, files });
    const { id } = shown.parse(sent);
    const components = [{ type: 10, content: 'done' }];
    await client.rest.patch(Routes.channelMessage(ops.id, id), { body: { components } });
    expect(ada.messages()[0]?.files).toEqual([]);
  });
});

describe('what is refused', () => {
  it.each([
    ['closed', 50013],
    ['secret', 50001],
  ])('is a post in the channel %s', async (name, code) => {
    const path = `/channels/${double.channel(name)}/messages` as const;
    await expect(client.rest.post(path, { body: { content: 'a' } })).rejects.toMatchObject({
      code,
    });
  });

  it('is a post in a channel that is not there', async () => {
    const posted = client.rest.post('/channels/1/messages', { body: { content: 'a' } });
    await expect(posted).rejects.toMatchObject({ code: 10003 });
  });

  it('is an edit of a message that was deleted', async () => {
    const message = await post('hello');
    double.forget('ops', message.id);
    await expect(message.edit('again')).rejects.toMatchObject({ code: 10008 });
  });

  it('is an edit of a message that is too old for more', async () => {
    const message = await post('hello');
    double.faults.refuseEdits();
    await expect(message.edit('again')).rejects.toMatchObject({ code: 30046 });
  });

  it('is a file of more than 10 MiB', async () => {
    const file = new AttachmentBuilder(Buffer.alloc(10 * 1024 * 1024 + 1), { name: 'big' });
    await expect(post('a', { files: [file] })).rejects.toMatchObject({ code: 40005, status: 413 });
  });

  it('is a message without anything', async () => {
    await expect(post(' ')).rejects.toMatchObject({ code: 50006 });
  });
});

describe('a bad day', () => {
  it('can cut the connection after a message was accepted', async () => {
    double.faults.dropAfterAccept(1, /messages$/);
    await expect(post('hello')).rejects.toThrow();
    expect(await ada.seen()).toBe('Nakhoda: hello');
  });

  it('can ask for a pause, which discord.js keeps', async () => {
    double.faults.rateLimit(1, 0.05, /messages$/);
    await post('hello');
    expect(double.requests.map(({ status }) => status).slice(-2)).toEqual([429, 200]);
  });

  it('can fail as a whole', async () => {
    double.faults.fail(503);
    await expect(post('hello')).rejects.toMatchObject({ status: 503 });
  });

  it('can keep to the rates of Discord', async () => {
    await double.close();
    double = await startDiscord({ rates: true });
    const url = `${double.apiUrl}/v10/channels/${double.channel('ops')}/messages`;
    const answers: Response[] = [];
    for (const _ of Array.from({ length: 6 })) {
      answers.push(
        await fetch(url, {
          method: 'POST',
          headers: { authorization: `Bot ${double.token}`, 'content-type': 'application/json' },
          body: JSON.stringify({ content: 'a' }),
        }),
      );
    }
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers[0]?.headers.get('x-ratelimit-remaining')).toBe('4');
    expect(await answers[5]?.json()).toHaveProperty('retry_after');
  });
});
