import { createHash } from 'node:crypto';
import type { Card } from '../../src/card.ts';
import { typed } from '../../src/cards/typed.ts';
import { defineCommand, type Plan } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import { bytes } from '../../src/format.ts';
import { MAX_FILE_BYTES, readIfThere } from '../../src/guest/read-file.ts';
import { type RunningGuest, runningGuest } from '../../src/guest/running.ts';
import { checkWholePath } from '../../src/guest/whole-path.ts';
import { writeOperation } from '../../src/operations/guest-write.ts';
import { fingerprint } from '../../src/safety/fingerprint.ts';
import { seenMachine } from '../../src/safety/seen.ts';

export const guestWrite = defineCommand({
  name: 'guest write',
  description: 'Writes a file inside a guest; missing folders are made',
  needs: 'guest.write',
  audience: 'caller',
  options: {
    machine: { type: 'machine', description: 'In which guest', required: true },
    path: { type: 'text', description: 'The whole path of the file', required: true },
    content: { type: 'text', description: 'What is to be in it', required: true },
    base64: { type: 'flag', description: 'The content is given as base64', required: false },
  },
  examples: ['guest write web-1 /etc/motd "Welcome aboard"'],
  async run({ machine, path, content, base64 }, context): Promise<Plan> {
    checkWholePath(path);
    const wanted = base64 ? decoded(content) : Buffer.from(content);
    const guest = await runningGuest(machine, context);
    const operations = [writeOperation(guest, path, wanted)];
    const old = await present(guest, path, context.signal);
    if (old === undefined) return { operations };
    return {
      preview: preview({ guest, path, wanted, old: old.size }),
      fingerprint: fingerprint(['write', seenMachine(guest), path, old.mark]),
      danger: 'confirm',
      confirmLabel: `Replace ${path} in ${guest.label} on ${guest.machine.host}`,
      operations,
    };
  },
});

/** What the file holds now, as its size in words and a mark of its content; undefined when there is none. */
async function present(guest: RunningGuest, path: string, signal: AbortSignal) {
  try {
    const content = await readIfThere(guest, path, signal);
    if (content === undefined) return undefined;
    const mark = createHash('sha256').update(content).digest('hex');
    return { size: bytes(content.byteLength), mark };
  } catch (error) {
    if (!(error instanceof BotError) || error.code !== 'invalid') throw error;
    return { size: `more than ${bytes(MAX_FILE_BYTES)}`, mark: 'large' };
  }
}

interface Replacement {
  readonly guest: RunningGuest;
  readonly path: string;
  readonly wanted: Buffer;
  readonly old: string;
}

function preview({ guest, path, wanted, old }: Replacement): Card {
  return {
    title: `Replace ${path} on ${guest.label}?`,
    tone: 'warning',
    blocks: [
      { type: 'text', text: 'The file is there already: what it holds now is lost.' },
      {
        type: 'fields',
        fields: [
          { label: 'Now', value: old },
          { label: 'Then', value: bytes(wanted.byteLength) },
        ],
      },
    ],
    actions: [{ label: 'Read it', command: typed('guest read', guest.label, path) }],
  };
}

function decoded(text: string): Buffer {
  const content = Buffer.from(text, 'base64');
  const same = content.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '');
  if (same) return content;
  throw new BotError('invalid', 'The content is not base64', {
    hint: 'Make it with: base64 -w0 FILE',
  });
}
