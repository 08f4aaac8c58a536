import { describe, expect, test } from 'vitest';
import type { Card } from '../src/card.ts';
import type { Chat, Form } from '../src/chat.ts';
import { demoLabel } from '../src/label.ts';
import { gallery } from './contracts/gallery.ts';
import { openBot } from './faults/bot.ts';
import { sharedSite } from './faults/site.ts';

const words = 'demo: none of these machines is real';
const campus = { name: 'campus', kind: 'demo', demo: true };
const kvm = { name: 'kvm', kind: 'libvirt' };

describe('the label of a demo', () => {
  test.each(gallery)('is on $name once, however often it is put there', ({ card }) => {
    const label = demoLabel([campus]);
    const footer = label(label(card)).footer ?? '';
    expect(footer.split(words)).toHaveLength(2);
    expect(footer).toContain(card.footer ?? '');
  });

  test('names the site that is one, where others are real', () => {
    expect(demoLabel([kvm, campus])({ title: '' }).footer).toBe(
      'campus is a demo: none of its machines is real',
    );
  });

  test('is on no card where all is real', () => {
    const card = { title: 'Fleet' };
    expect(demoLabel([kvm])(card)).toBe(card);
  });
});

test('every card of a demo says so, whatever it is and whichever way it comes', async () => {
  await using site = await sharedSite({ speed: 0.2 });
  const seen: { readonly way: string; readonly card: Card }[] = [];
  const see = (way: string) => (card: Card) => void seen.push({ way, card });
  const chat: Chat = {
    platform: 'terminal',
    start: async () => {},
    stop: async () => {},
    async post({ platform, channel }, card, { nonce }) {
      see('posted')(card);
      return { platform, channel, id: nonce };
    },
    update: async (_ref, card) => see('edited')(card),
  };
  const app = await openBot({ ...site, chats: [chat] });
  const actor = { platform: 'terminal', id: 'anna', name: 'anna' };
  const place = { platform: 'terminal', channel: 'test' };
  const reply = {
    defer: async () => {},
    answer: async (card: Card) => see('answered')(card),
    ask: async ({ problem }: Form) => see('asked')(problem),
    accepted: async (card: Card) => see('accepted')(card),
  };
  const say = (line: string) => app.bot.handle({ actor, place, line, local: true, reply });
  const carryOut = async (line: string) => {
    const { operation = 0 } = await say(line);
    return {
      operation,
      ended: app.bot.follow(operation, {
        signal: AbortSignal.timeout(60_000),
        progress: see('progress'),
      }),
    };
  };
  try {
    see('greeted')(await app.bot.greeting({ actor }));
    for (const line of ['fleet', 'help', 'no such words', 'vm show nobody', 'snapshot create']) {
      await say(line);
    }
    await say('vm stop web-1');
    for (const line of ['snapshot create web-1 s', 'guest run web-1 false']) {
      see('ended')((await (await carryOut(line)).ended).card);
    }
    const running = await carryOut('vm shutdown web-2 --yes');
    const waiting = await carryOut('snapshot create web-2 s');
    await say(`task cancel ${waiting.operation}`);
    see('ended')((await waiting.ended).card);
    see('ended')((await running.ended).card);
  } finally {
    await app.close();
  }
  const ways = ['greeted', 'answered', 'asked', 'accepted', 'posted', 'edited', 'progress'];
  expect([...new Set(seen.map(({ way }) => way))]).toEqual(
    expect.arrayContaining([...ways, 'ended']),
  );
  expect(seen.filter(({ card }) => !card.footer?.endsWith(words))).toEqual([]);
});
