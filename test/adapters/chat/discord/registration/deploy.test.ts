import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deploy } from '../../../../../adapters/chat/discord/registration/deploy.ts';
import { registration } from '../../../../../adapters/chat/discord/registration/fingerprint.ts';
import { commands } from '../../../../../commands/index.ts';
import { silent } from '../../../../../src/log.ts';
import { type DiscordDouble, startDiscord } from '../../../../doubles/discord/index.ts';

describe('deploy discord', () => {
  let double: DiscordDouble;
  beforeEach(async () => {
    double = await startDiscord();
  });
  afterEach(() => double.close());

  async function run(args: readonly string[] = [], more: object = {}, known = commands) {
    const said: string[] = [];
    const code = await deploy({
      config: { token: double.token, apiUrl: double.apiUrl, ...more },
      services: { commands: known, log: silent },
      args,
      say: (text) => said.push(text),
      signal: AbortSignal.timeout(60_000),
    });
    return { code, said };
  }
  const writes = () => double.requests.filter(({ method }) => method !== 'GET').length;

  test('tells Discord of every command, and how the bot is let in', async () => {
    const { code, said } = await run();
    expect(code).toBe(0);
    expect(said).toContain('/vm is added');
    expect(said.at(-1)).toContain(
      `https://discord.com/oauth2/authorize?client_id=${double.applicationId}&scope=bot+applications.commands&permissions=`,
    );
    expect(double.registered()).toHaveLength(7);
    expect(double.violations).toEqual([]);
  });

  test.each([{ args: [] }, { args: ['--guild'] }])(
    'changes nothing the second time',
    async (how) => {
      const args = how.args.flatMap((word) => [word, double.guildId]);
      await run(args);
      const before = writes();
      const { said } = await run(args);
      expect(said[0]).toContain('Nothing to change');
      expect(writes()).toBe(before);
    },
  );

  test('says what is new, other and gone', async () => {
    const known = commands
      .filter(({ name }) => !name.startsWith('net ') && !name.startsWith('host '))
      .map((one) => (one.name === 'vm list' ? { ...one, description: 'Lists them' } : one));
    await run([], { commands: { host: 'iron' } }, [
      ...known,
      ...commands.filter(({ name }) => name.startsWith('host ')),
    ]);
    const { said } = await run();
    expect(said.slice(0, -2).toSorted((a, b) => a.localeCompare(b))).toEqual([
      '/host is added',
      '/iron is removed',
      '/net is added',
      '/vm is changed',
    ]);
  });

  test('says that commands of a server stand beside those of every server', async () => {
    await run();
    const { said } = await run([`--guild=${double.guildId}`]);
    expect(said.join('\n')).toContain('/vm, ');
    expect(said.join('\n')).toContain('people there see them twice');
  });

  test('refuses what it does not know', async () => {
    await expect(run(['--gild', '1'])).rejects.toMatchObject({ code: 'usage' });
    await expect(run(['--guild', 'ops'])).rejects.toMatchObject({ code: 'usage' });
  });

  test('names the variable whose token Discord refuses', async () => {
    double.faults.revokeToken();
    await expect(run()).rejects.toMatchObject({
      code: 'invalid',
      message: 'Discord refuses DISCORD_TOKEN',
    });
  });

  test('says so where the bot is not in the server', async () => {
    await expect(run(['--guild', '123456789012345678'])).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});

describe('what Discord has to be told of', () => {
  const printOf = (known = commands, renames = {}) =>
    registration({ commands: renames }, { commands: known }).fingerprint;

  test('is the same for the same definitions, and another for others', () => {
    expect(printOf()).toBe(printOf([...commands]));
    expect(printOf(commands.slice(1))).not.toBe(printOf());
    expect(printOf(commands, { vm: 'machine' })).not.toBe(printOf());
  });
});
