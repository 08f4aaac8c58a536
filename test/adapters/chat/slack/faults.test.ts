import { describe, expect, test } from 'vitest';
import { BotError } from '../../../../src/errors.ts';
import { answered, createBotDouble } from '../../../doubles/bot.ts';
import { type SlackDouble, startSlack } from '../../../doubles/slack/index.ts';
import { openDesk, says, until } from './desk.ts';
import { CHANNEL, slackAt } from './seat.ts';

const place = { platform: 'slack', channel: CHANNEL };
const connections = ({ requests }: SlackDouble): number =>
  requests.filter(({ method, error }) => method === 'apps.connections.open' && !error).length;
const down = async (): Promise<never> => {
  throw new BotError('unreachable', 'the store is down');
};

describe('what arrives on Slack', () => {
  test('is not accepted while the store is down, and the person is told', async () => {
    const { ann, bot } = await openDesk({ bends: () => ({ receive: down }) });
    await ann.slash(CHANNEL, '/vm', 'stop web-1');
    await ann.mention(CHANNEL, 'vm stop web-1');
    await ann.message('vm stop web-1');
    const told = /Not accepted: the bot cannot reach its store. Nothing was changed/g;
    await until(async () => expect((await ann.seen()).match(told)).toHaveLength(3));
    expect(bot.heard).toEqual([]);
  });

  test('as a form that cannot be accepted stays open', async () => {
    const store: { isDown: boolean } = { isDown: false };
    const { ann, bot } = await openDesk({
      answer: async ({ reply, line }) => {
        const fields = [{ name: 'name', label: 'Name', required: true }];
        const form = { title: 'Name it', problem: { title: 'Which?' }, line, fields };
        if (line === 'vm show') await reply.ask(form);
        return answered;
      },
      bends: (bot) => ({ receive: (arrival) => (store.isDown ? down() : bot.receive(arrival)) }),
    });
    await ann.slash(CHANNEL, '/vm', 'show');
    await until(() => expect(ann.modal()).toBeDefined());
    store.isDown = true;
    await ann.fill(['web-1']);
    expect(JSON.stringify(ann.modal())).toContain('Not accepted');
    store.isDown = false;
    await ann.fill(['web-1']);
    await until(() => expect(bot.heard.at(-1)?.line).toBe('vm show web-1'));
  });

  test('twice is done once', async () => {
    let received = 0;
    const { ann, bot, double } = await openDesk({
      bends: (bot) => ({
        receive: (arrival) => {
          received += 1;
          return bot.receive(arrival);
        },
      }),
    });
    double.faults.repeatEnvelope = true;
    await ann.slash(CHANNEL, '/vm', 'list');
    await ann.mention(CHANNEL, 'vm list');
    await until(() => expect(received).toBeGreaterThanOrEqual(4));
    await until(() => expect(bot.heard).toHaveLength(2));
  });

  test.each(['badSignature', 'oldTimestamp'])('over HTTP with %s is refused', async (how) => {
    const { bot, double } = await openDesk({ mode: 'http' });
    expect(await double.forge({ [how]: true })).toBe(401);
    expect(bot.heard).toEqual([]);
  });

  test('over HTTP and replayed is taken once', async () => {
    const { ann, bot, double } = await openDesk({ mode: 'http' });
    await ann.slash(CHANNEL, '/vm', 'stop web-1');
    await until(() => expect(bot.heard).toHaveLength(1));
    expect(await double.forge({ replay: true })).toBe(200);
    expect(bot.heard).toHaveLength(1);
  });

  test('after the socket was cut is heard again', async () => {
    const { ann, bot, double } = await openDesk();
    double.faults.cutSockets();
    await until(() => expect(connections(double)).toBe(2), 20_000);
    await until(() => expect(double.sockets()).toBe(1), 20_000);
    await ann.slash(CHANNEL, '/vm', 'list');
    await until(() => expect(bot.heard).toHaveLength(1));
  });
});

describe('a message on Slack', () => {
  test('is found by its nonce where nobody knows whether it was delivered', async () => {
    const { slack, double, ann } = await openDesk();
    double.faults.dropAfterAccept = 1;
    const post = slack.post(place, { title: 'Backup' }, { nonce: 'n-1' });
    await expect(post).rejects.toMatchObject({ code: 'unreachable' });
    const found = await slack.find?.(place, 'n-1');
    expect(found).toMatchObject({ channel: CHANNEL, id: ann.messages(CHANNEL)[0]?.ts });
    expect(await slack.find?.(place, 'n-2')).toBeUndefined();
  });

  test('cannot be looked for without a scope', async () => {
    const { slack } = await openDesk({ scopes: ['chat:write', 'commands'] });
    expect(await slack.find?.(place, 'n-1')).toBeUndefined();
  });

  test('that is to be edited too often says how long to wait', async () => {
    const { slack, double } = await openDesk();
    const ref = await slack.post(place, { title: 'Backup' }, { nonce: 'n-1' });
    double.faults.rateLimit = 1;
    const update = slack.update(ref, { title: 'Backup: 50 %' });
    await expect(update).rejects.toMatchObject({ code: 'busy', retryAfterMs: 1000 });
    await slack.update(ref, { title: 'Backup: 50 %' });
  });

  test('that was deleted is not found, one too old may not be edited', async () => {
    const { slack, double } = await openDesk();
    const ref = await slack.post(place, { title: 'Backup' }, { nonce: 'n-1' });
    double.faults.editWindowClosed = true;
    await expect(slack.update(ref, { title: 'Done' })).rejects.toMatchObject({ code: 'expired' });
    double.faults.editWindowClosed = false;
    double.forget(CHANNEL, ref.id);
    await expect(slack.update(ref, { title: 'Done' })).rejects.toMatchObject({ code: 'not-found' });
  });

  test('in a channel without the bot is forbidden', async () => {
    const { slack } = await openDesk({ botInChannels: [] });
    const post = slack.post(place, { title: 'Backup' }, { nonce: 'n-1' });
    await expect(post).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('rings for one person, stands in a thread, and reaches a person directly', async () => {
    const { slack, ann } = await openDesk();
    const first = await slack.post(place, { title: 'Backup' }, { nonce: 'n-1' });
    await slack.post(place, { title: 'Done' }, { nonce: 'n-2', calls: 'U1', under: first });
    expect(ann.messages(CHANNEL)[1]).toMatchObject({ thread: first.id, calls: ['U1'] });
    expect(ann.notifications()).toHaveLength(1);
    const direct = await slack.direct?.('U1');
    if (direct) await slack.post(direct, { title: 'Only you' }, { nonce: 'n-3' });
    expect(await ann.seen(ann.direct)).toContain('Only you');
  });
});

describe('a token', () => {
  test('that Slack refuses at the start is named', async () => {
    const double = await startSlack();
    double.faults.revokeTokens = true;
    const start = slackAt(double).start(createBotDouble(() => answered));
    await expect(start).rejects.toMatchObject({
      code: 'invalid',
      message: 'Slack refuses SLACK_BOT_TOKEN: token_revoked',
    });
    await double.close();
  });

  test('that is not there is named', async () => {
    const double = await startSlack();
    const slack = slackAt(double);
    delete process.env['SLACK_APP_TOKEN'];
    const start = slack.start(createBotDouble(() => answered));
    await expect(start).rejects.toMatchObject({ message: 'SLACK_APP_TOKEN is not set' });
    await double.close();
  });

  test('that is revoked while it runs ends nothing', async () => {
    const { slack, double, ann, bot } = await openDesk({
      answer: says({ title: 'here' }, 'caller'),
    });
    double.faults.revokeTokens = true;
    double.faults.cutSockets();
    const post = slack.post(place, { title: 'Backup' }, { nonce: 'n-1' });
    await expect(post).rejects.toMatchObject({ code: 'forbidden' });
    double.faults.revokeTokens = false;
    await until(() => expect(double.sockets()).toBe(1), 20_000);
    await ann.slash(CHANNEL, '/vm', 'list');
    await until(() => expect(bot.heard).toHaveLength(1));
  });
});
