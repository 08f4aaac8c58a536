import { setTimeout as sleep } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import type { Card } from '../../../../src/card.ts';
import type { Painter } from '../../../../src/charts/painter.ts';
import { picturesOf } from '../../../../src/charts/pictures.ts';
import type { MessageRef } from '../../../../src/chat.ts';
import type { Log } from '../../../../src/log.ts';
import type { Pictures } from '../render/drawn.ts';
import { refusal } from '../web/errors.ts';
import type { Files } from '../web/files.ts';

export interface ChartParts {
  readonly files: Files;
  /** Absent: charts are told with block characters. */
  readonly painter?: Painter | undefined;
  readonly log: Log;
}

/** The charts of cards as pictures. */
export interface Charts {
  /**
   * Says the card with pictures that stand in the message itself; with block characters where Slack does not take
   * them. What `how` gives is the message that has them from then on: those it had before are deleted.
   */
  say(card: Card, how: (pictures: Pictures) => Promise<MessageRef>): Promise<MessageRef>;
  /** Drawn and not uploaded: for where a picture can only be attached. */
  drawn(card: Card): Promise<Pictures>;
}

/** Messages whose pictures are remembered. After a restart the last picture of each stays among the files. */
const REMEMBERED = 2000;

/**
 * Milliseconds before each further try: a message with a picture that Slack has not looked through yet is refused.
 * https://github.com/slackapi/node-slack-sdk/issues/1865#issuecomment-2275000351
 */
const pauses = [300, 700, 1000, 2000, 4000];

export function createCharts({ files, painter, log }: ChartParts): Charts {
  const remembered = new LRUCache<string, readonly string[]>({ max: REMEMBERED });
  return {
    drawn: (card) => picturesOf(card, painter),
    async say(card, how) {
      const pictures = await uploaded(await picturesOf(card, painter), { files, log });
      const ids = [...pictures.values()].flatMap(({ file }) => file ?? []);
      const { ref, taken } = await sayWith(pictures, how).catch(async (error: unknown) => {
        await files.remove(ids);
        throw error;
      });
      const key = `${ref.channel}:${ref.id}`;
      const left = [...(remembered.get(key) ?? []), ...(taken ? [] : ids)];
      remembered.set(key, taken ? ids : []);
      await files.remove(left);
      return ref;
    },
  };
}

async function uploaded(
  pictures: Pictures,
  { files, log }: Pick<ChartParts, 'files' | 'log'>,
): Promise<Pictures> {
  const all = await Promise.all(
    [...pictures].map(async ([chart, { png, alt }]) => {
      try {
        const file = await files.keep({ name: 'chart.png', png, alt });
        return [[chart, { png, alt, file }] as const];
      } catch (err) {
        log.warn({ err }, 'the picture of a chart could not be uploaded to Slack');
        return [];
      }
    }),
  );
  return new Map(all.flat());
}

interface Said {
  readonly ref: MessageRef;
  /** The message has the pictures. */
  readonly taken: boolean;
}

async function sayWith(
  pictures: Pictures,
  how: (pictures: Pictures) => Promise<MessageRef>,
): Promise<Said> {
  for (const pauseMs of pictures.size > 0 ? pauses : []) {
    try {
      return { ref: await how(pictures), taken: true };
    } catch (error) {
      if (refusal(error) !== 'invalid_blocks') throw error;
      await sleep(pauseMs);
    }
  }
  return { ref: await how(new Map()), taken: false };
}
