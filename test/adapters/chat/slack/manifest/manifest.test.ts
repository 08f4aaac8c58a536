import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { slack } from '../../../../../adapters/chat/slack/index.ts';
import { manifestOf } from '../../../../../adapters/chat/slack/manifest/manifest.ts';
import { commands } from '../../../../../commands/index.ts';
import { silent } from '../../../../../src/log.ts';

const contracts = process.env['NAKHODA_CONTRACTS'];
const url = 'https://bot.example.com';

async function printed(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const program = slack.programs?.['manifest'];
  await program?.run({
    config: undefined,
    services: { commands, log: silent },
    args,
    say: (text) => lines.push(text),
    signal: AbortSignal.timeout(60_000),
  });
  return lines.join('\n');
}

describe('the manifest of the Slack app', () => {
  test.skipIf(contracts === undefined).each([{ url: undefined }, { url }])(
    'is valid by the schema of Slack with $url',
    ({ url }) => {
      const path = join(contracts ?? '', 'slack-manifest.schema.json');
      // The schema has words of its own beside those of draft 7.
      const ajv = new Ajv({ strict: false, validateFormats: false });
      const isValid = ajv.compile(JSON.parse(readFileSync(path, 'utf8')));
      expect([isValid(manifestOf({ commands, url })), isValid.errors]).toEqual([true, null]);
    },
  );

  test('has a command for each group there is, and one before any line', () => {
    const { features } = manifestOf({ commands });
    const words = features.slash_commands.map(({ command }) => command);
    expect(words).toEqual(expect.arrayContaining(['/vm', '/snapshot', '/backup', '/net', '/host']));
    expect(words.at(-1)).toBe('/nakhoda');
    for (const { usage_hint, should_escape } of features.slash_commands) {
      expect(usage_hint.length).toBeLessThanOrEqual(100);
      expect(should_escape).toBe(true);
    }
  });

  test('gives a command that is taken its other name', () => {
    const { features } = manifestOf({ commands, names: { vm: 'machines' } });
    expect(features.slash_commands[0]?.command).toBe('/machines');
  });

  test('asks for no scope it has no use for', () => {
    expect(manifestOf({ commands }).oauth_config.scopes).toMatchInlineSnapshot(`
      {
        "bot": [
          "commands",
          "chat:write",
          "app_mentions:read",
          "im:history",
          "files:write",
          "users:read",
          "channels:history",
          "groups:history",
          "pins:write",
          "usergroups:read",
        ],
        "bot_optional": [
          "channels:history",
          "groups:history",
          "pins:write",
          "usergroups:read",
        ],
      }
    `);
  });

  test('is printed as YAML, and as JSON', async () => {
    expect(parse(await printed())).toEqual(manifestOf({ commands }));
    expect(JSON.parse(await printed('--json', '--http', url))).toEqual(
      manifestOf({ commands, url }),
    );
  });

  test('with --http has the address Slack sends to, and no Socket Mode', () => {
    const { settings, features } = manifestOf({ commands, url });
    expect(settings.socket_mode_enabled).toBe(false);
    expect(settings.interactivity).toMatchObject({ request_url: `${url}/slack/events` });
    expect(features.slash_commands[0]).toMatchObject({ url: `${url}/slack/events` });
  });

  test.each([['--http'], ['--http', 'bot.example.com'], ['--xml']])(
    '%s is refused',
    async (...args) => {
      await expect(printed(...args)).rejects.toMatchObject({ code: 'usage' });
    },
  );
});
