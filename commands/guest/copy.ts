import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import type { Card } from '../../src/card.ts';
import { typed } from '../../src/cards/typed.ts';
import { defineCommand, type Plan, type ResolvedMachine } from '../../src/command.ts';
import { BotError } from '../../src/errors.ts';
import { bytes } from '../../src/format.ts';
import type { FileFacts } from '../../src/guest/copy/answers.ts';
import { type CopyEnd, copyEnd, lookAtFile, lookAtPlace } from '../../src/guest/copy/copy.ts';
import { runningGuest } from '../../src/guest/running.ts';
import { checkWholePath } from '../../src/guest/whole-path.ts';
import { quoteWord } from '../../src/line/words.ts';
import { copyOperation } from '../../src/operations/guest-copy.ts';
import { fingerprint } from '../../src/safety/fingerprint.ts';
import { seenMachine } from '../../src/safety/seen.ts';

export const guestCopy = defineCommand({
  name: 'guest copy',
  description: 'Copies a file from one guest to another, whole and checked, or not at all',
  needs: 'guest.write',
  audience: 'caller',
  options: {
    from: { type: 'machine', description: 'The guest that has the file', required: true },
    path: { type: 'text', description: 'The whole path of the file there', required: true },
    to: { type: 'machine', description: 'The guest that gets it', required: true },
    target: {
      type: 'text',
      description: 'Its path there, or a folder with a / behind it; the same path when left out',
      required: false,
    },
    replace: { type: 'flag', description: 'In place of the file that is there', required: false },
  },
  examples: [
    'guest copy web-1 /etc/hosts db-1 /tmp/',
    'guest copy web-1 /srv/site.conf web-2 --replace',
  ],
  async run({ from, path, to, target = path, replace }, context): Promise<Plan> {
    const wanted = target.endsWith('/') ? `${target}${posix.basename(path)}` : target;
    checkWholePath(path);
    checkWholePath(wanted);
    refuseItself(from, to, [path, wanted]);
    if (!context.may('guest.read', { machines: [from] })) throw noRight(from);
    const guests = await Promise.all([runningGuest(from, context), runningGuest(to, context)]);
    const [source, place] = [copyEnd(guests[0], path), copyEnd(guests[1], wanted)];
    const file = await lookAtFile(source);
    const old = await lookAtPlace({ to: place, mark: randomUUID(), replace }, file.bytes).catch(
      offering(typed('guest copy', from.label, path, to.label, wanted)),
    );
    const ends = [
      { guest: guests[0], path },
      { guest: guests[1], path: wanted },
    ] as const;
    const operations = [copyOperation(...ends, replace)];
    if (old === undefined) return { operations };
    return {
      preview: preview({ from: source, to: place, file, old }),
      fingerprint: fingerprint([
        ...['copy', ...guests.map(seenMachine), path, wanted],
        ...[file.bytes, file.changed, old.bytes, old.changed],
      ]),
      danger: 'confirm',
      confirmLabel: `Replace ${wanted} in ${to.label} on ${guests[1].machine.host}`,
      operations,
    };
  },
});

function refuseItself(from: ResolvedMachine, to: ResolvedMachine, paths: readonly string[]): void {
  if (from.machine.site !== to.machine.site || from.machine.id !== to.machine.id) return;
  const words = ['cp', ...paths].map(quoteWord).join(' ');
  throw new BotError('invalid', `${from.label} would copy to itself`, {
    hint: `Nothing was changed. Within one guest: ${typed('guest run', from.label)} ${words}`,
  });
}

function noRight({ label }: ResolvedMachine): BotError {
  return new BotError('forbidden', `You may not read files of ${label}`, {
    hint: 'Nothing was changed. A copy needs guest.read there, and guest.write on both.',
  });
}

/** What is there already can be replaced by the same line with a word more. */
function offering(line: string) {
  return (error: unknown): never => {
    if (!(error instanceof BotError && error.hint?.includes('--replace'))) throw error;
    const { code, message, hint } = error;
    throw new BotError(code, message, { hint, choices: [`${line} --replace`], cause: error });
  };
}

interface Replacement {
  readonly from: CopyEnd;
  readonly to: CopyEnd;
  readonly file: FileFacts;
  readonly old: FileFacts;
}

function preview({ from, to, file, old }: Replacement): Card {
  return {
    title: `Replace ${to.path} on ${to.label}?`,
    tone: 'warning',
    blocks: [
      {
        type: 'text',
        text: 'The file is there already: what it holds now is lost. Its mode and owner stay.',
      },
      {
        type: 'fields',
        fields: [
          { label: 'Now', value: bytes(old.bytes) },
          { label: 'Then', value: `${bytes(file.bytes)}, from ${from.path} of ${from.label}` },
          { label: 'Mode and owner', value: `${old.mode} ${old.owner}` },
        ],
      },
    ],
    actions: [{ label: 'Read it', command: typed('guest read', to.label, to.path) }],
  };
}
