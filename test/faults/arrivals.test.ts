import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it, vi } from 'vitest';
import { createChatDouble } from '../doubles/chat.ts';
import type { ArrivalFate } from './arrival-victim.ts';
import { openBot } from './bot.ts';
import { type Event, handleEvent } from './events.ts';
import { sharedSite } from './site.ts';

const victim = fileURLToPath(new URL('arrival-victim.ts', import.meta.url));
const event: Event = { key: 'test:Ev1', line: 'snapshot create web-1 before' };

describe.concurrent('a line that arrived in a bot killed with kill -9', () => {
  it.each(['received', 'accepted', 'ended'] as const)(
    'when it was %s is carried out once, and its end is shown once',
    { timeout: 120_000 },
    async (moment) => {
      await using site = await sharedSite();
      const { url, config } = site;
      const fate: ArrivalFate = { url, config, event, moment };
      const died = await execa(process.execPath, [victim, JSON.stringify(fate)], { reject: false });
      expect(died.signal, died.stderr).toBe('SIGKILL');
      const chat = createChatDouble();
      const next = await openBot({ url, config, chats: [chat] });
      try {
        // The platform sends it again, and the chat looks for what was left.
        for (const left of await next.bot.leftBehind('test')) {
          expect(left.event).toEqual(event);
          await handleEvent(next, event);
        }
        expect(await next.bot.receive({ key: event.key, platform: 'test', event })).toBe(false);
        const end = await next.bot.follow(1, { signal: AbortSignal.timeout(60_000) });
        expect(end.state).toBe('done');
        await vi.waitFor(() => expect(chat.titles()).toEqual([end.card.title]), 20_000);
        expect(await next.store.listTasks({ ended: true, limit: 9 })).toHaveLength(1);
        expect(site.accepted('snapshot.create')).toBe(1);
      } finally {
        await next.close();
      }
    },
  );
});
