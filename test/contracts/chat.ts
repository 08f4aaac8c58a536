import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Card } from '../../src/card.ts';
import type { Chat, Handled, Incoming, MessageRef } from '../../src/chat.ts';
import { answered, type BotDouble, createBotDouble } from '../doubles/bot.ts';
import { gallery } from './gallery.ts';
import { hostile } from './hostile.ts';
import { textsOf } from './texts.ts';

/** One chat and a person at it: what they do, and what they can see. */
export interface ChatFixture {
  readonly chat: Chat;
  /** Who types, as the bot should be told. */
  readonly person: { readonly id: string; readonly name: string };
  /** Types a line and sends it, as the platform brings it. */
  type(line: string): Promise<void>;
  /** Presses the button with this label on the newest card that has it. */
  press(label: string): Promise<void>;
  /** Fills in the form that is open, one answer a field; '' leaves an optional one out. */
  fill(answers: readonly string[]): Promise<void>;
  /** Everything the person can see now, oldest first, as it looks: mark-up drawn, edits applied. */
  seen(): Promise<string>;
  /** How harmless this platform shows a text, where that is not the text itself. */
  shown(text: string): string;
  /** How the person, who is in Berlin, sees a moment, where the platform writes it in its own way. */
  told?(at: string): string;
  /** Characters or mark-up that must never come through from outside, in what the platform was sent. */
  readonly live: RegExp;
  /** What the platform was sent, raw. */
  sent(): Promise<string>;
  /** The same person and place, with a new instance of the chat, as after a restart. */
  reopen(): Promise<ChatFixture>;
  close(): Promise<void>;
}

interface Options {
  /** What a text of a card may be cut to before it is no longer "shown". Most platforms show 20 characters. */
  readonly atLeast?: number;
}

const progress = (note: string, fraction = 0.4): Card => ({
  title: 'Roll back e1',
  blocks: [{ type: 'progress', fraction, note }],
});
/** Winter, summer, and the hour that comes twice when the clocks are put back. */
const inBerlin = [
  { at: '2026-01-15T23:30:05.000Z', text: '2026-01-16 00:30:05 +01:00' },
  { at: '2026-07-15T22:30:05.000Z', text: '2026-07-16 00:30:05 +02:00' },
  { at: '2026-10-25T00:30:00.000Z', text: '2026-10-25 02:30:00 +02:00' },
  { at: '2026-10-25T01:30:00.000Z', text: '2026-10-25 02:30:00 +01:00' },
];
const outcome: Card = { title: 'e1 is back at before', tone: 'success' };

/** What every chat must do, whatever its platform. `open` gives a chat that is not started. */
export function chatContract(
  name: string,
  open: () => Promise<ChatFixture>,
  { atLeast = 20 }: Options = {},
): void {
  describe(name, () => {
    let fixture: ChatFixture;
    let reply: (incoming: Incoming) => Promise<Handled> | Handled;
    let bot: BotDouble;

    beforeEach(async () => {
      reply = () => answered;
      bot = createBotDouble((incoming) => reply(incoming));
      fixture = await open();
      await fixture.chat.start(bot);
    });
    afterEach(() => fixture.close());

    const sees = (text: string): Promise<void> =>
      vi.waitFor(async () => expect(await fixture.seen()).toContain(text), 20_000);
    const hears = (count: number): Promise<void> =>
      vi.waitFor(() => expect(bot.heard).toHaveLength(count), 20_000);
    const answers = (card: Card): void => {
      reply = async (incoming) => {
        await incoming.reply.defer('caller');
        await incoming.reply.answer(card);
        return answered;
      };
    };
    /** Types a line that becomes an operation, and waits until it is on its way. */
    const runs = async (): Promise<{ operation: number; incoming: Incoming }> => {
      reply = async (incoming) => {
        await incoming.reply.defer('caller');
        const handled = bot.begin();
        await incoming.reply.accepted?.(progress('accepted', 0), handled.operation ?? 0);
        return handled;
      };
      await fixture.type('snapshot rollback e1 before');
      await hears(1);
      const [incoming] = bot.heard;
      if (incoming === undefined) throw new Error('nothing was heard');
      return { operation: 1, incoming };
    };

    test('a line arrives once, with who typed it and where', async () => {
      await fixture.type('vm show web-1');
      await hears(1);
      const { platform } = fixture.chat;
      expect(bot.heard[0]).toMatchObject({
        line: 'vm show web-1',
        actor: { ...fixture.person, platform },
        place: { platform },
      });
      expect(bot.heard[0]?.place.channel).not.toBe('');
    });

    test('a place is plain data', async () => {
      await fixture.type('vm list');
      await hears(1);
      const place = bot.heard[0]?.place;
      expect(JSON.parse(JSON.stringify(place))).toEqual(place);
    });

    test('two lines arrive in the order they were typed', async () => {
      await fixture.type('vm show web-1');
      await hears(1);
      await fixture.type('vm show web-2');
      await hears(2);
      expect(bot.heard.map((each) => each.line)).toEqual(['vm show web-1', 'vm show web-2']);
    });

    test.each(gallery)('draws $name', async ({ card }) => {
      answers(card);
      await fixture.type('fleet');
      for (const text of textsOf(card)) {
        await sees(fixture.shown(text).slice(0, atLeast).trim());
      }
    });

    test.each(inBerlin)('$at is told in the zone of its reader', async ({ at, text }) => {
      answers({
        title: 'Snapshot before',
        blocks: [
          { type: 'fields', fields: [{ label: 'Taken', value: { at, note: '3 h ago' } }] },
          { type: 'table', columns: [{ label: 'Used' }], rows: [[{ at }]] },
        ],
      });
      await fixture.type('snapshot list e1');
      const shown = fixture.told?.(at) ?? text;
      await sees(`${shown} (3 h ago)`);
      expect((await fixture.seen()).split(shown)).toHaveLength(3);
      expect(await fixture.seen()).not.toContain(at);
    });

    test.each(Object.keys(hostile))('%s is inert', async (key) => {
      const words = hostile[key] ?? '';
      answers({ title: 'A machine', blocks: [{ type: 'text', text: words }], footer: 'the end' });
      await fixture.type('fleet');
      await sees('the end');
      expect(await fixture.sent()).not.toMatch(fixture.live);
    });

    test('an edit takes the place of what the message said', async () => {
      const { operation, incoming } = await runs();
      const ref = await fixture.chat.post(incoming.place, progress('reverting'), { nonce: 'n-1' });
      await sees('reverting');
      await fixture.chat.update(ref, progress('starting again', 0.8));
      await sees('starting again');
      expect(await fixture.seen()).not.toContain('reverting');
      await fixture.chat.update(ref, outcome);
      bot.end(operation, { state: 'done', card: outcome });
      await sees(outcome.title);
      expect(await fixture.seen()).not.toContain('starting again');
    });

    test('an outcome is shown once, whichever way it comes first', async () => {
      const { operation, incoming } = await runs();
      const ref = await fixture.chat.post(incoming.place, progress('reverting'), { nonce: 'n-1' });
      bot.end(operation, { state: 'done', card: outcome });
      await fixture.chat.update(ref, outcome);
      await sees(outcome.title);
      answers({ title: 'afterwards' });
      await fixture.type('vm list');
      await sees('afterwards');
      expect((await fixture.seen()).split(outcome.title)).toHaveLength(2);
    });

    test('a message is edited on after a restart', async () => {
      const { incoming } = await runs();
      const ref = await fixture.chat.post(incoming.place, progress('reverting'), { nonce: 'n-1' });
      const stored: MessageRef = JSON.parse(JSON.stringify(ref));
      expect(stored).toEqual(ref);
      await fixture.chat.stop();
      fixture = await fixture.reopen();
      await fixture.chat.start(bot);
      await fixture.chat.update(stored, outcome);
      await sees(outcome.title);
    });

    test('a button sends its command, and the confirmation it carries', async () => {
      answers({
        title: 'Roll back e1 to before?',
        actions: [
          { label: 'Roll back e1', command: 'snapshot rollback e1 before', confirms: 'c-1' },
          { label: 'Cancel', command: 'snapshot rollback e1 before', declines: 'c-1' },
        ],
      });
      await fixture.type('snapshot rollback e1 before');
      await sees('Roll back e1');
      await fixture.press('Roll back e1');
      await hears(2);
      const line = 'snapshot rollback e1 before';
      expect(bot.heard[1]).toMatchObject({ line, confirms: 'c-1' });
      expect(bot.heard[1]?.declines).toBeUndefined();
      await fixture.press('Cancel');
      await hears(3);
      expect(bot.heard[2]).toMatchObject({ line, declines: 'c-1' });
      expect(bot.heard[2]?.confirms).toBeUndefined();
    });

    test('a form comes back as one completed line', async () => {
      reply = async (incoming) => {
        if (incoming.line !== 'snapshot create') return answered;
        await incoming.reply.ask({
          title: 'Take a snapshot',
          problem: { title: 'Which machine?' },
          line: 'snapshot create',
          fields: [
            { name: 'machine', label: 'Machine', required: true, choices: ['web-1', 'web-2'] },
            { name: 'name', label: 'Name', required: true },
            { name: 'description', label: 'Description', required: false },
          ],
        });
        return { outcome: 'usage' };
      };
      await fixture.type('snapshot create');
      await fixture.fill(['web-2', 'before the "upgrade"', '']);
      await hears(2);
      expect(bot.heard[1]?.line).toBe('snapshot create web-2 "before the \\"upgrade\\""');
    });

    test('nothing is read after it was stopped', async () => {
      await fixture.type('vm list');
      await hears(1);
      await fixture.chat.stop();
      await fixture.type('vm stop web-1');
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(bot.heard).toHaveLength(1);
    });
  });
}
