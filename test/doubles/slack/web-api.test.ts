import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { quiet } from './bolt.ts';
import { type SlackDouble, startSlack } from './index.ts';

describe('the real WebClient', () => {
  let slack: SlackDouble;
  let client: WebClient;

  beforeEach(async () => {
    slack = await startSlack();
    client = new WebClient(slack.tokens.bot, {
      slackApiUrl: slack.apiUrl,
      logger: quiet,
      retryConfig: { retries: 0 },
    });
  });

  afterEach(() => slack.close());

  test('learns its scopes and who it is', async () => {
    const { user_id, response_metadata } = await client.auth.test();
    expect(user_id).toBe('UBOT');
    expect(response_metadata?.scopes).toContain('chat:write');
  });

  test('puts a file into a thread, and people can read it', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: 'C1', text: 'backup of web-1' });
    await client.filesUploadV2({
      channel_id: 'C1',
      thread_ts: ts,
      filename: 'backup.log',
      content: 'first line\nlast line',
      initial_comment: 'The log',
    });
    expect(slack.person('U2').messages('C1')).toMatchObject([
      { ts, files: [] },
      {
        thread: ts,
        drawn: 'The log',
        files: [{ name: 'backup.log', text: 'first line\nlast line' }],
      },
    ]);
  });

  test('finds by its metadata what was accepted and not answered', async () => {
    slack.faults.dropAfterAccept = 1;
    const metadata = { event_type: 'nakhoda', event_payload: { nonce: 'n-1' } };
    await expect(
      client.chat.postMessage({ channel: 'C1', text: 'done', metadata }),
    ).rejects.toThrow();
    const { messages } = await client.conversations.history({
      channel: 'C1',
      include_all_metadata: true,
    });
    expect(messages).toMatchObject([{ text: 'done', metadata }]);
  });

  test('waits as long as a 429 says, and is told when it may not', async () => {
    slack.faults.rateLimit = 1;
    const strict = new WebClient(slack.tokens.bot, {
      slackApiUrl: slack.apiUrl,
      logger: quiet,
      rejectRateLimitedCalls: true,
    });
    await expect(strict.chat.postMessage({ channel: 'C1', text: 'x' })).rejects.toMatchObject({
      retryAfter: 1,
    });
    slack.faults.rateLimit = 1;
    const patient = new WebClient(slack.tokens.bot, { slackApiUrl: slack.apiUrl, logger: quiet });
    await patient.chat.postMessage({ channel: 'C1', text: 'later' });
    expect(slack.requests.map(({ error }) => error)).toStrictEqual([
      'ratelimited',
      'ratelimited',
      undefined,
    ]);
  });

  test('is told that its token was revoked', async () => {
    slack.faults.revokeTokens = true;
    await expect(client.auth.test()).rejects.toThrow('token_revoked');
  });

  test('keeps the blocks of an edit that brings none, and removes them with an empty list', async () => {
    const blocks = [{ type: 'header', text: { type: 'plain_text', text: 'Card' } }];
    const { ts = '' } = await client.chat.postMessage({ channel: 'C1', text: 'one', blocks });
    await client.chat.update({ channel: 'C1', ts, text: 'two' });
    expect(await slack.person('U1').seen()).toBe('nakhoda: Card');
    await client.chat.update({ channel: 'C1', ts, text: 'two', blocks: [] });
    expect(await slack.person('U1').seen()).toBe('nakhoda: two');
  });

  test('rings whoever a post mentions, and nobody with an edit', async () => {
    const { ts = '' } = await client.chat.postMessage({ channel: 'C1', text: 'quiet' });
    await client.chat.update({ channel: 'C1', ts, text: '<@U1> look' });
    await client.chat.postMessage({ channel: 'C1', text: '<@U2> it is done' });
    await client.chat.postMessage({ channel: 'DU1', text: 'for you alone' });
    expect(slack.person('U1').notifications()).toStrictEqual(['for you alone']);
    expect(slack.person('U2').notifications()).toStrictEqual(['<@U2> it is done']);
    expect(await slack.person('U2').seen()).not.toContain('for you alone');
  });

  test('is slowed as Slack would, where that is asked for', async () => {
    const slow = await startSlack({ rates: true });
    const eager = new WebClient(slow.tokens.bot, {
      slackApiUrl: slow.apiUrl,
      logger: quiet,
      rejectRateLimitedCalls: true,
    });
    const posts = await Promise.allSettled(
      Array.from({ length: 8 }, () => eager.chat.postMessage({ channel: 'C1', text: 'x' })),
    );
    expect(posts.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    await slow.close();
  });
});
