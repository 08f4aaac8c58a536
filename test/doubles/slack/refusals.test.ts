import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quiet } from './bolt.ts';
import { type SlackDouble, startSlack } from './index.ts';

const text = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) });
const marked = (length: number) => ({ type: 'mrkdwn', text: 'x'.repeat(length) });
const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));
const section = (length = 1) => ({ type: 'section', text: marked(length) });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const button = (more: object = {}) => ({ type: 'button', text: text(4), ...more });
const confirm = (more: object) => ({
  title: text(4),
  text: text(4),
  confirm: text(4),
  deny: text(4),
  ...more,
});
const choice = (more: object = {}) => ({ text: text(4), value: 'v', ...more });
const select = (options: object[]) => ({ type: 'static_select', options });
const cell = (length = 1) => ({ type: 'raw_text', text: 'x'.repeat(length) });

/** What is made for a number, and the largest number that Slack takes. */
const edges: readonly (readonly [string, number, (size: number) => object[]])[] = [
  ['blocks of a message', 50, (size) => many(size, () => section())],
  ['the text of a section', 3000, (size) => [section(size)]],
  ['fields', 10, (size) => [{ type: 'section', fields: many(size, () => marked(1)) }]],
  ['the text of a field', 2000, (size) => [{ type: 'section', fields: [marked(size)] }]],
  ['a header', 150, (size) => [{ type: 'header', text: text(size) }]],
  [
    'elements of a context',
    10,
    (size) => [{ type: 'context', elements: many(size, () => marked(1)) }],
  ],
  ['actions', 25, (size) => [actions(...many(size, () => button()))]],
  ['the text of a button', 75, (size) => [actions(button({ text: text(size) }))]],
  ['the value of a button', 2000, (size) => [actions(button({ value: 'x'.repeat(size) }))]],
  ['an action_id', 255, (size) => [actions(button({ action_id: 'x'.repeat(size) }))]],
  ['a block_id', 255, (size) => [{ ...section(), block_id: 'x'.repeat(size) }]],
  [
    'a question’s title',
    100,
    (size) => [actions(button({ confirm: confirm({ title: text(size) }) }))],
  ],
  [
    'a question’s text',
    300,
    (size) => [actions(button({ confirm: confirm({ text: text(size) }) }))],
  ],
  [
    'a question’s yes',
    30,
    (size) => [actions(button({ confirm: confirm({ confirm: text(size) }) }))],
  ],
  ['a question’s no', 30, (size) => [actions(button({ confirm: confirm({ deny: text(size) }) }))]],
  ['options', 100, (size) => [actions(select(many(size, (at) => choice({ value: `${at}` }))))]],
  ['the text of an option', 75, (size) => [actions(select([choice({ text: text(size) })]))]],
  [
    'the value of an option',
    150,
    (size) => [actions(select([choice({ value: 'x'.repeat(size) })]))],
  ],
  [
    'options of an overflow',
    5,
    (size) => [actions({ type: 'overflow', options: many(size, () => choice()) })],
  ],
  ['markdown', 12_000, (size) => [{ type: 'markdown', text: 'x'.repeat(size) }]],
  ['rows of a table', 100, (size) => [{ type: 'table', rows: many(size, () => [cell()]) }]],
  ['columns of a table', 20, (size) => [{ type: 'table', rows: [many(size, () => cell())] }]],
  ['the text of a table', 10_000, (size) => [{ type: 'table', rows: [[cell(size)]] }]],
];

const broken: readonly (readonly [string, object[]])[] = [
  ['an empty text', [section(0)]],
  ['an empty header', [{ type: 'header', text: text(0) }]],
  ['mark-up in a header', [{ type: 'header', text: marked(3) }]],
  ['a block nobody knows', [{ type: 'sparkle' }]],
  ['a section with nothing in it', [{ type: 'section' }]],
  ['a property nobody knows', [{ ...section(), colour: 'red' }]],
  ['actions without one', [actions()]],
  ['the same block_id twice', many(2, () => ({ ...section(), block_id: 'same' }))],
  ['the same action_id twice', [actions(button({ action_id: 'a' }), button({ action_id: 'a' }))]],
  ['two tables', many(2, () => ({ type: 'table', rows: [[cell()]] }))],
  [
    'a rich text of something else',
    [{ type: 'rich_text', elements: [{ type: 'text', text: 'x' }] }],
  ],
  [
    'an empty piece of rich text',
    [
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] }],
      },
    ],
  ],
  ['a style of a button nobody knows', [actions(button({ style: 'default' }))]],
  ['a question without a yes', [actions(button({ confirm: { title: text(1), text: text(1) } }))]],
];

describe('a message that Slack refuses', () => {
  let slack: SlackDouble;
  let client: WebClient;

  beforeAll(async () => {
    slack = await startSlack();
    client = new WebClient(slack.tokens.bot, { slackApiUrl: slack.apiUrl, logger: quiet });
  });

  afterAll(() => slack.close());

  const outcome = async (method: string, args: Record<string, unknown>): Promise<string> => {
    const before = slack.requests.length;
    await client.apiCall(method, args).catch(() => undefined);
    return slack.requests[before]?.error ?? 'taken';
  };
  const post = (more: object) => outcome('chat.postMessage', { channel: 'C1', text: 'x', ...more });

  test.each(edges)('%s: %i are taken, one more is not', async (_what, most, make) => {
    expect(await post({ blocks: make(most) })).toBe('taken');
    expect(await post({ blocks: make(most + 1) })).toBe('invalid_blocks');
  });

  test.each(broken)('%s', async (_what, blocks) => {
    expect(await post({ blocks })).toBe('invalid_blocks');
  });

  test('is told where it is wrong', async () => {
    const blocks = [section(), section(3001)];
    const answer = await client
      .apiCall('chat.postMessage', { channel: 'C1', blocks })
      .catch((error: unknown) => error);
    expect(answer).toMatchObject({
      data: {
        error: 'invalid_blocks',
        response_metadata: {
          messages: [
            '[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]',
          ],
        },
      },
    });
  });

  test('is too long, empty, or of the wrong shape', async () => {
    const long = many(5, () => section(2700));
    expect(await post({ blocks: long })).toBe('msg_blocks_too_long');
    expect(await post({ text: 'x'.repeat(40_001) })).toBe('msg_too_long');
    expect(await post({ text: '' })).toBe('no_text');
    expect(await post({ blocks: 'nonsense' })).toBe('invalid_blocks_format');
    expect(await post({ metadata: { event_type: 'x' } })).toBe('invalid_metadata_format');
    expect(await post({ attachments: [{ color: '#zz', blocks: [section()] }] })).toBe(
      'invalid_attachments',
    );
  });

  test('goes where the bot may not', async () => {
    expect(await post({ channel: 'C9' })).toBe('channel_not_found');
    expect(await outcome('chat.postEphemeral', { channel: 'C1', user: 'U9', text: 'x' })).toBe(
      'user_not_in_channel',
    );
    const strict = await startSlack({
      channels: ['C1', 'C2'],
      botInChannels: ['C1'],
      scopes: ['chat:write'],
    });
    const other = new WebClient(strict.tokens.bot, { slackApiUrl: strict.apiUrl, logger: quiet });
    await expect(other.chat.postMessage({ channel: 'C2', text: 'x' })).rejects.toThrow(
      'not_in_channel',
    );
    await expect(other.pins.add({ channel: 'C1', timestamp: '1' })).rejects.toThrow(
      'missing_scope',
    );
    strict.archive('C1');
    await expect(other.chat.postMessage({ channel: 'C1', text: 'x' })).rejects.toThrow(
      'is_archived',
    );
    await strict.close();
  });

  test('an edit of what is gone, of another’s, too long or too late', async () => {
    const { ts } = await client.chat.postMessage({ channel: 'C1', text: 'mine' });
    const update = (more: object) =>
      outcome('chat.update', { channel: 'C1', ts, text: 'x', ...more });
    expect(await update({ text: 'x'.repeat(4001) })).toBe('msg_too_long');
    expect(await update({ ts: '1.000000' })).toBe('message_not_found');
    await slack.person('U1').mention('C1', 'vm list');
    const theirs = slack
      .person('U1')
      .messages('C1')
      .findLast(({ from }) => from === 'Ann');
    expect(await update({ ts: theirs?.ts })).toBe('cant_update_message');
    slack.faults.editWindowClosed = true;
    expect(await update({})).toBe('edit_window_closed');
    slack.faults.editWindowClosed = false;
    slack.forget('C1', ts ?? '');
    expect(await update({})).toBe('message_not_found');
  });

  test('a home page: 100 blocks are taken, one more is not, nor what is for messages alone', async () => {
    const publish = (blocks: object[]) =>
      outcome('views.publish', { user_id: 'U1', view: { type: 'home', blocks } });
    expect(await publish(many(100, () => section()))).toBe('taken');
    expect(await publish(many(101, () => section()))).toBe('invalid_arguments');
    expect(await publish([{ type: 'markdown', text: 'x' }])).toBe('invalid_arguments');
  });

  test('a method nobody knows, and a token that is not one', async () => {
    expect(await outcome('vm.list', {})).toBe('unknown_method');
    const stranger = new WebClient('xoxb-other', { slackApiUrl: slack.apiUrl, logger: quiet });
    await expect(stranger.auth.test()).rejects.toThrow('invalid_auth');
  });
});
