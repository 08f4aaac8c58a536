import { describe, expect, test } from 'vitest';
import type { Card } from '../src/card.ts';
import type { Click } from '../src/chat.ts';
import { createReply } from '../src/reply.ts';

const card: Card = { title: '3 machines' };
const line = 'vm list';

/** What was said by a reply to this click, in order. */
function listened(click: Click, seat = { direct: false, waits: false }) {
  const said: object[] = [];
  const ways = {
    defer: async (to: string, replaces: boolean) => void said.push({ defer: to, replaces }),
    privately: async ({ title }: Card, how: object) => void said.push({ private: title, ...how }),
    publicly: async ({ title }: Card) => void said.push({ public: title }),
    ask: async ({ line: asked }: { line: string }) => void said.push({ asks: asked }),
  };
  return { said, reply: createReply(click, ways, seat) };
}

describe('a reply', () => {
  test('to the caller is theirs at once, and can be shared', async () => {
    const { said, reply } = listened({ line });
    await reply.answer(card, { shareable: true });
    const share = { line, shares: true };
    expect(said).toEqual([{ private: '3 machines', replaces: false, share }]);
  });

  test.each([
    ['answered', { public: '3 machines' }],
    ['refused', { private: '3 machines', replaces: false, share: undefined }],
    ['usage', { private: '3 machines', replaces: false, share: undefined }],
  ] as const)('to the channel that was %s', async (outcome, last) => {
    const { said, reply } = listened({ line });
    await reply.defer('channel');
    await reply.answer(card, { shareable: true });
    expect(said).toEqual([{ defer: 'channel', replaces: false }]);
    await reply.settle({ outcome });
    expect(said[1]).toEqual(last);
  });

  test.each([
    ['in a direct message', { line }, { direct: true, waits: false }, card],
    ['that was shared', { line, shares: true }, undefined, card],
    ['to a thrown away preview', { line, declines: 'c-1' }, undefined, card],
    ['that is an error', { line }, undefined, { ...card, tone: 'danger' as const }],
    [
      'that asks',
      { line },
      undefined,
      { ...card, actions: [{ label: 'Go', command: line, confirms: 'c-1' }] },
    ],
  ])('%s cannot be shared', async (_, click, seat, shown) => {
    const { said, reply } = listened(click, seat);
    await reply.answer(shown);
    expect(said).toMatchObject([{ share: undefined }]);
  });

  test('takes the place of its preview once', async () => {
    const { said, reply } = listened({ line, confirms: 'c-1' });
    await reply.defer('caller');
    await reply.accepted(card, 1);
    await reply.answer(card, { shareable: true });
    expect(said).toMatchObject([{ replaces: true }, { replaces: true }, { replaces: false }]);
  });

  test.each([true, false])(
    'that was accepted is told where the platform waits: %s',
    async (waits) => {
      const { said, reply } = listened({ line }, { direct: false, waits });
      await reply.accepted(card, 1);
      expect(said).toHaveLength(waits ? 1 : 0);
    },
  );
});
