import { posix } from 'node:path';
import type { Block } from '../../src/card.ts';
import { longText } from '../../src/cards/long-text.ts';
import { typed } from '../../src/cards/typed.ts';
import { defineCommand } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import { bytes } from '../../src/format.ts';
import { asText, hexHead, readIfThere } from '../../src/guest/read-file.ts';
import { runningGuest } from '../../src/guest/running.ts';
import { clip } from '../../src/line/clip.ts';
import { quoteWord } from '../../src/line/words.ts';

export const guestRead = defineCommand({
  name: 'guest read',
  description: 'Shows a file of a guest, up to 1 MiB',
  needs: 'guest.read',
  audience: 'caller',
  options: {
    machine: { type: 'machine', description: 'In which guest', required: true },
    path: { type: 'text', description: 'The whole path of the file', required: true },
  },
  examples: ['guest read web-1 /etc/hosts'],
  async run({ machine, path }, context) {
    const guest = await runningGuest(machine, context);
    const content = await readIfThere(guest, path, context.signal);
    if (content === undefined) {
      const folder = posix.dirname(path);
      throw new BotError('not-found', `${guest.label} has no file ${clip(path, 200)}`, {
        hint: `What is there: ${typed('guest run', guest.label)} ls -la ${quoteWord(folder)}`,
      });
    }
    return {
      title: `${path} on ${guest.label}`,
      blocks: contentBlocks(path, content),
      footer: bytes(content.byteLength),
    };
  },
});

function contentBlocks(path: string, content: Buffer): readonly Block[] {
  if (content.byteLength === 0) return [{ type: 'text', text: 'The file is empty.' }];
  const text = asText(content);
  if (text !== undefined) return [longText(path.split('/').at(-1) || 'file.txt', text)];
  return [
    { type: 'text', text: 'It is not text. It begins with:' },
    { type: 'code', text: hexHead(content) },
  ];
}
