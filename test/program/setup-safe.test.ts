import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { needed, optional } from '../../adapters/chat/slack/manifest/scopes.ts';
import { openDouble } from '../adapters/chat/discord/seat.ts';
import type { DiscordDouble } from '../doubles/discord/index.ts';
import { type SlackDouble, startSlack } from '../doubles/slack/index.ts';
import { program, type Ran } from './program.ts';
import { type Service, service } from './service.ts';

// Each of the last two lines is a start of the program.
vi.setConfig({ testTimeout: 120_000 });

let slack: SlackDouble;
let discord: DiscordDouble;
let directory: string;
let ran: Ran;
let bot: Service;

/** What the set-up wrote when everything was asked for, and the service that it says to start. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nakhoda-safe-'));
  await chmod(directory, 0o755);
  const scopes = [...needed, ...optional].map(({ name }) => name);
  slack = await startSlack({ channels: ['C1'], people: [{ id: 'UEVE', name: 'eve' }], scopes });
  discord = await openDouble({
    channels: ['ops'],
    people: [{ id: '190000000000000003', name: 'eve', admin: true }],
  });
  const env = {
    SLACK_API_URL: slack.apiUrl,
    DISCORD_API_URL: discord.apiUrl,
    NAKHODA_DATA: join(directory, 'data'),
  };
  const answers = [
    ...['demo', 'campus', 'no', 'embedded', 'UTC'],
    ...['slack', 'socket', slack.tokens.bot, slack.tokens.app],
    ...['discord', discord.token, 'y', 'y'],
  ];
  ran = await program(['setup'], { cwd: directory, env, input: `${answers.join('\n')}\n` });
  const config = join(directory, 'nakhoda.yaml');
  bot = await service({ config, env: { ...env, NAKHODA_HTTP: '127.0.0.1:0' } });
  await bot.says('ready');
}, 120_000);
afterAll(async () => {
  bot.kill('SIGTERM');
  await bot.ended();
  await Promise.all([slack.close(), discord.close()]);
  await rm(directory, { recursive: true, force: true });
});

const refusal = 'You do not have the right';
const open = [
  ['help', 'What you can type'],
  ['claim ABCD-EFGH-JKLM', 'This code is wrong'],
] as const;
const shut = [
  'fleet',
  'vm list',
  'vm stop web-1',
  'vm stop web-1 --yes',
  'snapshot delete web-1 before',
  'guest run web-1 id',
  'host list',
  'task list',
  'audit list',
  'access list',
  'access grant slack:UEVE admin',
  'access code',
  'board',
  'replica list',
  'approval list',
];

async function onSlack(line: string): Promise<string> {
  const eve = slack.person('UEVE');
  const count = () => eve.messages('C1').length;
  const before = count();
  await eve.slash('C1', '/nakhoda', line);
  await expect.poll(count, { timeout: 20_000, interval: 20 }).toBeGreaterThan(before);
  return eve.messages('C1').at(-1)?.drawn ?? '';
}

async function onDiscord(line: string): Promise<string> {
  const eve = discord.person('eve');
  const before = eve.messages('ops').length;
  await eve.slash('ops', 'nakhoda do', { line });
  const answer = () => {
    const { drawn = '' } = eve.messages('ops').slice(before).at(-1) ?? {};
    return drawn.includes('is thinking') ? '' : drawn;
  };
  await expect.poll(answer, { timeout: 20_000, interval: 20 }).not.toBe('');
  return answer();
}

it('what was written has no secret in it, gives nobody anything, and seals the audit', async () => {
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' });
  const configuration = await readFile(join(directory, 'nakhoda.yaml'), 'utf8');
  expect(Object.keys(parse(configuration))).toEqual(['sites', 'timezone', 'chats']);
  const environment = await readFile(join(directory, '.env'), 'utf8');
  expect((await stat(join(directory, '.env'))).mode & 0o777).toBe(0o600);
  const key = /^NAKHODA_AUDIT_KEY='([\da-f]{64})'$/m.exec(environment)?.[1] ?? expect.fail();
  for (const secret of [key, slack.tokens.bot, slack.tokens.app, discord.token]) {
    expect(environment).toContain(secret);
    expect(configuration + ran.stdout + bot.text()).not.toContain(secret);
  }
  expect(configuration).not.toContain('access');
});

describe.each([
  ['slack', onSlack],
  ['discord', onDiscord],
] as const)('a stranger on %s', (_, type) => {
  it.each(open)('may %s', async (line, sees) => {
    expect(await type(line)).toContain(sees);
  });

  it.each(shut)('may not %s', async (line) => {
    expect(await type(line)).toMatch(new RegExp(`${refusal}|is for the terminal|only at the`));
  });
});

it('the audit has every one of these lines, and is whole', async () => {
  const config = join(directory, 'nakhoda.yaml');
  const env = { NAKHODA_DATA: join(directory, 'data') };
  const verified = await program(['--config', config, 'run', 'audit verify'], { env });
  expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
  expect(verified.stdout).not.toContain('no key');
  const listed = await program(['--config', config, 'run', 'audit list --event=refused'], { env });
  expect(listed.stdout).toContain('vm stop web-1');
});
