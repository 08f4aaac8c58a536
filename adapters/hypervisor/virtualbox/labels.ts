import { z } from 'zod';
import { BotError } from '../../../src/errors.ts';
import { changed, type Labels } from '../../../src/hypervisor/labels.ts';
import { done, type Machine, type Outcome } from '../../../src/hypervisor.ts';
import type { TaskControl } from '../../../src/operation.ts';
import type { Client } from './client.ts';
import { type Info, readInfo } from './info.ts';
import type { Inventory, Known } from './inventory.ts';
import { type MachineSettings, parseSettings } from './settings-file.ts';
import { uuidWord, xmlText } from './words.ts';

const TAGS = 'nakhoda/tags';
const NOTE = 'nakhoda/note';
const Tags = z.array(z.string());
/** A note that waits beside the description it stands for: another description is a newer word than ours. */
const Note = z.object({ note: z.string(), insteadOf: z.string() });

/** The machine's groups in VirtualBox, and the tags the bot has put on it. */
export function tagsOf({ info, settings }: Pick<Known, 'info' | 'settings'>): readonly string[] {
  return [...new Set([...(info?.groups ?? []), ...ownTags(settings)])];
}

/** Its description, or what was noted while it could not be changed. */
export function noteOf({ info, settings }: Pick<Known, 'info' | 'settings'>): string | undefined {
  const description = info?.description ?? '';
  const waiting = read(settings, NOTE, Note);
  const text = waiting?.insteadOf === description ? waiting.note : description;
  return text === '' ? undefined : text;
}

function ownTags(settings: MachineSettings | undefined): readonly string[] {
  return read(settings, TAGS, Tags) ?? [];
}

/** Values of ours are JSON in the letters of a URI, so that nothing in them can be mistaken. */
function read<T>(
  settings: MachineSettings | undefined,
  key: string,
  shape: z.ZodType<T>,
): T | undefined {
  try {
    const text = decodeURIComponent(settings?.extra.get(key) ?? '');
    return shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

interface Parts {
  readonly client: Client;
  readonly inventory: Inventory;
}

/**
 * VirtualBox lets groups and description be changed only while no session holds the machine, and moves its files with
 * its first group. So tags of ours are extra data, which can be written at any time, and a note waits there while the
 * machine is on: https://www.virtualbox.org/manual/topics/vboxmanage.html#vboxmanage-setextradata
 */
export function createLabels({ client, inventory }: Parts): Labels {
  const present = (machine: Machine, task: TaskControl) =>
    task.step('what it has', { do: () => readPresent(client, machine, task.signal) });

  async function write(machine: Machine, task: TaskControl, writing: Writing): Promise<void> {
    const { step, words } = writing;
    try {
      // Written as a whole, so that twice is the same as once.
      await task.step(step, {
        do: () => client.act(words, { task, name: machine.name, note: 'writing its settings' }),
      });
    } finally {
      inventory.forget(machine.id);
    }
  }

  return {
    async tag(machine, change, task) {
      const { own, groups, active } = await present(machine, task);
      const wanted = changed(own, {
        add: change.add.filter((tag) => !groups.includes(tag)),
        remove: change.remove,
      });
      const left = groups.filter((group) => !change.remove.includes(group));
      if (left.length < groups.length) {
        if (active) throw groupsAreFixed(machine);
        await write(machine, task, { step: 'write the groups', words: groupWords(machine, left) });
      }
      if (wanted.length === 0 && own.length === 0) return done;
      await write(machine, task, {
        step: 'write the tags',
        words: extraWords(machine, TAGS, wanted.length === 0 ? undefined : wanted),
      });
      return done;
    },
    async note(machine, typed, task) {
      const { active, description } = await present(machine, task);
      const text = xmlText(typed);
      if (active) {
        const value = text === description ? undefined : { note: text, insteadOf: description };
        await write(machine, task, {
          step: 'keep the note',
          words: extraWords(machine, NOTE, value),
        });
        return waits;
      }
      const words = ['modifyvm', uuidWord(machine.id), `--description=${text}`];
      await write(machine, task, { step: 'write the note', words });
      await write(machine, task, {
        step: 'drop the note that waited',
        words: extraWords(machine, NOTE, undefined),
      });
      return done;
    },
  };
}

interface Writing {
  readonly step: string;
  readonly words: readonly string[];
}

const waits: Outcome = {
  ...done,
  notes: [
    'VirtualBox takes a description only while the machine is off: this one is kept beside it',
  ],
};

function groupsAreFixed({ name }: Machine): BotError {
  return new BotError(
    'conflict',
    `${name} is on, and VirtualBox changes its groups only while it is off`,
    {
      hint: 'A tag that is a group in VirtualBox can be taken away after `vm shutdown`.',
    },
  );
}

function groupWords({ id }: Machine, groups: readonly string[]): readonly string[] {
  const all = groups.length === 0 ? '/' : groups.map((group) => `/${group}`).join(',');
  return ['modifyvm', uuidWord(id), `--groups=${all}`];
}

/** Without a value the key is taken away. */
function extraWords({ id }: Machine, key: string, value: unknown): readonly string[] {
  const text = value === undefined ? [] : [encodeURIComponent(JSON.stringify(value))];
  return ['setextradata', uuidWord(id), key, ...text];
}

interface Present extends Pick<Info, 'groups' | 'description' | 'active'> {
  readonly own: readonly string[];
}

async function readPresent(
  client: Client,
  machine: Machine,
  signal: AbortSignal,
): Promise<Present> {
  const { groups, description, active, settingsFile } = await readInfo(client, machine, { signal });
  const text = (await client.reach.files.read([settingsFile], signal)).get(settingsFile);
  if (text === undefined) {
    throw new BotError('failed', `the settings of ${machine.name} cannot be read: ${settingsFile}`);
  }
  return { groups, description, active, own: ownTags(parseSettings(text)) };
}
