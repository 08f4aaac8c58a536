import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { boltFor } from './bolt.ts';
import { type SlackDouble, startSlack } from './index.ts';

const sure = {
  title: { type: 'plain_text', text: 'Stop web-1' },
  text: { type: 'plain_text', text: 'It loses power.' },
  confirm: { type: 'plain_text', text: 'Stop' },
  deny: { type: 'plain_text', text: 'Keep' },
} as const;

const button = {
  type: 'actions',
  elements: [
    {
      type: 'button',
      action_id: 'click',
      value: 'id-1',
      text: { type: 'plain_text', text: 'Stop' },
      confirm: sure,
    },
  ],
} as const;

describe('Bolt in Socket Mode', () => {
  let slack: SlackDouble;
  let app: App;

  beforeEach(async () => {
    slack = await startSlack({ retryAfterMs: [0] });
    app = boltFor(slack);
  });

  afterEach(async () => {
    await app.stop();
    await slack.close();
  });

  test('a command is answered to the caller alone, and edited through its response_url', async () => {
    app.command('/vm', async ({ ack, command, respond }) => {
      await ack({ text: 'Working' });
      await respond({ replace_original: true, text: `*${command.text}* is up` });
    });
    await app.start();
    await slack.person('U1').slash('C1', '/vm', 'show web-1');
    await vi.waitFor(async () => {
      expect(await slack.person('U1').seen('C1')).toBe(
        'nakhoda (only visible to you): show web-1 is up',
      );
    }, 20_000);
    expect(await slack.person('U2').seen('C1')).toBe('');
    expect(slack.acks).toMatchObject([{ kind: 'slash_commands', late: false }]);
  });

  test('a button asks first, and its click reaches the bot with what it carries', async () => {
    const values: unknown[] = [];
    app.action('click', async ({ ack, action, body, client }) => {
      await ack();
      values.push('value' in action ? action.value : undefined);
      if (body.type !== 'block_actions' || !body.channel || !body.message) return;
      await client.chat.update({
        channel: body.channel.id,
        ts: body.message['ts'],
        text: 'Stopped',
        blocks: [],
      });
    });
    await app.start();
    await app.client.chat.postMessage({ channel: 'C1', text: 'web-1', blocks: [button] });
    const ann = slack.person('U1');
    expect(ann.messages()[0]?.buttons[0]?.confirm).toMatchObject({ text: 'It loses power.' });
    await ann.click('Stop', { confirm: false });
    await ann.click('Stop');
    await vi.waitFor(async () => expect(await ann.seen()).toBe('nakhoda: Stopped'), 20_000);
    expect(values).toStrictEqual(['id-1']);
  });

  test('a mention and a direct message arrive with Slack’s mark-up', async () => {
    const heard: unknown[] = [];
    app.event('app_mention', async ({ event }) => void heard.push(event.text));
    app.message(async ({ message }) => void heard.push('text' in message && message.text));
    await app.start();
    await slack.person('U1').mention('C1', 'net check gw.example.com for @Ben');
    await slack.person('U1').message('vm list & more');
    expect(heard).toStrictEqual([
      '<@UBOT> net check <http://gw.example.com|gw.example.com> for <@U2>',
      'vm list &amp; more',
    ]);
  });

  test('a command in a thread is refused by Slack itself', async () => {
    await slack.person('U1').slash('C1:1700000000.000100', '/vm', 'list');
    expect(await slack.person('U1').seen()).toContain('/vm is not supported in threads. Sorry!');
  });

  test('a command that finds no bot says so to its caller', async () => {
    await slack.person('U1').slash('C1', '/vm', 'list');
    expect(await slack.person('U1').seen()).toContain(
      '/vm failed with the error "dispatch_failed"',
    );
  });

  test('a cut socket is opened again, and what was said meanwhile arrives', async () => {
    const heard: unknown[] = [];
    app.event('app_mention', async ({ event }) => void heard.push(event.text));
    await app.start();
    slack.faults.cutSockets();
    await vi.waitFor(() => expect(slack.sockets()).toBe(0), 20_000);
    await slack.person('U1').mention('C1', 'vm list');
    await vi.waitFor(() => expect(heard).toStrictEqual(['<@UBOT> vm list']), { timeout: 20_000 });
  });

  test('an event that comes twice has the same id', async () => {
    const ids: unknown[] = [];
    app.event('app_mention', async ({ body }) => void ids.push(body.event_id));
    await app.start();
    slack.faults.repeatEnvelope = true;
    await slack.person('U1').mention('C1', 'vm start web-1');
    await vi.waitFor(() => expect(ids).toHaveLength(2), 20_000);
    expect(new Set(ids).size).toBe(1);
  });

  test('the home page is what was published for this person', async () => {
    app.event('app_home_opened', async ({ event, client }) => {
      const blocks = [
        { type: 'header', text: { type: 'plain_text', text: `Fleet of ${event.user}` } },
      ];
      await client.apiCall('views.publish', {
        user_id: event.user,
        view: { type: 'home', blocks },
      });
    });
    await app.start();
    await slack.person('U1').openHome();
    await vi.waitFor(() => expect(slack.person('U1').home()).toBe('Fleet of U1'), 20_000);
    expect(slack.person('U2').home()).toBe('');
  });
});
