import { describe, expect, it, onTestFinished } from 'vitest';
import { desks, sees } from './desk.ts';
import { attend } from './service.ts';

const end = 'Snapshot before of web-1 was taken';
/** How slow the demo is: the next process finds the work ended, or takes it over after its lease and goes on. */
const paces = { 'goes on with': 3, 'finds the end of': 0.5 } as const;
const rows = [
  { chat: 'Slack over Socket Mode', finds: 'goes on with' },
  { chat: 'Slack over Socket Mode', finds: 'finds the end of' },
  { chat: 'Discord', finds: 'finds the end of' },
] as const;

describe('a bot killed with kill -9 between a post that was taken and its own note of it', () => {
  it.each(rows)(
    'posts no second one: on $chat, where the next $finds the work',
    { timeout: 240_000 },
    async ({ chat, finds }) => {
      const desk = await (desks[chat] ?? expect.unreachable())();
      const site = `{ name: campus, kind: demo, speed: ${paces[finds]}, failures: false }`;
      const attended = await attend(desk, `sites: [${site}]`);
      onTestFinished(() => attended.close());
      // The answer to the line itself says no more than that it was accepted.
      const about = () =>
        desk.messages().filter((text) => /before.*web-1/s.test(text) && !/Accepted: /.test(text));
      desk.mumbles(true);
      await desk.say('snapshot create web-1 before');
      await expect.poll(() => about().length, { timeout: 30_000 }).toBeGreaterThan(0);
      expect(await desk.seen()).not.toContain(end);
      await attended.kill();
      const before = about().length;
      desk.mumbles(false);
      await attended.again();
      await sees(desk, end);
      expect(about()).toHaveLength(before);
    },
  );
});
