import { afterAll, describe, expect, it } from 'vitest';
import { type Desk, desks } from './desk.ts';
import { type Attended, attend } from './service.ts';
import { play, type Scene } from './story.ts';

/** The whole story in each chat, one scene after another, by the first person who claims the bot there. */
export function playThrough(where: string, sites: () => Promise<string>, scenes: readonly Scene[]) {
  describe.each(Object.entries(desks))(`the story through %s, on ${where}`, (_, open) => {
    let desk: Desk;
    let attended: Attended | undefined;
    afterAll(() => attended?.close());

    it('begins with a claim of the first person', { timeout: 120_000 }, async () => {
      desk = await open();
      attended = await attend(desk, await sites());
    });

    it.each(scenes)('$line', { timeout: 180_000 }, async (scene) => {
      expect(attended, 'the service').toBeDefined();
      await play(desk, scene);
    });
  });
}
