import { describe, expect, it, onTestFinished } from 'vitest';
import { BotError } from '../../src/errors.ts';
import { silent } from '../../src/log.ts';
import { openChats, startChats } from '../../src/program/chats.ts';
import { answered, createBotDouble } from '../doubles/bot.ts';
import { type ChatAdapterOptions, createChatAdapter } from '../doubles/chat-adapter.ts';

const bot = createBotDouble(() => answered);
const refuses = async () => {
  throw new BotError('forbidden', 'Its token was revoked', { hint: 'Make a new one.' });
};
const isAway = async () => {
  throw new BotError('unreachable', 'Nobody answers there');
};
const breaks = async () => {
  throw new TypeError('undefined is not a pigeon');
};

async function start(...options: readonly ChatAdapterOptions[]) {
  const doubles = options.map(createChatAdapter);
  const configured = doubles.map(({ adapter }) => ({
    adapter,
    settings: undefined,
    audiences: new Map(),
  }));
  const logged: { readonly about: object; readonly text: string }[] = [];
  const log = {
    ...silent,
    error: (about: object, text: string) => void logged.push({ about, text }),
  };
  const opened = await openChats(configured, { commands: [], log });
  const running = startChats(opened, { bot, log, waits: { firstMs: 1, mostMs: 4 } });
  onTestFinished(() => running.stop());
  return { ...running, doubles, logged };
}

const telegraph = { platform: 'telegraph', title: 'Telegraph' };

describe('the chats of a service', () => {
  it('are given the bot, and hear no line after the stop', async () => {
    const { tried, stop, health, doubles } = await start({}, telegraph);
    await tried;
    expect(doubles.map((one) => one.bot)).toEqual([bot, bot]);
    expect(health()).toEqual([
      { platform: 'pigeon', connected: true },
      { platform: 'telegraph', connected: true },
    ]);
    await stop();
    expect(doubles.map(({ told }) => told)).toEqual([
      ['start', 'stop'],
      ['start', 'stop'],
    ]);
  });

  it('go on when one of them is turned away, which is said and not tried again', async () => {
    const { tried, health, doubles, logged } = await start({ starts: [refuses] }, telegraph);
    await tried;
    expect(health()).toEqual([
      { platform: 'pigeon', connected: false, problem: 'Its token was revoked' },
      { platform: 'telegraph', connected: true },
    ]);
    expect(doubles[0]?.told).toEqual(['start']);
    expect(logged).toEqual([
      {
        about: { chat: 'pigeon', why: 'Its token was revoked', hint: 'Make a new one.' },
        text: 'Pigeon is not connected, and stays so until the service is started again',
      },
    ]);
  });

  it('that are away, or fail for no known reason, are tried until they are there', async () => {
    const { tried, health, doubles, logged } = await start({ starts: [isAway, breaks, isAway] });
    await tried;
    await expect.poll(health).toEqual([{ platform: 'pigeon', connected: true }]);
    expect(doubles[0]?.told).toEqual(['start', 'start', 'start', 'start']);
    expect(logged.map(({ text }) => text)).toEqual(
      Array.from({ length: 3 }, () => 'Pigeon is not connected, and is tried again'),
    );
  });

  it('that all turn the bot away are the end of it, with the reason of each', async () => {
    const alone = await start({ starts: [refuses] });
    const reason = 'Pigeon is not connected: Its token was revoked\nMake a new one.';
    await expect(alone.tried).rejects.toMatchObject({ code: 'forbidden', message: reason });
    await expect(alone.lost).rejects.toMatchObject({ message: reason });
    const late = await start({ starts: [refuses] }, { ...telegraph, starts: [isAway, refuses] });
    await late.tried;
    await expect(late.lost).rejects.toMatchObject({
      message: 'No chat is connected',
      hint: expect.stringContaining('Telegraph is not connected: Its token was revoked'),
    });
  });

  it('that are none are no reason to end', async () => {
    const { tried, health } = await start();
    await tried;
    expect(health()).toEqual([]);
  });

  it('one that is told to stop while it starts is stopped when it has', async () => {
    const began = Promise.withResolvers<void>();
    const { stop, doubles } = await start({ starts: [() => began.promise] });
    await stop();
    began.resolve();
    await expect.poll(() => doubles[0]?.told).toEqual(['start', 'stop', 'stop']);
  });
});
