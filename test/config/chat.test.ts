import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { demo } from '../../adapters/hypervisor/demo/index.ts';
import { audienceIn } from '../../src/config/chat.ts';
import { parseConfig } from '../../src/config.ts';
import { createChatAdapter } from '../doubles/chat-adapter.ts';

const adapters = [demo];
const chats = [
  createChatAdapter().adapter,
  createChatAdapter({ platform: 'telegraph', title: 'Telegraph' }).adapter,
];
const site = 'sites: [{ name: a, kind: demo }]\n';
const read = (text: string) => parseConfig(site + text, { path: 'a.yaml', adapters, chats });

beforeEach(() => {
  process.env['PIGEON_TOKEN'] = 'a-ring-on-its-leg';
});
afterEach(() => {
  delete process.env['PIGEON_TOKEN'];
});

describe('the chats of a configuration', () => {
  test.each(['chats: { pigeon: }', 'chats: { pigeon: {} }'])(
    'need no more than the word: %s',
    (text) => {
      const [chat] = read(text).chats;
      expect(chat?.adapter.platform).toBe('pigeon');
      expect(chat?.settings).toEqual({ token: 'a-ring-on-its-leg', mode: 'loft' });
    },
  );

  test.each(['', 'chats:', 'chats: {}'])('may be none: %j', (text) => {
    expect(read(text).chats).toEqual([]);
  });

  test('are not read by who opens none, and need no token there', () => {
    delete process.env['PIGEON_TOKEN'];
    const known = { path: 'a.yaml', adapters };
    expect(parseConfig(`${site}chats: { pigeon: }`, known).chats).toEqual([]);
  });

  test('that have mistakes tell all of them, each with its path', () => {
    delete process.env['PIGEON_TOKEN'];
    const text = `chats:
  pigoen: {}
  pigeon: { mode: attic, feed: corn, channels: { C1: { audience: all } } }
  telegraph: yes please
log: loud`;
    expect(() => read(text)).toThrow(
      expect.objectContaining({
        code: 'invalid',
        hint: [
          'log: wants debug, info, warn or error',
          'chats.pigoen: there is no chat pigoen; did you mean pigeon? (known: pigeon, telegraph)',
          'chats.pigeon.channels.C1.audience: wants channel or caller',
          'chats.pigeon.token: the variable PIGEON_TOKEN is not set',
          'chats.pigeon.mode: wants loft or field',
          'chats.pigeon: there is no key "feed"',
          'chats.telegraph: wants keys with values',
        ].join('\n'),
      }),
    );
  });

  test('say for a channel who reads its answers, whatever its id looks like', () => {
    const { chats: configured } = read(`chats:
  pigeon:
    channels:
      C123: { audience: caller }
      1234567890123456789: { audience: channel }`);
    const audience = audienceIn(configured);
    const on = (channel: string, platform = 'pigeon') => audience({ platform, channel });
    expect(on('C123')).toBe('caller');
    expect(on('1234567890123456789')).toBe('channel');
    expect(on('C124')).toBeUndefined();
    expect(on('C123', 'telegraph')).toBeUndefined();
  });
});
