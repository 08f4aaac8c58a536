import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask as setUp } from '../../../../../adapters/chat/discord/setup/setup.ts';
import { commands } from '../../../../../commands/index.ts';
import type { Interview } from '../../../../../src/interview.ts';
import { silent } from '../../../../../src/log.ts';
import { type DiscordDouble, startDiscord } from '../../../../doubles/discord/index.ts';
import { answering } from '../../../../fixtures/answering.ts';

describe('the set-up of Discord', () => {
  let double: DiscordDouble;
  beforeEach(async () => {
    double = await startDiscord();
  });
  afterEach(() => double.close());

  const ask = (interview: Interview) =>
    setUp(interview, {
      commands,
      log: silent,
      env: { DISCORD_API_URL: double.apiUrl },
      signal: interview.signal,
    });

  test('tests the token, registers the commands, and gives the token for the .env', async () => {
    const { interview, said } = answering([double.token, 'yes']);
    expect(await ask(interview)).toEqual({
      settings: {},
      secrets: { DISCORD_TOKEN: double.token },
    });
    expect(said).toEqual(expect.arrayContaining(['✓ Nakhoda', '✓ Harbour']));
    expect(said.join('\n')).toContain('https://discord.com/oauth2/authorize?client_id=');
    expect(said.at(-1)).toContain('/vm is added');
    expect(double.registered()).toHaveLength(7);
  });

  test('says in which channel which permission is missing, and what for', async () => {
    await double.close();
    double = await startDiscord({
      channels: ['ops', 'read-only', 'hidden'],
      deny: ['read-only'],
      hide: ['hidden'],
    });
    const { interview, said } = answering([double.token, 'no', 'no']);
    await ask(interview);
    expect(said).toContain('✗ #read-only: Send Messages, Send Messages in Threads');
    expect(said).toContain('· Send Messages: to post what became of an operation');
    expect(said.join('\n')).toContain('#hidden: View Channel');
    expect(said.join('\n')).not.toContain('#ops');
    expect(said.at(-1)).toBe('· Later: npm start -- deploy discord');
  });

  test('asks again for what is no token, and for one that Discord refuses', async () => {
    const wrong = 'aaaa.bbbb.cccc';
    const { interview, said } = answering(['a public key', wrong, double.token, 'no']);
    const { secrets } = await ask(interview);
    expect(secrets).toEqual({ DISCORD_TOKEN: double.token });
    expect(said.join('\n')).toContain('It has three parts');
    expect(said).toContain('✗ Discord refuses DISCORD_TOKEN');
  });

  test('keeps an untested token where Discord gives no answer and the person wants it', async () => {
    double.faults.fail(503, 10);
    const { interview } = answering([double.token, 'yes']);
    const { secrets } = await ask(interview);
    expect(secrets).toEqual({ DISCORD_TOKEN: double.token });
  });
});
