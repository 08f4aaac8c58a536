import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { needed, optional } from '../../../../../adapters/chat/slack/manifest/scopes.ts';
import { ask as setUp } from '../../../../../adapters/chat/slack/setup/setup.ts';
import type { Interview } from '../../../../../src/interview.ts';
import { silent } from '../../../../../src/log.ts';
import { type SlackDouble, startSlack } from '../../../../doubles/slack/index.ts';
import { answering } from '../../../../fixtures/answering.ts';

describe('the set-up of Slack', () => {
  let double: SlackDouble;
  const open = async (...lacking: string[]): Promise<void> => {
    const all = [...needed, ...optional].map(({ name }) => name);
    double = await startSlack({ scopes: all.filter((name) => !lacking.includes(name)) });
  };
  const ask = (interview: Interview) =>
    setUp(interview, {
      commands: [],
      log: silent,
      env: { SLACK_API_URL: double.apiUrl },
      signal: interview.signal,
    });
  beforeEach(() => open());
  afterEach(() => double.close());

  test('tests both tokens and gives them for the .env', async () => {
    const { bot, app } = double.tokens;
    const { interview, said } = answering(['socket', bot, app]);
    expect(await ask(interview)).toEqual({
      settings: {},
      secrets: { SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: app },
    });
    expect(said).toEqual(expect.arrayContaining(['✓ Socket Mode']));
  });

  test('says which scope is missing, what for, and where it is given', async () => {
    await double.close();
    await open('files:write');
    const { bot, app } = double.tokens;
    const { interview, said } = answering(['socket', bot, 'no', app]);
    await ask(interview);
    const text = said.join('\n');
    expect(text).toContain('✗ files:write is missing: to attach output');
    expect(text).toContain('OAuth & Permissions');
    expect(text).toContain('Reinstall to Workspace');
    expect(text).not.toContain('chat:write is missing');
  });

  test('asks again for a token that is of another kind or refused', async () => {
    const { bot, app } = double.tokens;
    const { interview, said } = answering(['socket', app, 'xoxb-wrong', bot, 'xapp-wrong', app]);
    const { secrets } = await ask(interview);
    expect(secrets).toEqual({ SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: app });
    expect(said.join('\n')).toContain('It begins with xoxb-');
    expect(said.filter((line) => line.startsWith('✗ Slack refuses the token'))).toHaveLength(2);
  });

  test('for signed HTTP asks for the secret and the port', async () => {
    const secret = 'a'.repeat(32);
    const { interview } = answering(['http', double.tokens.bot, secret, '3001']);
    expect(await ask(interview)).toEqual({
      settings: { mode: 'http', http: { host: '127.0.0.1', port: 3001 } },
      secrets: { SLACK_BOT_TOKEN: double.tokens.bot, SLACK_SIGNING_SECRET: secret },
    });
  });
});
