import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { App, HTTPReceiver } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { quiet } from './bolt.ts';
import { type SlackDouble, startSlack } from './index.ts';

describe('Bolt over signed HTTP', () => {
  let slack: SlackDouble;
  let app: App;

  beforeEach(async () => {
    slack = await startSlack({ retryAfterMs: [0] });
    const receiver = new HTTPReceiver({
      signingSecret: slack.tokens.signingSecret,
      logger: quiet,
    });
    app = new App({
      token: slack.tokens.bot,
      receiver,
      logger: quiet,
      clientOptions: { slackApiUrl: slack.apiUrl },
    });
    const server = await app.start({ port: 0, host: '127.0.0.1' });
    const { port } = z.object({ port: z.int() }).parse(server.address());
    slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  });

  afterEach(async () => {
    await app.stop();
    await slack.close();
  });

  test('a command is acknowledged with its answer', async () => {
    app.command('/vm', ({ ack, command }) => ack(`you said ${command.text}`));
    await slack.person('U1').slash('C1', '/vm', 'list');
    expect(await slack.person('U1').seen()).toContain('you said list');
  });

  test('an event that failed is sent again, and says so', async () => {
    const tries: unknown[] = [];
    const events = new Set<unknown>();
    const failing = createServer(async (request, response) => {
      const body = z.object({ event_id: z.string() }).parse(await json(request));
      events.add(body.event_id);
      tries.push(request.headers['x-slack-retry-num']);
      response.writeHead(tries.length === 1 ? 500 : 200).end();
    });
    await new Promise<void>((resolve) => {
      failing.listen(0, '127.0.0.1', resolve);
    });
    const { port } = z.object({ port: z.int() }).parse(failing.address());
    slack.deliverTo(`http://127.0.0.1:${port}/`);
    await slack.person('U1').mention('C1', 'vm list');
    await vi.waitFor(() => expect(tries).toStrictEqual([undefined, '1']), 20_000);
    expect(events.size).toBe(1);
    failing.close();
  });

  test('a response_url is used five times and no more', async () => {
    const sent: unknown[] = [];
    app.command('/vm', async ({ ack, respond }) => {
      await ack();
      for (let at = 1; at <= 6; at += 1)
        sent.push(
          await respond(`answer ${at}`).then(
            () => 'taken',
            (error: unknown) => error,
          ),
        );
    });
    await slack.person('U1').slash('C1', '/vm', 'list');
    await vi.waitFor(() => expect(sent).toHaveLength(6), 20_000);
    expect(sent.slice(0, 5)).toStrictEqual(Array(5).fill('taken'));
    expect(sent[5]).toMatchObject({ statusCode: 404 });
  });

  test('a forged or old request is refused by a bot that looks, a replay is up to it', async () => {
    app.command('/vm', ({ ack }) => ack());
    await slack.person('U1').slash('C1', '/vm', 'list');
    expect(await slack.forge({ badSignature: true })).toBe(401);
    expect(await slack.forge({ oldTimestamp: true })).toBe(401);
    expect(await slack.forge({ replay: true })).toBe(200);
  });
});
