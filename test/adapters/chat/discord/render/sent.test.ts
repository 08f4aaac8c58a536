import { MessageFlags, Routes } from 'discord.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRest } from '../../../../../adapters/chat/discord/registration/register.ts';
import { renderMessage } from '../../../../../adapters/chat/discord/render/render.ts';
import type { Card } from '../../../../../src/card.ts';
import { everywhere } from '../../../../contracts/exhibits.ts';
import { gallery } from '../../../../contracts/gallery.ts';
import { hostile } from '../../../../contracts/hostile.ts';
import { type DiscordDouble, startDiscord } from '../../../../doubles/discord/index.ts';
import { idsOf } from './checked.ts';

describe('a card that is sent', () => {
  let double: DiscordDouble;
  beforeAll(async () => {
    double = await startDiscord();
  });
  afterAll(() => double.close());

  async function send(card: Card): Promise<void> {
    const { components, files } = renderMessage(card, { ids: idsOf(card), shareId: 'share' });
    await openRest(double).post(Routes.channelMessages(double.channel('ops')), {
      body: { components, flags: MessageFlags.IsComponentsV2, allowed_mentions: { parse: [] } },
      files: [...files],
    });
  }

  test.each(gallery)('is taken by Discord’s own description: $name', async ({ card }) => {
    await send(card);
    expect(double.violations).toEqual([]);
  });

  test('brings its files', async () => {
    const text = 'a\u0000b\n'.repeat(2000);
    await send({ title: 'Read log', blocks: [{ type: 'file', name: 'sys log.txt', text }] });
    const seen = await double.person('ada').messages('ops');
    expect(seen.at(-1)?.files).toMatchObject([{ name: 'sys_log.txt', text }]);
  });

  test.each(Object.keys(hostile))('calls nobody, whatever stands in it: %s', async (name) => {
    await send(everywhere(hostile[name] ?? ''));
    const seen = await double.person('ada').messages('ops');
    expect(seen.at(-1)?.rang).toEqual([]);
  });
});
