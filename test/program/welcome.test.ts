import { expect, it } from 'vitest';
import { silent } from '../../src/log.ts';
import { welcome } from '../../src/program/welcome.ts';
import type { Registered } from '../../src/store/registered.ts';
import { createChatAdapter } from '../doubles/chat-adapter.ts';

/** What a start says to people, and what it logs. */
async function start(registered: Registered, code?: string) {
  const said: string[] = [];
  const logged: object[] = [];
  const asked: string[] = [];
  const log = { ...silent, warn: (about: object) => void logged.push(about) };
  const { adapter } = createChatAdapter({ registered: () => 'these commands' });
  const silentOne = createChatAdapter({ platform: 'telegraph', title: 'Telegraph' }).adapter;
  await welcome(
    {
      async registered(platform, fingerprint) {
        asked.push(`${platform}: ${fingerprint}`);
        return registered;
      },
    },
    {
      configured: [adapter, silentOne].map((one) => ({
        adapter: one,
        settings: undefined,
        audiences: new Map(),
      })),
      services: { commands: [], log },
      log,
      say: (text) => void said.push(text),
      claimCode: async () => code,
      tell: async (platform, text) => void said.push(`${platform}: ${text}`),
    },
  );
  expect(asked).toEqual(['pigeon: these commands']);
  return { said, logged };
}

it('a start with a version that has other commands tells the admins the exact step, and the log', async () => {
  expect(await start('changed')).toEqual({
    said: [
      'pigeon: Pigeon does not know the commands of this version yet. Run npm start -- deploy pigeon.',
    ],
    logged: [{ chat: 'pigeon', step: 'Run npm start -- deploy pigeon' }],
  });
});

it.each(['first', 'same'] as const)('a start that finds them %s says nothing', async (found) => {
  expect(await start(found)).toEqual({ said: [], logged: [] });
});

it('a start without an admin says how to become one, and not in the log', async () => {
  const { said, logged } = await start('same', 'ABCD-EFGH-JKLM');
  expect(said).toEqual([
    'Nobody is admin yet. When the service runs, send this to the bot in Pigeon or Telegraph, once and within a day:\n  claim ABCD-EFGH-JKLM',
  ]);
  expect(logged).toEqual([]);
});
