import { expect, it } from 'vitest';
import { demo } from '../../adapters/hypervisor/demo/index.ts';
import type { ProgramRun } from '../../src/chat-adapter.ts';
import { type Config, parseConfig } from '../../src/config.ts';
import { BotError } from '../../src/errors.ts';
import { silent } from '../../src/log.ts';
import { runChatProgram } from '../../src/program/chat-program.ts';
import { createChatAdapter } from '../doubles/chat-adapter.ts';

const runs: ProgramRun<unknown>[] = [];
const run = async (given: ProgramRun<unknown>) => {
  runs.push(given);
  given.say('done');
  return 3;
};
const { adapter } = createChatAdapter({
  programs: {
    deploy: { description: 'lets them fly', run },
    manifest: { description: 'prints the code book', offline: true, run },
  },
});

async function call(program: string, configure: () => Promise<Config | undefined>) {
  const said: string[] = [];
  const exit = await runChatProgram({
    call: { program, platform: 'pigeon', args: ['--to', 'the loft'] },
    chats: [adapter],
    configure,
    services: (config) => ({ commands: [], log: silent, zone: config?.timezone }),
    say: (text) => void said.push(text),
    remark: (text) => void said.push(`beside it: ${text}`),
  });
  return { exit, said, given: runs.at(-1) };
}

const configured = async (more: string) => {
  process.env['PIGEON_TOKEN'] = 'a-ring-on-its-leg';
  const text = `sites: [{ name: a, kind: demo }]\ntimezone: Asia/Jakarta\n${more}`;
  const config = parseConfig(text, { path: 'a.yaml', adapters: [demo], chats: [adapter] });
  delete process.env['PIGEON_TOKEN'];
  return config;
};

it('a chat’s own program has its part of the configuration and the words behind it', async () => {
  const { exit, said, given } = await call('deploy', () =>
    configured('chats: { pigeon: { mode: field } }'),
  );
  expect({ exit, said }).toEqual({ exit: 3, said: ['done'] });
  expect(given).toMatchObject({
    config: { mode: 'field' },
    args: ['--to', 'the loft'],
    services: { zone: 'Asia/Jakarta' },
  });
});

it.each([[async () => undefined], [() => configured('')]])(
  'one that needs the chat says how it is connected',
  async (configure) => {
    await expect(call('deploy', configure)).rejects.toMatchObject({
      code: 'invalid',
      message: 'Pigeon is not in the configuration',
      hint: 'npm start -- setup pigeon puts it there; by hand it is chats: { pigeon: {} }.',
    });
  },
);

it('one that works without a configuration says that it did, beside what it gives', async () => {
  const broken = async () => {
    throw new BotError('invalid', 'a.yaml has 1 mistake', { hint: 'no token' });
  };
  const { exit, said, given } = await call('manifest', broken);
  expect({ exit, said }).toEqual({
    exit: 3,
    said: ['beside it: Without the configuration: a.yaml has 1 mistake\nno token', 'done'],
  });
  expect(given?.config).toBeUndefined();
});
